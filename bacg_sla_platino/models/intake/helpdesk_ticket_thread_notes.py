# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import models

from ...tools.mail import mail_headers

REPORT_TEXT_LIMIT = 3000


class HelpdeskTicket(models.Model):
    """What our people are told on a case about its mail."""

    _inherit = "helpdesk.ticket"

    def _sla_note_report(self, state, reading, report, raw, message_id):
        """Leave what a mail system says of our mail on the case; it moves nothing.

        :param state: ``bounce`` if it did not arrive
        :param reading: of the message that ``raw`` is; ``report``: what it says
        :param message_id: by which it is known if it comes again
        """
        ticket = self._sla_in_staff_language()
        recipients = ", ".join(report.recipients)
        title = (
            ticket.env._("Not delivered to %s", recipients)
            if state == "bounce"
            else ticket.env._("Receipt or delivery report: %s", recipients)
        )
        body = Markup("<p><b>%s</b> %s</p><pre>%s</pre>")
        reasons = "; ".join(dict.fromkeys(report.reasons))
        ticket.with_user(self.env.ref("base.user_root")).message_post(
            body=body % (title, reasons, reading.text[:REPORT_TEXT_LIMIT]),
            message_type="email",
            subtype_xmlid="mail.mt_note",
            subject=mail_headers.text(reading.message, "Subject"),
            attachments=[("report.eml", raw)],
            message_id=message_id,
        )

    def _sla_tell_unconfirmed(self):
        words = self._sla_in_staff_language().env._(
            "Nothing proves that this mail is from one of our people, as it says: it "
            "counts for nothing until one of us has seen to it."
        )
        self._sla_note_batch({ticket: [words] for ticket in self})

    def _sla_tell_previous(self):
        """Say on both cases that one goes on from the other."""
        for ticket in self.filtered("previous_ticket_id"):
            previous, env = ticket.previous_ticket_id, self._sla_in_staff_language().env
            self._sla_note_batch(
                {
                    ticket: [env._("Answers the closed case %s.", previous.number)],
                    previous: [env._("An answer made the case %s.", ticket.number)],
                }
            )
