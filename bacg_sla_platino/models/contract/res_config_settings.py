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
    sla_renewal_days = fields.Integer(
        related="company_id.sla_renewal_days", readonly=False
    )
