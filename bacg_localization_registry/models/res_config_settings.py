# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    localization_answer_days = fields.Integer(
        related="company_id.localization_answer_days", readonly=False
    )
