# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class MailFollowers(models.Model):
    _inherit = "mail.followers"

    def unlink(self):
        """Renew the token of a case that a customer follows no more."""
        # sudo: who stops following need not read contacts
        ended = self.sudo().filtered(
            lambda follower: (
                follower.res_model == "helpdesk.ticket"
                and follower.partner_id.partner_share
            )
        )
        tickets = self.env["helpdesk.ticket"].browse(ended.mapped("res_id")).exists()
        result = super().unlink()
        tickets._contact_renew_token()
        return result
