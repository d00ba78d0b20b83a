# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


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
        for company in self:
            if company.approval_reminder_hours < 0:
                raise ValidationError(
                    self.env._("Hours before the planned date: give 0 or more.")
                )
