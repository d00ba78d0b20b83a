# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .bacg_mail_inbound import TOKEN_PARAMETER


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sla_urgent_prefixes = fields.Char(
        related="company_id.sla_urgent_prefixes", readonly=False
    )
    sla_date_header_hours = fields.Integer(
        related="company_id.sla_date_header_hours", readonly=False
    )
    sla_intake_token = fields.Char(
        string="Mail intake token", config_parameter=TOKEN_PARAMETER
    )
    sla_inbound_size_limit = fields.Integer(
        related="company_id.sla_inbound_size_limit", readonly=False, required=True
    )
    sla_inbound_raw_days = fields.Integer(
        related="company_id.sla_inbound_raw_days", readonly=False, required=True
    )
    sla_inbound_case_days = fields.Integer(
        related="company_id.sla_inbound_case_days", readonly=False, required=True
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
    sla_mail_unproven = fields.Boolean(
        related="company_id.sla_mail_unproven", readonly=False
    )
    sla_acknowledgement_sender_limit = fields.Integer(
        related="company_id.sla_acknowledgement_sender_limit", readonly=False
    )
    sla_acknowledgement_domain_limit = fields.Integer(
        related="company_id.sla_acknowledgement_domain_limit", readonly=False
    )
    sla_acknowledgement_stranger_limit = fields.Integer(
        related="company_id.sla_acknowledgement_stranger_limit", readonly=False
    )
