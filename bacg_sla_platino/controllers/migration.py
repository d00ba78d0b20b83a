# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from .approval import TEXT_LIMIT, decider_domain

PAGE = "/my/migrations"
PER_PAGE = 40


class MigrationPortal(CustomerPortal):
    """A customer's migrations (SLA 5.01, 5.02), from the first question on.

    Contact points and those who approve see them. They decide on the pages of the
    approvals; here they write messages, which change nothing of the plan.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "migration_count" in counters:
            values["migration_count"] = self._migrations_sudo().search_count(
                self._migration_domain()
            )
        return values

    def _migrations_sudo(self):
        # sudo: the portal has no access; ``_migration_domain`` says what a user sees
        return request.env["bacg.migration"].sudo()

    def _migration_domain(self):
        return decider_domain() & Domain("approval_ids", "!=", False)

    def _migration_sudo(self, migration_id):
        """Return a migration that the user sees, else answer 404."""
        domain = self._migration_domain() & Domain("id", "=", migration_id)
        migration = self._migrations_sudo().search(domain)
        if not migration:
            raise NotFound()
        return migration

    @http.route(
        [PAGE, f"{PAGE}/page/<int:page>"], type="http", auth="user", website=True
    )
    def portal_my_migrations(self, page=1, **_kw):
        domain, migrations = self._migration_domain(), self._migrations_sudo()
        total = migrations.search_count(domain)
        pager = portal_pager(url=PAGE, total=total, page=page, step=PER_PAGE)
        values = {
            **self._prepare_portal_layout_values(),
            "migrations": migrations.search(
                domain, limit=PER_PAGE, offset=pager["offset"]
            ),
            "page_name": "migration",
            "pager": pager,
            "default_url": PAGE,
        }
        return request.render("bacg_sla_platino.portal_my_migrations", values)

    @http.route(f"{PAGE}/<int:migration_id>", type="http", auth="user", website=True)
    def portal_migration(self, migration_id, **_kw):
        migration = self._migration_sudo(migration_id)
        values = {
            **self._prepare_portal_layout_values(),
            "migration": migration,
            "timeline": migration._portal_timeline(),
            "page_name": "migration",
        }
        return request.render("bacg_sla_platino.portal_migration", values)

    @http.route(
        f"{PAGE}/<int:migration_id>/comment",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_migration_comment(self, migration_id, text=None, **_kw):
        """Take what the customer has to say; nothing said is nothing posted."""
        migration = self._migration_sudo(migration_id)
        text = str(text or "").replace("\0", "").strip()[:TEXT_LIMIT]
        if text:
            migration._post_customer_message(request.env.user.partner_id, text)
        return request.redirect(f"{migration._portal_path()}#messages", code=303)
