# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HelpdeskTicket(models.Model):
    """Whatever a case mails leaves by the queue, within seconds."""

    _inherit = "helpdesk.ticket"

    def _notify_thread_by_email(self, message, recipients_data, **kwargs):
        """Leave the sending to the queue and wake it.

        Core sends after the commit, beside the queue, which our own mails keep awake:
        whoever of the two comes second fails, and with him the mails behind.
        """
        queued = self.with_context(mail_notify_force_send=False)
        result = super(HelpdeskTicket, queued)._notify_thread_by_email(
            message, recipients_data, **kwargs
        )
        self.env["mail.mail"]._sla_wake_queue()
        return result
