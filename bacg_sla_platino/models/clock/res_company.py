# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    sla_follow_up_days = fields.Integer(
        string="Days between follow-ups",
        default=7,
        help="Days after the last message to a customer whose case waits for the "
        "manufacturer. The agreement says weekly: at most 7.",
        groups="base.group_user",
    )

    @api.constrains("sla_follow_up_days")
    def _check_sla_follow_up_days(self):
        for company in self:
            if not 1 <= company.sla_follow_up_days <= 7:
                raise ValidationError(
                    self.env._("Days between follow-ups: the agreement allows 1 to 7.")
                )
