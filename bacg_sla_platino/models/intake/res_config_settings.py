# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sla_inbound_size_limit = fields.Integer(
        related="company_id.sla_inbound_size_limit", readonly=False, required=True
    )
    sla_inbound_raw_days = fields.Integer(
        related="company_id.sla_inbound_raw_days", readonly=False, required=True
    )
    sla_inbound_log_days = fields.Integer(
        related="company_id.sla_inbound_log_days", readonly=False, required=True
    )
    sla_follow_copied = fields.Boolean(
        related="company_id.sla_follow_copied", readonly=False
    )
    sla_mail_authority = fields.Char(
        related="company_id.sla_mail_authority", readonly=False
    )
