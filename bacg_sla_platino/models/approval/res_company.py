# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    approval_reminder_hours = fields.Integer(
        string="Hours before the planned date",
        default=48,
        help="Whoever has not answered what is to be approved is reminded once.",
        groups="base.group_user",
    )

    @api.constrains("approval_reminder_hours")
    def _check_approval_reminder_hours(self):
        self._check_at_least(0, "approval_reminder_hours")
