# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgSlaContract(models.Model):
    _inherit = "bacg.sla.contract"

    acquired_localization_ids = fields.One2many(
        comodel_name="bacg.localization.acquired", inverse_name="contract_id"
    )
    acquired_localization_count = fields.Integer(
        compute="_compute_acquired_localization_count"
    )

    def _compute_acquired_localization_count(self):
        counts = self._count_records("bacg.localization.acquired")
        for contract in self:
            contract.acquired_localization_count = counts.get(contract, 0)

    def action_view_acquired_localizations(self):
        return self._get_list_action(
            "bacg_localization_registry.bacg_localization_acquired_action"
        )

    def _service_collect(self, page):
        """Put the customer's localizations beside their clauses (SLA 3.01, 3.05)."""
        result = super()._service_collect(page)
        # sudo: what a customer acquired, and which countries all are offered
        supported = self.env["bacg.localization"].sudo()
        count = supported.search_count([("state", "=", "supported")])
        for contract in self:
            for acquired in contract.acquired_localization_ids:
                version = acquired.version or self.env._("acquired")
                page.add(contract, "3.01", acquired.localization_id.name, version)
            page.add(contract, "3.05", self.env._("Supported localizations"), count)
        return result
