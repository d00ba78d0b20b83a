# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    localization_answer_days = fields.Integer(
        string="Days to answer a change that a customer heard of",
        default=5,
        groups="base.group_user",
    )

    @api.constrains("localization_answer_days")
    def _check_localization_answer_days(self):
        self._check_at_least(1, "localization_answer_days")
