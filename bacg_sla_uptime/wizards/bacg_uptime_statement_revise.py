# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class BacgUptimeStatementRevise(models.TransientModel):
    """Issue the next revision of an availability statement and say why."""

    _name = "bacg.uptime.statement.revise"
    _description = "Revise an Availability Statement"
    _inherit = ["bacg.sla.window.mixin"]

    statement_id = fields.Many2one(comodel_name="bacg.uptime.statement", required=True)
    reason = fields.Char(help="Printed in the new revision, for the customer.")

    def action_confirm(self):
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(
                self.env._("Reason: say in a sentence why, for the customer to read.")
            )
        revision = self.statement_id._revise(reason)
        return revision._get_records_action(name=self.env._("Statement"))
