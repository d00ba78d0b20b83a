# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    reply_takes_case = fields.Boolean(
        related="company_id.reply_takes_case", readonly=False
    )
