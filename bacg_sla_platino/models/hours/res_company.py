# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .bacg_hours_grant import HOURS_OVERDRAW


class ResCompany(models.Model):
    _inherit = "res.company"

    hours_unit_minutes = fields.Integer(
        string="Unit of contracted hours (minutes)",
        default=15,
        help="The work on a case in a day is rounded up to it.",
        groups="base.group_user",
    )
    hours_proposal_days = fields.Integer(
        string="Days to agree",
        default=14,
        help="How long a proposal of hours is open to the customer.",
        groups="base.group_user",
    )
    hours_overdraw = fields.Selection(
        selection=HOURS_OVERDRAW,
        string="More hours than available",
        required=True,
        default="ask",
        help="A contract may say otherwise. Answers are never blocked.",
        groups="base.group_user",
    )

    @api.constrains("hours_unit_minutes", "hours_proposal_days")
    def _check_hours_numbers(self):
        self._check_at_least(1, "hours_proposal_days")
        for company in self:
            if not 1 <= company.hours_unit_minutes <= 60:
                raise ValidationError(
                    self.env._("Unit of contracted hours: give 1 to 60 minutes.")
                )
