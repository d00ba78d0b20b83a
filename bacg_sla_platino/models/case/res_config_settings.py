# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sla_solution_required = fields.Boolean(
        related="company_id.sla_solution_required", readonly=False
    )
    sla_reminder_days = fields.Integer(
        related="company_id.sla_reminder_days", readonly=False
    )
    sla_silent_days = fields.Integer(
        related="company_id.sla_silent_days", readonly=False
    )
    sla_thanks_phrases = fields.Text(
        related="company_id.sla_thanks_phrases", readonly=False
    )
