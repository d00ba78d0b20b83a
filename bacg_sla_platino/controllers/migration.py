# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from .approval import decider_domain
from .pages import clean_text, find_or_404, paged, render

PAGE = "/my/migrations"


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
        return find_or_404(self._migrations_sudo(), domain)

    @http.route(
        [PAGE, f"{PAGE}/page/<int:page>"], type="http", auth="user", website=True
    )
    def portal_my_migrations(self, page=1, **_kw):
        migrations, pager = paged(
            self._migrations_sudo(), self._migration_domain(), PAGE, page
        )
        values = {
            **self._prepare_portal_layout_values(),
            "migrations": migrations,
            "page_name": "migration",
            "pager": pager,
            "default_url": PAGE,
        }
        return render("portal_my_migrations", values)

    @http.route(f"{PAGE}/<int:migration_id>", type="http", auth="user", website=True)
    def portal_migration(self, migration_id, **_kw):
        migration = self._migration_sudo(migration_id)
        values = {
            **self._prepare_portal_layout_values(),
            "migration": migration,
            "timeline": migration._portal_timeline(),
            "page_name": "migration",
        }
        return render("portal_migration", values)

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
        text = clean_text(text)
        if text:
            migration._post_customer_message(request.env.user.partner_id, text)
        return request.redirect(f"{migration._portal_path()}#messages", code=303)
