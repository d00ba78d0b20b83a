# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import email_normalize

from ...tools.concurrency import one_after_the_other
from ...tools.mail import mail_headers, mail_kind, mail_reader, mail_writer
from ...tools.mail.mail_files import Attachment


class BacgMailInbound(models.Model):
    """What a message is: a person's, a machine's, a report; and what follows of it."""

    _inherit = "bacg.mail.inbound"

    kind = fields.Selection(
        selection=[
            ("quiet", "Wants no automatic answer"),
            ("generated", "Made by a machine"),
            ("reply", "A machine's answer"),
            ("bounce", "Not delivered"),
            ("report", "Receipt or report"),
        ],
        readonly=True,
        help="Empty: written by a person.",
    )
    sender = fields.Char(string="Sender's address", readonly=True)

    def _process_raw(self, raw):
        """Read a message and do what its kind asks for."""
        reading = mail_reader.read(raw)
        if reading.flaws or self.fetchmail_server_id.original:
            reading.attachments.append(Attachment("original.eml", raw))
        _name, address = mail_writer.sender(reading, self._return_path())
        self._note(
            kind=self._find_kind(reading), sender=email_normalize(address) or False
        )
        own_id, known = self._find_known(reading)
        if known:
            self._set_known(known)
        elif self.kind in (mail_kind.BOUNCE, mail_kind.REPORT):
            self._receive_report(reading, raw, own_id)
        elif self._is_loop():
            self._note(state="loop")
        else:
            self._route(reading, raw, own_id)

    def _note(self, **values):
        """Write what was found; mail by mail nobody reads that in a chatter."""
        self.with_context(tracking_disable=self.state == "pending").write(values)

    def _return_path(self):
        """Return the envelope's sender, ``""`` for the null path, None if unknown."""
        return None if self.envelope_from is False else self.envelope_from

    def _find_kind(self, reading):
        answers_us = self._answers_us(reading)
        kind = mail_kind.kind_of(reading, self._return_path(), answers_us)
        if not kind:
            return kind
        to = mail_headers.addresses(reading.message, "To", "Delivered-To")
        to += [item for _n, item in mail_headers.mailboxes_in(self.envelope_to or "")]
        if {*to} & self.env["mail.alias.domain"]._sla_bounce_addresses():
            # What is sent there answers no mail of a person.
            return kind if kind == mail_kind.REPORT else mail_kind.BOUNCE
        return kind

    def _answers_us(self, reading):
        """Tell whether a message answers one that stands in Odoo."""
        names = ("References", "In-Reply-To")
        answered = mail_headers.message_ids(reading.message, *names)
        known = [("message_id", "in", answered[-mail_headers.REFERENCES_LIMIT :])]
        messages = self.env["mail.message"].sudo()
        return bool(answered and messages.search_count(known, limit=1))

    def _find_known(self, reading):
        """Return the Message-ID to use and, if it came before, the message it was.

        Some programs give all their mails one: another date and subject are another.
        """
        own_id = mail_writer.message_id(reading, self.digest)
        messages = self.env["mail.message"].sudo()
        same = [("message_id", "=", own_id)]
        # Sent to both mailboxes it comes by two ways at once: the later one waits.
        known = one_after_the_other(messages, f"mail {own_id}", same)
        if known.message_type == "email":
            date = mail_writer.sent_at(reading.message)
            subject = mail_headers.text(reading.message, "Subject")
            if date and date != known.date and subject != (known.subject or ""):
                return f"<{self.digest}@same-message-id.invalid>", messages
        return own_id, known

    def _set_known(self, message):
        """Note a message that stands in Odoo: it came twice, or is our own."""
        state = "duplicate" if message.message_type == "email" else "loop"
        ticket = self.env["helpdesk.ticket"]
        if message.model == ticket._name:
            ticket = ticket.browse(message.res_id).exists()
        if ticket:
            self._set_case(ticket, state)
        else:
            self._note(state=state)
