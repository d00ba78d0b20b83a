# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class BacgSlaContract(models.Model):
    """The customer's migrations beside the clauses (SLA 5)."""

    _inherit = "bacg.sla.contract"

    def _service_collect(self, page):
        result = super()._service_collect(page)
        # sudo: what follows says who sees them
        migrations = self.env["bacg.migration"].sudo()
        planned = migrations.search(
            [
                ("contract_id", "in", self.ids),
                ("state", "!=", "cancelled"),
                ("approval_ids", "!=", False),
            ]
        ).grouped("contract_id")
        for contract in self.filtered(lambda one: one in planned):
            if contract._migration_is_visible(page):
                contract._migration_add(page, planned[contract])
                continue
            for number in ("5.01", "5.02"):
                page.say(contract, number, contract._service_get_silence(page))
        return result

    def _migration_is_visible(self, page):
        """Return whether who looks sees the migrations of this contract."""
        return (
            self in page.as_contact_point or page.viewer.partner_id in self.approver_ids
        )

    def _migration_add(self, page, migrations):
        """Put progress, planned days and what waits for an answer (SLA 5.01, 5.02)."""
        for migration in migrations:
            title = migration._portal_title()
            progress = f"{migration._portal_state()}, {migration.progress:.0f} %"
            page.add(self, "5.01", title, progress)
            days = migration._portal_days(
                migration.planned_start, migration.planned_end
            )
            page.add(self, "5.02", title, days)
            asked = len(migration._portal_asked())
            if asked:
                page.add(self, "5.02", self.env._("Wait for your approval"), asked)
        page.link(self, "5.01", "/my/migrations")
        page.link(self, "5.02", "/my/migrations")
