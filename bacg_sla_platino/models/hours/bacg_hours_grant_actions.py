# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError

from .bacg_hours_grant import COUNTED_STATES


class BacgHoursGrant(models.Model):
    """Actions on granted hours: mark as paid, void, carry over, correct."""

    _inherit = "bacg.hours.grant"

    def _activated(self):
        """Cover overdrawn hours with these grants, which count from now on."""
        for contract in self.contract_id:
            contract._hours_settle()

    def action_activate(self):
        """Mark pending hours as paid, so that they count."""
        self.check_access("write")
        self.filtered(lambda grant: grant.state == "pending").state = "active"

    def action_void(self):
        """Void hours of which nothing was used."""
        self.check_access("write")
        for grant in self:
            if grant.used_hours or grant.correction_ids.filtered(
                lambda row: row.state in COUNTED_STATES
            ):
                raise UserError(
                    self.env._(
                        "“%s” was used or corrected: make a correction instead of "
                        "voiding it.",
                        grant.display_name,
                    )
                )
        self.state = "void"
        for grant in self:
            # sudo: reservations follow the grants, whoever voids them
            grant.sudo().allocation_ids.draw_id._plan()

    def action_carry_over(self):
        """Open a new grant with what is left of this expired one."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "name": self.env._("Carry over"),
            "context": {
                "default_contract_id": self.contract_id.id,
                "default_hours_pool": self.hours_pool,
                "default_origin": "carry_over",
                "default_hours": self.free_hours,
                "default_note": self.display_name,
            },
        }

    def action_correct(self):
        """Open a correction of these hours."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Correction"),
            "context": {
                "default_contract_id": self.contract_id.id,
                "default_hours_pool": self.hours_pool,
                "default_origin": "correction",
                "default_corrects_id": self.id,
                "default_date_to": False,
            },
        }
