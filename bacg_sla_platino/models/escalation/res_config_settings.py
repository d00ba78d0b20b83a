# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sla_heartbeat_url = fields.Char(
        related="company_id.sla_heartbeat_url", readonly=False
    )
