# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    onboarding_sent_at = fields.Datetime(
        readonly=True, groups="base.group_system", export_string_translation=False
    )
