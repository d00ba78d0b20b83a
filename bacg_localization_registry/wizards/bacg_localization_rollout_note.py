# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgLocalizationRolloutNote(models.TransientModel):
    """Note what a customer told us of a rollout, with its evidence (SLA 3.03)."""

    _name = "bacg.localization.rollout.note"
    _description = "Note What a Customer Said of a Rollout"
    _inherit = ["bacg.sla.window.mixin"]

    rollout_id = fields.Many2one(
        comodel_name="bacg.localization.rollout", required=True
    )
    customer_id = fields.Many2one(related="rollout_id.partner_id")
    kind = fields.Selection(
        selection=[
            ("chosen", "He chose a window"),
            ("deferred", "He defers it"),
            ("tested", "He tested it"),
            ("installed", "It is installed"),
            ("failed", "It failed"),
            ("rolled_back", "It was rolled back"),
            ("taken_back", "It was noted by mistake"),
        ],
        string="What",
        required=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Whose word",
        required=True,
        domain="[('commercial_partner_id', '=', customer_id)]",
    )
    window_start = fields.Datetime(
        string="Window begins", help="One of the customer's windows that is to come."
    )
    version = fields.Char(help="What is installed now.")
    happened_at = fields.Datetime(string="Installed on", help="Empty: now.")
    reason = fields.Char()
    accepts_risk = fields.Boolean(
        string="Accepts the risk", help="It may not be installed before it binds."
    )
    evidence = fields.Text(help="His mail, quoted, or the call: who, when, what.")
    file = fields.Binary()
    filename = fields.Char()

    def action_confirm(self):
        self.ensure_one()
        values = {
            name: self[name]
            for name in ("reason", "accepts_risk", "version", "evidence", "file")
        }
        if self.file:
            values["filename"] = self.filename
        if self.kind == "chosen":
            values["window_start"] = self.window_start
        if self.happened_at and self.kind == "installed":
            values["happened_at"] = self.happened_at
        self.rollout_id._act_declared(self.kind, self.partner_id, **values)
