# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ...tools.concurrency import one_after_the_other
from ...tools.mail import (
    mail_authentication,
    mail_headers,
    mail_kind,
    mail_reader,
    mail_writer,
)
from ...tools.mail.mail_address import mail_domain
from ...tools.mail.mail_files import Attachment
from .bacg_mail_inbound import CoreRefused

NO_ROUTE = "No possible route found"  # core's words, which it never translates

COUNTED_KINDS = (mail_kind.GENERATED, mail_kind.REPLY)

LOOP_MINUTES, LOOP_THRESHOLD = 120, 20  # core's own defaults


class BacgMailInbound(models.Model):
    """What a message is: a person's, a machine's, a report; and what follows of it."""

    _inherit = "bacg.mail.inbound"

    # Who sent how much lately, asked for each message of a machine.
    _sender_idx = models.Index("(sender, received_at) WHERE kind IS NOT NULL")

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

    def _route(self, reading, raw, own_id):
        """Hand core a faultless form of the message, or its words alone."""
        gateway = self.env["mail.thread"].with_context(
            sla_inbound_id=self.id,
            sla_at=self.received_at,
            sla_automatic_mail=self.kind or None,
            fetchmail_cron_running=True,  # OCA sets its channel "Email" by this
            **self._sender_context(reading),
        )
        envelope = (self._return_path(), self.envelope_to)
        plain = bool(self.env.context.get("sla_words_alone"))
        if plain:
            reading.attachments = [Attachment("original.eml", raw)]
        clean = mail_writer.canonical(
            reading, own_id, self.received_at, envelope, plain
        )
        options = self._gateway_options()
        try:
            with self._by_core():
                thread_id = gateway.message_process(message=clean, **options)
        except CoreRefused as refused:
            if str(refused.__cause__).startswith(NO_ROUTE):
                raise self._no_mailbox() from refused
            raise
        if self.state in ("pending", "quarantined"):
            # The case tells its own result; what is left became none.
            self._note(state=self._state_without_case(reading, thread_id))

    def _sender_context(self, reading):
        """Return what is known of the sender's identity, for those who trust it.

        ``sla_forged_sender``: an address of ours that our mail server did not confirm.
        """
        users = self.env["res.users"].sudo().with_context(active_test=False)
        user = users.browse()
        if self.sender:
            user = users.search(
                [
                    ("partner_id.email_normalized", "=", self.sender),
                    ("share", "=", False),
                ],
                limit=1,
            )
        company = (user.company_id or self.env.company).sudo()
        authority = (company.sla_mail_authority or "").strip().lower()
        verdict = mail_authentication.verdict(
            reading.message, self.sender or "", authority
        )
        expected = mail_authentication.PASS if authority else mail_authentication.NONE
        good = (expected, mail_authentication.PASS)
        return {
            "sla_sender_verdict": verdict,
            "sla_forged_sender": bool(user) and verdict not in good,
        }

    def _state_without_case(self, reading, thread_id):
        """Return what became of a message that touched no case.

        :raises UserError: if nothing did: it goes to the quarantine
        """
        if thread_id:
            return "reply"  # of another document of Odoo
        references = mail_headers.message_ids(
            reading.message, "References", "In-Reply-To"
        )
        if any("-loop-detection-bounce-email@" in item for item in references):
            return "loop"
        raise self._no_mailbox()

    def _no_mailbox(self):
        return UserError(
            self.env._(
                "No mailbox of ours takes this message: check the aliases, then retry."
            )
        )

    def _is_loop(self):
        """Tell whether machines answer each other, or we ourselves.

        People are never counted: cases are unlimited (SLA 1.01).
        """
        if self._is_own_address():
            return True
        if self.kind not in COUNTED_KINDS or not self.sender:
            return False
        get_param = self.env["ir.config_parameter"].sudo().get_param
        minutes = int(get_param("mail.gateway.loop.minutes", LOOP_MINUTES))
        threshold = int(get_param("mail.gateway.loop.threshold", LOOP_THRESHOLD))
        since = self.received_at - timedelta(minutes=minutes)
        domain = self._loop_domain(self.sender)
        recent = [("received_at", ">=", since), ("id", "!=", self.id)]
        if self.search_count(domain + recent, limit=threshold) < threshold:
            return False
        allowed = self.env["mail.gateway.allowed"].sudo()
        return not allowed.search_count([("email_normalized", "=", self.sender)])

    def _is_own_address(self):
        """Tell whether a message claims to come from a mailbox of ours."""
        domains = self.env["mail.alias.domain"].sudo()
        # Core takes an alias for itself on foreign domains, too.
        if mail_domain(self.sender or "") not in domains._sla_names():
            return False
        return bool(domains._find_aliases([self.sender]))

    def _loop_domain(self, address):
        """Return the domain of the messages of machines under an address."""
        return [("sender", "=", address), ("kind", "in", COUNTED_KINDS)]
