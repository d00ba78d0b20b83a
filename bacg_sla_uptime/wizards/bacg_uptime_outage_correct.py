# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgUptimeOutageCorrect(models.TransientModel):
    """Set begin and end of an outage right, with a reason."""

    _name = "bacg.uptime.outage.correct"
    _description = "Correct an Outage"
    _inherit = ["bacg.sla.window.mixin"]

    outage_id = fields.Many2one(comodel_name="bacg.uptime.outage", required=True)
    start = fields.Datetime(
        compute="_compute_times", store=True, precompute=True, readonly=False
    )
    stop = fields.Datetime(
        compute="_compute_times", store=True, precompute=True, readonly=False
    )
    reason = fields.Char(
        required=True, help="What shows it; the customer reads it on the statement."
    )

    @api.depends("outage_id")
    def _compute_times(self):
        for wizard in self:
            wizard.start = wizard.outage_id.start
            wizard.stop = wizard.outage_id.stop

    def action_confirm(self):
        self.ensure_one()
        self.outage_id._correct(self.start, self.stop, self.reason)
