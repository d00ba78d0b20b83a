# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class MailMessage(models.Model):
    """The subject, by which a folded mail is known in the portal."""

    _inherit = "mail.message"

    def _portal_message_format(self, properties_names, options=None):
        formatted = super()._portal_message_format(properties_names, options)
        for message, values in zip(self, formatted, strict=True):
            if message.message_type == "auto_comment":
                values["subject"] = message.subject
        return formatted
