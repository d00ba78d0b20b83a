# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgChangeProduction(models.TransientModel):
    """Note that a change went into production: tested, approved, or overridden."""

    _name = "bacg.change.production"
    _description = "Put a Change in Production"
    _inherit = ["bacg.sla.window.mixin"]

    minute_id = fields.Many2one(comodel_name="bacg.change.minute", required=True)
    is_emergency = fields.Boolean(related="minute_id.is_emergency")
    start = fields.Datetime(
        string="Actual start", required=True, default=fields.Datetime.now
    )
    release = fields.Char(string="Version in production", help="17.0.1.4.0")
    missing_text = fields.Text(compute="_compute_missing_text")
    override_reason = fields.Char(
        string="Reason of the override",
        help="It stays in your name on the minutes, which the customer reads.",
    )

    @api.depends("minute_id", "start")
    def _compute_missing_text(self):
        for wizard in self:
            minute, start = wizard.minute_id, wizard.start
            ready = minute.is_emergency or not start
            missing = [] if ready else minute._get_missing(start)
            wizard.missing_text = "\n".join(missing)

    def action_confirm(self):
        self.ensure_one()
        self.minute_id._put_in_production(
            self.start, self.release, self.override_reason
        )
