# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class MailAlias(models.Model):
    _inherit = "mail.alias"

    def _alias_bounce_incoming_email(self, message, message_dict, set_invalid=True):
        """Leave the alias alone and send no bounce for a message that our intake keeps.

        It goes to the quarantine, and the managers are notified.
        """
        if self.env["mail.thread"]._get_incoming().is_kept:
            return
        super()._alias_bounce_incoming_email(
            message, message_dict, set_invalid=set_invalid
        )
