# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class BacgSlaStatementReviseMixin(models.AbstractModel):
    """Issue the next revision of the ``statement_id`` of a window and say why."""

    _name = "bacg.sla.statement.revise.mixin"
    _description = "Revise a Statement"
    _inherit = ["bacg.sla.window.mixin"]

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
