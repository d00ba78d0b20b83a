# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .res_users_settings import AFTER_SEND


class ResUsers(models.Model):
    _inherit = "res.users"

    case_after_send = fields.Selection(
        selection=AFTER_SEND,
        string="After sending an answer",
        compute="_compute_case_after_send",
        inverse="_inverse_case_after_send",
        help="Where an agent goes after an answer to a customer; never after a note.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ["case_after_send"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ["case_after_send"]

    @api.depends("res_users_settings_id.case_after_send")
    def _compute_case_after_send(self):
        for user in self:
            # sudo: whoever may read the user reads how he works
            settings = user.sudo().res_users_settings_id
            user.case_after_send = settings.case_after_send or "stay"

    def _inverse_case_after_send(self):
        for user in self:
            # sudo: whoever may write the user may choose for him
            settings = self.env["res.users.settings"].sudo()
            settings = settings._find_or_create_for_user(user)
            settings.case_after_send = user.case_after_send
