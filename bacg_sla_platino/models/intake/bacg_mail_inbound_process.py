# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ...tools.concurrency import is_nobodys_fault, one_after_the_other
from ...tools.mail import (
    file_keys,
    mail_authentication,
    mail_headers,
    mail_kind,
    mail_reader,
    mail_writer,
)
from ...tools.mail.incoming import Incoming
from ...tools.mail.mail_address import mail_domain
from ...tools.mail.mail_files import Attachment

NO_ROUTE = "No possible route found"  # core's words, which it never translates

COUNTED_KINDS = (mail_kind.GENERATED, mail_kind.REPLY)

LOOP_MINUTES, LOOP_THRESHOLD = 120, 20  # core's own defaults


class CoreRefused(Exception):
    """Core failed on a message whose text alone has not been tried yet."""


class BacgMailInbound(models.Model):
    """The pipeline of a kept message, top to bottom; ``_process`` is its entry."""

    _inherit = "bacg.mail.inbound"

    # Who sent how much lately, asked for each message of a machine.
    _sender_idx = models.Index("(sender, received_at) WHERE kind IS NOT NULL")

    def _process(self):
        """Make a pending message a case or an answer, or quarantine it with its error.

        A row that another transaction is processing is left to it.

        :raises AccessError: for anyone but the gateway
        :raises: what is not the message's fault, for the caller to do it again
        """
        self.ensure_one()
        self._check_gateway()
        row = self.try_lock_for_update(allow_referencing=True)
        if row.state not in ("pending", "quarantined"):
            return
        row = row._in_gateway()
        try:
            try:
                row._process_whole()
            except CoreRefused:
                self.env.invalidate_all()
                row._process_whole(text_only=True)
        except Exception as error:
            if is_nobodys_fault(error):
                raise
            self.env.invalidate_all()
            row._quarantine(error)

    def _in_gateway(self):
        """Return the row for processing, with notes of ours in the staff's language."""
        partner = self.env.company.partner_id
        partner.fetch(["lang"])  # nothing else of it is read, mail by mail
        return self.with_context(
            lang=partner.lang,
            # Core would shrink pictures: proofs, and minutes for a hostile one.
            image_no_postprocess=True,
        )

    def _process_whole(self, text_only=False):
        """Process all of a message or nothing.

        :param text_only: leave out everything but the text; the message itself is
            enclosed as a file
        :raises CoreRefused: if core may accept the text alone
        """
        with self.env.cr.savepoint():
            raw = self._get_readable(self._raw_bytes())
            self._log_values(**self._process_raw(raw, text_only))
            self._finish()
            with self._by_core(text_only):
                self.env.flush_all()

    @contextmanager
    def _by_core(self, text_only):
        """Turn errors of core into ``CoreRefused`` until the text is tried alone."""
        try:
            yield
        except Exception as error:
            if text_only or is_nobodys_fault(error):
                raise
            raise CoreRefused from error

    def _log_values(self, **values):
        """Write what was found, not tracked while the message is pending."""
        self.with_context(tracking_disable=self.state == "pending").write(values)

    def _process_raw(self, raw, text_only=False):
        """Read a message and do what its kind asks for.

        :return: the values of the row: its state and its case, if any
        """
        reading = mail_reader.read(raw)
        if self._is_too_large():
            self._leave_files_out(reading)
        elif reading.flaws or self.fetchmail_server_id.original:
            reading.attachments.append(Attachment("original.eml", raw))
        _name, address = mail_writer.sender(reading, self._return_path())
        self._log_values(
            kind=self._find_kind(reading), sender=email_normalize(address) or False
        )
        own_id, known = self._find_known(reading)
        if known:
            return self._prepare_known_result(known)
        if self.kind in mail_kind.REPORTS:
            return self._receive_report(reading, raw, own_id)
        if self._is_loop():
            return self._prepare_result("loop")
        if text_only and not self._is_too_large():
            reading.attachments = [Attachment("original.eml", raw)]
        return self._route(reading, own_id, text_only)

    def _prepare_result(self, state, ticket=None):
        """Return the values of a row that ended in this state, on this case."""
        if not ticket:
            return {"state": state}
        return {
            "state": state,
            "ticket_id": ticket.id,
            "company_id": ticket.company_id.id,
        }

    def _return_path(self):
        """Return the envelope's sender, ``""`` for the null path, None if unknown."""
        return None if self.envelope_from is False else self.envelope_from

    def _find_kind(self, reading):
        """Return what kind of machine wrote a message, None for a person."""
        is_answer = self._is_answer_to_us(reading)
        kind = mail_kind.kind_of(reading, self._return_path(), is_answer)
        if not kind:
            return kind
        to = mail_headers.addresses(reading.message, "To", "Delivered-To")
        to += [item for _n, item in mail_headers.mailboxes_in(self.envelope_to or "")]
        if {*to} & self.env["mail.alias.domain"]._intake_get_bounce_addresses():
            # No mail of a person has this address as its sender.
            return kind if kind in mail_kind.REPORTS else mail_kind.BOUNCE
        return kind

    def _is_answer_to_us(self, reading):
        """Return whether a message answers one that is in Odoo."""
        names = ("References", "In-Reply-To")
        answered = mail_headers.message_ids(reading.message, *names)
        known = [("message_id", "in", answered[-mail_headers.REFERENCES_LIMIT :])]
        # sudo: whosever message it is
        messages = self.env["mail.message"].sudo()
        return bool(answered and messages.search_count(known, limit=1))

    def _find_known(self, reading):
        """Return the Message-ID to use and, if it came before, the message it was.

        Some programs give all their mails the same one; mails with another date and
        another subject are different ones.
        """
        own_id = mail_writer.message_id(reading, self.digest)
        # sudo: whosever message it is
        messages = self.env["mail.message"].sudo()
        same = [("message_id", "=", own_id)]
        # Sent to both mailboxes, it arrives twice at once: the later one waits.
        known = one_after_the_other(messages, f"mail {own_id}", same)
        if known.message_type == "email":
            date = mail_writer.sent_at(reading.message)
            subject = mail_headers.text(reading.message, "Subject")
            if date and date != known.date and subject != (known.subject or ""):
                return f"<{self.digest}@same-message-id.invalid>", messages
        return own_id, known

    def _prepare_known_result(self, message):
        """Return the result for a message in Odoo: it came twice, or is our own."""
        state = "duplicate" if message.message_type == "email" else "loop"
        ticket = self.env["helpdesk.ticket"]
        if message.model == ticket._name:
            ticket = ticket.browse(message.res_id).exists()
        return self._prepare_result(state, ticket)

    def _is_loop(self):
        """Return whether machines answer each other, or we ourselves.

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
        """Return whether a message claims to come from a mailbox of ours."""
        domains = self.env["mail.alias.domain"].sudo()
        # Core takes an alias for itself on foreign domains, too.
        if mail_domain(self.sender or "") not in domains._intake_get_domain_names():
            return False
        return bool(domains._find_aliases([self.sender]))

    def _loop_domain(self, address):
        """Return the domain of the messages that machines sent from an address."""
        return [("sender", "=", address), ("kind", "in", COUNTED_KINDS)]

    def _route(self, reading, own_id, text_only):
        """Let core make a case or an answer of a well-formed copy of the message.

        :return: the values of the row
        :raises UserError: if no mailbox of ours takes it
        """
        reading.attachments = [self._without_keys(a) for a in reading.attachments]
        incoming = Incoming(
            received_at=self.received_at,
            kind=self.kind or None,
            results=[],
            **self._check_sender(reading),
        )
        envelope = (self._return_path(), self.envelope_to)
        clean = mail_writer.canonical(
            reading, own_id, self.received_at, envelope, text_only
        )
        gateway, options = self._get_gateway(incoming), self._gateway_options()
        try:
            with self._by_core(text_only):
                thread_id = gateway.message_process(message=clean, **options)
        except CoreRefused as refused:
            if str(refused.__cause__).startswith(NO_ROUTE):
                raise self._no_mailbox() from refused
            raise
        return self._prepare_routed_result(incoming) or self._prepare_result(
            self._state_without_case(reading, thread_id)
        )

    @api.model
    def _without_keys(self, file):
        """Return an attachment whose links open nothing: agents read it, too.

        Instead of one from which the key cannot be taken a text says where it is.
        """
        try:
            content = file_keys.without_keys(file.name, file.content)
        except file_keys.HiddenKey:
            words = self.env._(
                "This file quotes a link that opens the customer's account or case. "
                "Ask a supervisor: “Mails as they came” downloads it."
            )
            return Attachment(f"{file.name}.txt", words.encode())
        return Attachment(file.name, content, file.cid)

    def _get_gateway(self, incoming):
        """Return core's gateway, which hands ``incoming`` on to the cases."""
        return self.env["mail.thread"].with_context(
            bacg_incoming=incoming,
            fetchmail_cron_running=True,  # OCA sets its channel "Email" by this
        )

    def _gateway_options(self):
        """Return core's options of ``message_process``: the fetching server's."""
        server = self.fetchmail_server_id
        return {
            "model": server.object_id.model or False,
            "strip_attachments": bool(server) and not server.attach,
        }

    def _check_sender(self, reading):
        """Return what is known of the sender's identity, as ``Incoming`` takes it."""
        readings = {self.sender, *mail_authentication.readings(reading.message)}
        # sudo: the gateway looks whether one of our people has the address
        users = self.env["res.users"].sudo().with_context(active_test=False)
        user = users.search(
            [
                ("partner_id.email_normalized", "in", list(filter(None, readings))),
                ("share", "=", False),
            ],
            limit=1,
        )
        company = (user.company_id or self.env.company).sudo()
        authority = (company.sla_mail_authority or "").strip().lower()
        verdict = mail_authentication.verdict(
            reading.message, self.sender or "", authority
        )
        good = [mail_authentication.PASS]
        if company.sla_mail_unproven and not authority:
            good.append(mail_authentication.NONE)
        return {
            "verdict": verdict,
            "is_forged": bool(user) and verdict not in good,
            "wants_proof": bool(authority),
        }

    def _prepare_routed_result(self, incoming):
        """Return the values of a row after its routes, None if they touched no case.

        Of several routes the last one counts.
        """
        if not incoming.results:
            return None
        ticket_id, state = incoming.results[-1]
        ticket = self.env["helpdesk.ticket"].browse(ticket_id or ())
        return self._prepare_result(state, ticket)

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
