# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError

from ...tools.mail import mail_authentication, mail_headers, mail_writer
from ...tools.mail.mail_files import Attachment
from .bacg_mail_inbound import CoreRefused

NO_ROUTE = "No possible route found"  # core's words, which it never translates


class BacgMailInbound(models.Model):
    """The way of a message through core to its case."""

    _inherit = "bacg.mail.inbound"

    def _route(self, reading, raw, own_id):
        """Hand core a faultless form of the message, or its words alone."""
        gateway = self.env["mail.thread"].with_context(
            sla_inbound_id=self.id,
            sla_at=self.received_at,
            sla_automatic_mail=self.kind or None,
            fetchmail_cron_running=True,  # OCA sets its channel "Email" by this
            sla_found_aliases={},
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
