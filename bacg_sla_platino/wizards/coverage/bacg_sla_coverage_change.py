# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...models.clock.helpdesk_ticket import COVERAGE


class BacgSlaCoverageChange(models.TransientModel):
    """Lets an agent override the rule of the kind, with a reason (SLA 1.11)."""

    _name = "bacg.sla.coverage.change"
    _description = "Change the Coverage of a Case"
    _inherit = ["bacg.sla.window.mixin"]

    ticket_id = fields.Many2one(comodel_name="helpdesk.ticket", required=True)
    scope_state = fields.Selection(
        selection=COVERAGE, string="Coverage", required=True, default="in_scope"
    )
    reason = fields.Char(required=True, help="It stays in the ledger of the case.")

    def action_confirm(self):
        self.ensure_one()
        self.ticket_id._coverage_override(self.scope_state, self.reason)
