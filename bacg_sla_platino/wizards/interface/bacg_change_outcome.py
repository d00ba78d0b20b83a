# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...models.interface.bacg_change_minute_steps import BAD_RESULTS


class BacgChangeOutcome(models.TransientModel):
    """How a change went in production, or that it was rolled back (SLA 7.06)."""

    _name = "bacg.change.outcome"
    _description = "Outcome of a Change"
    _inherit = ["bacg.sla.window.mixin"]

    minute_id = fields.Many2one(comodel_name="bacg.change.minute", required=True)
    state = fields.Selection(related="minute_id.state")
    partner_id = fields.Many2one(related="minute_id.partner_id")
    stop = fields.Datetime(
        string="Actual end", required=True, default=fields.Datetime.now
    )
    result = fields.Selection(
        selection=[
            ("successful", "Successful"),
            ("issues", "With issues"),
            ("failed", "Failed"),
            ("rolled_back", "Rolled back"),
        ],
        required=True,
        default=lambda self: self._default_result(),
    )
    is_bad = fields.Boolean(compute="_compute_is_bad")
    note = fields.Text(string="What was seen", help="Both sides read it.")
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Case that it caused",
        domain="[('commercial_partner_id', '=', partner_id)]",
        help="Empty: a failed change opens one.",
    )

    def _default_result(self):
        minute_id = self.env.context.get("default_minute_id")
        minute = self.env["bacg.change.minute"].browse(minute_id)
        return "rolled_back" if minute.state == "verified" else "successful"

    @api.depends("result")
    def _compute_is_bad(self):
        for wizard in self:
            wizard.is_bad = wizard.result in BAD_RESULTS

    def action_confirm(self):
        self.ensure_one()
        self.minute_id._note_outcome(self.stop, self.result, self.note, self.ticket_id)
