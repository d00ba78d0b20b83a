# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgChangeCancel(models.TransientModel):
    """End minutes before production, with new ones in their place if need be."""

    _name = "bacg.change.cancel"
    _description = "Cancel or Replace Change Minutes"
    _inherit = ["bacg.sla.window.mixin"]

    minute_id = fields.Many2one(comodel_name="bacg.change.minute", required=True)
    reason = fields.Char(required=True, help="Both sides read it.")
    replaces = fields.Boolean(
        string="Write new minutes with the same changes",
        default=True,
        help="They are agreed anew: what was agreed does not change.",
    )

    def action_confirm(self):
        self.ensure_one()
        minute = self.minute_id
        minute._cancel(self.reason)
        return minute._replace()._get_records_action() if self.replaces else None
