# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    change_emergency_days = fields.Integer(
        string="Working days to approve an emergency change",
        default=3,
        help="The term ends with the closing time of the last one.",
        groups="base.group_user",
    )

    @api.constrains("change_emergency_days")
    def _check_change_emergency_days(self):
        self._check_at_least(1, "change_emergency_days")
