# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgInterfaceAccept(models.TransientModel):
    """Accept, by name, to do without what is recommended (SLA 7.02, 7.06)."""

    _name = "bacg.interface.accept"
    _description = "Accept the Risk of an Interface"
    _inherit = ["bacg.sla.window.mixin"]

    interface_id = fields.Many2one(comodel_name="bacg.interface", required=True)
    gap_text = fields.Char(related="interface_id.gap_text")
    reason = fields.Char(
        required=True, help="Why the work goes on without it. The customer reads it."
    )

    def action_confirm(self):
        self.ensure_one()
        self.interface_id.risk_ids._accept(
            self.interface_id, self.env.user.partner_id, self.reason, "backend"
        )
