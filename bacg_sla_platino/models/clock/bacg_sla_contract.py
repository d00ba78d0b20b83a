# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

# Why a case waits for a contract: none is known, or the last one has ended.
WITHOUT_CONTRACT = ("contract", "contract_ended")


SCOPE_FIELDS = {"partner_id", "company_id", "date_from", "date_to", "active"}


class BacgSlaContract(models.Model):
    """Updates a contract's cases, and links cases that waited for the contract."""

    _inherit = "bacg.sla.contract"

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        contracts._sla_adopt_cases()
        return contracts

    def write(self, vals):
        result = super().write(vals)
        if "resource_calendar_id" in vals:
            # sudo: an account manager need not see every team's cases
            self.sudo().ticket_ids._sla_contract_changed()
        if SCOPE_FIELDS & set(vals):
            self._sla_adopt_cases()
        return result

    def _sla_adopt_cases(self):
        # sudo: an account manager need not see every team's cases
        waiting = (
            self.env["helpdesk.ticket"]
            .sudo()
            .search(
                [
                    ("sla_note", "in", WITHOUT_CONTRACT),
                    ("commercial_partner_id", "in", self.partner_id.ids),
                ]
            )
        )
        waiting._sla_log(waiting._sla_find_contract())
        # Also cases that still have none: a contract may now have ended before them.
        waiting._sla_sync()
