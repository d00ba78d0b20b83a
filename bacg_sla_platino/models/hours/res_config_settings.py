# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hours_unit_minutes = fields.Integer(
        related="company_id.hours_unit_minutes", readonly=False
    )
    hours_proposal_days = fields.Integer(
        related="company_id.hours_proposal_days", readonly=False
    )
    hours_overdraw = fields.Selection(
        related="company_id.hours_overdraw", readonly=False, required=True
    )
