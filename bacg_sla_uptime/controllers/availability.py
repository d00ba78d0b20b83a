# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.fields import Domain
from odoo.http import content_disposition, request

from odoo.addons.bacg_sla_platino.controllers.pages import find_or_404, paged
from odoo.addons.portal.controllers.portal import CustomerPortal

PAGE = "/my/availability"
STATEMENTS = f"{PAGE}/statements"
PER_PAGE = 20
BAR_DAYS = 90
INCIDENTS = 20


class AvailabilityPortal(CustomerPortal):
    """How the customer's ERPs run: now, this month, in 90 days, month by month.

    Everybody of a company with a contract in force sees that; its statements are the
    contact points' (decision 18).
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "availability_count" in counters:
            instances = self._availability_instances()
            values["availability_count"] = instances.search_count(
                self._availability_domain()
            )
        return values

    def _availability_instances(self):
        # sudo: portal users have no access; ``_availability_domain`` says which
        return request.env["bacg.hosted.instance"].sudo()

    def _availability_domain(self):
        contracts = request.env["bacg.sla.contract"]._service_of_user(request.env.user)
        return Domain("contract_id", "in", contracts.ids) & Domain(
            "hosting", "=", "bacg"
        )

    def _availability_statements(self):
        # sudo: portal users have no access; ``_availability_statement_domain`` says
        return request.env["bacg.uptime.statement"].sudo()

    def _availability_statement_domain(self):
        contact = request.env.user.partner_id
        return Domain("contract_id.contact_ids", "in", contact.ids)

    def _availability_values(self, **values):
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "availability",
            **values,
        }

    @http.route(
        [PAGE, f"{PAGE}/page/<int:page>"], type="http", auth="user", website=True
    )
    def portal_availability(self, page=1, **_kw):
        instances, pager = paged(
            self._availability_instances(),
            self._availability_domain(),
            PAGE,
            page,
            PER_PAGE,
        )
        values = self._availability_values(
            instances=instances,
            pages=instances._uptime_portal_pages(BAR_DAYS),
            pager=pager,
        )
        return request.render("bacg_sla_uptime.portal_availability", values)

    @http.route(f"{PAGE}/<int:instance_id>", type="http", auth="user", website=True)
    def portal_availability_instance(self, instance_id, **_kw):
        instance = find_or_404(
            self._availability_instances(),
            self._availability_domain() & Domain("id", "=", instance_id),
        )
        statements = self._availability_statements().search(
            self._availability_statement_domain()
            & Domain("instance_id", "=", instance.id)
            & Domain("state", "=", "issued"),
            limit=12,
        )
        values = self._availability_values(
            instance=instance,
            page=instance._uptime_portal_pages(BAR_DAYS)[instance.id],
            incidents=instance._uptime_portal_incidents(INCIDENTS),
            maintenance=instance._uptime_portal_maintenance(),
            statements=statements,
        )
        return request.render("bacg_sla_uptime.portal_availability_instance", values)

    @http.route(
        [STATEMENTS, f"{STATEMENTS}/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_availability_statements(self, page=1, **_kw):
        statements, pager = paged(
            self._availability_statements(),
            self._availability_statement_domain() & Domain("state", "=", "issued"),
            STATEMENTS,
            page,
            PER_PAGE,
        )
        values = self._availability_values(
            statements=statements, pager=pager, of_statements=True
        )
        return request.render("bacg_sla_uptime.portal_availability_statements", values)

    def _availability_statement(self, statement_id):
        """Return a statement that the user may see; raise NotFound otherwise."""
        domain = self._availability_statement_domain()
        domain &= Domain("id", "=", statement_id)
        return find_or_404(self._availability_statements(), domain)

    @http.route(
        f"{STATEMENTS}/<int:statement_id>", type="http", auth="user", website=True
    )
    def portal_availability_statement(self, statement_id, **_kw):
        statement = self._availability_statement(statement_id)
        successor = self._availability_statements().search(
            self._availability_statement_domain()
            & Domain("name", "=", statement.name)
            & Domain("state", "=", "issued")
        )
        values = self._availability_values(
            statement=statement, successor=successor, of_statements=True
        )
        return request.render("bacg_sla_uptime.portal_availability_statement", values)

    @http.route(f"{STATEMENTS}/<int:statement_id>/document", type="http", auth="user")
    def portal_availability_document(self, statement_id, **_kw):
        document = self._availability_statement(statement_id)._get_document()
        headers = [
            ("Content-Type", document.mimetype),
            ("Content-Disposition", content_disposition(document.name)),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(document.raw, headers)
