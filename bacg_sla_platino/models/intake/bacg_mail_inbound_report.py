# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import email_normalize

from ...tools.mail import mail_bounce, mail_kind
from ...tools.mail.mail_files import Attachment


class BacgMailInbound(models.Model):
    """Reports of mail systems on our mail: lost, late, delivered, read."""

    _inherit = "bacg.mail.inbound"

    def _receive_report(self, reading, raw, own_id):
        """Log on its case what a report says of a mail of ours; it moves no clock.

        :param reading: of the message that ``raw`` is
        :param own_id: the Message-ID by which it is known if it comes again
        :return: the values of the row: its state and its case, if any
        """
        report = mail_bounce.report_of(reading)
        messages = self.env["mail.message"].sudo()
        ids = report.message_ids
        found = messages.search([("message_id", "in", ids)]) if ids else messages
        about = found.sorted(lambda message: ids.index(message.message_id))[:1]
        if self.kind == mail_kind.BOUNCE:
            self._notify_core(reading, report, about)
        ticket = self.env["helpdesk.ticket"]
        if about.model == ticket._name:
            ticket = ticket.browse(about.res_id).exists()._case_get_merge_target()
        state = "bounce" if self.kind == mail_kind.BOUNCE else "auto"
        if ticket:
            file = self._without_keys(Attachment("report.eml", raw))
            ticket._intake_log_report(self.kind, reading, report, file, own_id)
        return self._prepare_result(state, ticket)

    def _notify_core(self, reading, report, about):
        """Let core mark what did not arrive, as for a bounce that it found itself."""
        address = email_normalize(next(iter(report.recipients), ""))
        partners = self.env["res.partner"].sudo()
        if address:
            partners = partners.search([("email_normalized", "=", address)])
        elif len(about.notification_ids.res_partner_id) == 1:
            partners = about.notification_ids.res_partner_id
            address = partners.email_normalized
        self.env["mail.thread"]._routing_handle_bounce(
            reading.message,
            {
                "bounced_email": address,
                "bounced_partner": partners,
                "bounced_msg_ids": report.message_ids,
                "bounced_message": about,
                "email_from": self.email_from,
                "to": self.envelope_to,
                "message_id": False,
                "body": reading.text[:2000],
            },
        )
