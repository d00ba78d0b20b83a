# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import email_normalize

from ...tools.mail import mail_bounce, mail_kind


class BacgMailInbound(models.Model):
    """What mail systems say of our mail: lost, late, delivered, read."""

    _inherit = "bacg.mail.inbound"

    def _receive_report(self, reading, raw, own_id):
        """Leave a note on the case whose mail a report is about; it moves nothing."""
        report = mail_bounce.report_of(reading)
        messages = self.env["mail.message"].sudo()
        ids = report.message_ids
        found = messages.search([("message_id", "in", ids)]) if ids else messages
        about = found.sorted(lambda message: ids.index(message.message_id))[:1]
        if self.kind == mail_kind.BOUNCE:
            self._tell_core(reading, report, about)
        ticket = self.env["helpdesk.ticket"]
        if about.model == ticket._name:
            ticket = ticket.browse(about.res_id).exists()._sla_merged_into()
        state = "bounce" if self.kind == mail_kind.BOUNCE else "auto"
        if ticket:
            ticket._sla_note_report(state, reading, report, raw, own_id)
            self._set_case(ticket, state)
        else:
            self._note(state=state)

    def _tell_core(self, reading, report, about):
        """Let core mark what did not arrive, as on a bounce that it found itself."""
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
