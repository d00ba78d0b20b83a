# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sla_follow_copied = fields.Boolean(
        related="company_id.sla_follow_copied", readonly=False
    )
    sla_mail_authority = fields.Char(
        related="company_id.sla_mail_authority", readonly=False
    )
