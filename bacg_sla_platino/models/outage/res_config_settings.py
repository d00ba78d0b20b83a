# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sla_claim_check_minutes = fields.Integer(
        related="company_id.sla_claim_check_minutes", readonly=False
    )
