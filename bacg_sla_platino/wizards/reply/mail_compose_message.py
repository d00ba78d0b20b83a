# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class MailComposeMessage(models.TransientModel):
    """The large composer, too, sends no answer that still has a gap."""

    _inherit = "mail.compose.message"

    def action_send_mail(self):
        if ticket := self._get_answered_case():
            ticket._reply_check_text(self.body)
        return super().action_send_mail()
