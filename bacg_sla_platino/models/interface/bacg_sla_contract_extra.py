# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class BacgSlaContractExtra(models.Model):
    """An extra that is bought, or ends, decides the open cases anew (SLA 7.01)."""

    _inherit = "bacg.sla.contract.extra"

    @api.model_create_multi
    def create(self, vals_list):
        extras = super().create(vals_list)
        extras.contract_id._interface_judge_cases()
        return extras

    def write(self, vals):
        contracts = self.contract_id
        result = super().write(vals)
        (contracts | self.contract_id)._interface_judge_cases()
        return result

    def unlink(self):
        contracts = self.contract_id
        result = super().unlink()
        contracts._interface_judge_cases()
        return result
