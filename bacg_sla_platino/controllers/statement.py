# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.fields import Domain
from odoo.http import content_disposition, request

from odoo.addons.portal.controllers.portal import CustomerPortal

from .pages import find_or_404, paged, render

PAGE = "/my/sla-statements"
PER_PAGE = 24


class StatementPortal(CustomerPortal):
    """The issued statements, for the contact points of their contracts."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "sla_statement_count" in counters:
            values["sla_statement_count"] = self._statements_sudo().search_count(
                self._statement_domain() & Domain("state", "=", "issued")
            )
        return values

    def _statements_sudo(self):
        # sudo: portal users have no access; ``_statement_domain`` says which they see
        return request.env["bacg.sla.statement"].sudo()

    def _statement_domain(self):
        contact = request.env.user.partner_id
        return Domain("contract_id.contact_ids", "in", contact.ids) & Domain(
            "state", "in", ("issued", "superseded")
        )

    def _statement_sudo(self, statement_id):
        """Return a statement that the user may see; raise NotFound otherwise."""
        domain = self._statement_domain() & Domain("id", "=", statement_id)
        return find_or_404(self._statements_sudo(), domain)

    @http.route(
        [PAGE, f"{PAGE}/page/<int:page>"], type="http", auth="user", website=True
    )
    def portal_my_statements(self, page=1, **kw):
        domain = self._statement_domain() & Domain("state", "=", "issued")
        statements, pager = paged(self._statements_sudo(), domain, PAGE, page, PER_PAGE)
        values = {
            **self._prepare_portal_layout_values(),
            "statements": statements,
            "page_name": "sla_statement",
            "pager": pager,
            "default_url": PAGE,
        }
        return render("portal_my_statements", values)

    @http.route(f"{PAGE}/<int:statement_id>", type="http", auth="user", website=True)
    def portal_statement(self, statement_id, **kw):
        statement = self._statement_sudo(statement_id)
        successor = self._statements_sudo().search(
            self._statement_domain()
            & Domain("name", "=", statement.name)
            & Domain("state", "=", "issued")
        )
        values = {
            **self._prepare_portal_layout_values(),
            "statement": statement,
            "successor": successor,
            "page_name": "sla_statement",
        }
        return render("portal_statement_page", values)

    @http.route(f"{PAGE}/<int:statement_id>/document", type="http", auth="user")
    def portal_statement_document(self, statement_id, **kw):
        return self._download(self._statement_sudo(statement_id).document_id)

    @http.route(f"{PAGE}/<int:statement_id>/csv", type="http", auth="user")
    def portal_statement_csv(self, statement_id, **kw):
        return self._download(self._statement_sudo(statement_id).csv_id)

    def _download(self, attachment):
        if not attachment:
            raise NotFound()
        headers = [
            ("Content-Type", attachment.mimetype),
            ("Content-Disposition", content_disposition(attachment.name)),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(attachment.raw, headers)
