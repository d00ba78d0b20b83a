# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sla_agreement_id = fields.Many2one(
        related="company_id.sla_agreement_id", readonly=False
    )
    sla_policy_ids = fields.One2many(related="company_id.sla_agreement_id.policy_ids")
    sla_calendar_id = fields.Many2one(
        related="company_id.sla_agreement_id.resource_calendar_id",
        string="Business hours",
    )
    sla_without_contract = fields.Boolean(
        related="company_id.sla_without_contract", readonly=False
    )
    sla_urgent_prefixes = fields.Char(
        related="company_id.sla_urgent_prefixes", readonly=False
    )
    sla_claim_check_minutes = fields.Integer(
        related="company_id.sla_claim_check_minutes", readonly=False
    )
    sla_follow_up_days = fields.Integer(
        related="company_id.sla_follow_up_days", readonly=False
    )
    sla_date_header_hours = fields.Integer(
        related="company_id.sla_date_header_hours", readonly=False
    )
    sla_heartbeat_url = fields.Char(
        related="company_id.sla_heartbeat_url", readonly=False
    )
    sla_statements = fields.Selection(
        related="company_id.sla_statements", readonly=False, required=True
    )
    sla_renewal_days = fields.Integer(
        related="company_id.sla_renewal_days", readonly=False
    )
    hours_unit_minutes = fields.Integer(
        related="company_id.hours_unit_minutes", readonly=False
    )
    hours_proposal_days = fields.Integer(
        related="company_id.hours_proposal_days", readonly=False
    )
    hours_overdraw = fields.Selection(
        related="company_id.hours_overdraw", readonly=False, required=True
    )
