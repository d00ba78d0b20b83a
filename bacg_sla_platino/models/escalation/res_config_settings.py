# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...tools.guarded_http import LOOKUP_TIMEOUT
from .bacg_sla_webhook import LOOKUP_PARAMETER


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sla_heartbeat_url = fields.Char(
        related="company_id.sla_heartbeat_url", readonly=False
    )
    sla_lookup_seconds = fields.Integer(
        string="Seconds to look up an address",
        config_parameter=LOOKUP_PARAMETER,
        default=LOOKUP_TIMEOUT,
    )
