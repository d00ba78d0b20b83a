# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgUptimeOutageReject(models.TransientModel):
    """Say with a reason that it was no outage."""

    _name = "bacg.uptime.outage.reject"
    _description = "Reject an Outage"
    _inherit = ["bacg.sla.window.mixin"]

    outage_id = fields.Many2one(comodel_name="bacg.uptime.outage", required=True)
    reason = fields.Char(required=True)

    def action_confirm(self):
        self.ensure_one()
        self.outage_id._reject(self.reason)
