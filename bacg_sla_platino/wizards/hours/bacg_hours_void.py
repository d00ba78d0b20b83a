# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class BacgHoursVoid(models.TransientModel):
    """Withdraw a proposal, or void what was agreed, with a reason."""

    _name = "bacg.hours.void"
    _description = "Void a Draw of Hours"
    _inherit = ["bacg.sla.window.mixin"]

    draw_id = fields.Many2one(comodel_name="bacg.hours.draw", required=True)
    reason = fields.Char(help="The customer reads it.")

    def action_confirm(self):
        self.ensure_one()
        self.draw_id._hours_check_agent()
        if self.draw_id.state != "proposed" and not self.env.user.has_group(
            "helpdesk_mgmt.group_helpdesk_manager"
        ):
            raise AccessError(
                self.env._(
                    "Only a helpdesk manager can void what the customer agreed to."
                )
            )
        if not (self.reason or "").strip():
            raise UserError(self.env._("Reason: say why, the customer reads it."))
        self.draw_id._void(self.reason.strip())
