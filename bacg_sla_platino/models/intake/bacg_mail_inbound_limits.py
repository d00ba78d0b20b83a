# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ...tools.mail import mail_cost, mail_headers, mail_kind, mail_reader

MEGABYTE = 1024**2
# Whoever sends several large files in a row hears of it once.
ANSWER_PAUSE = timedelta(hours=1)


class MessageTooLarge(UserError):
    """The message is kept, and its sender is told so."""


class BacgMailInbound(models.Model):
    """Messages that would cost too much are put aside before anything reads them."""

    _inherit = "bacg.mail.inbound"

    def _check_cost(self, raw):
        """Refuse to read a message that would take minutes, or is too large.

        :raises UserError: what is wrong with it; it goes to the quarantine
        """
        limit = self.env.company.sla_inbound_size_limit
        if len(raw) > limit * MEGABYTE:
            raise MessageTooLarge(
                self.env._(
                    "The message has %(size)s MB; the limit in the settings is "
                    "%(limit)s MB. Make a case from it, or raise the limit and retry.",
                    size=self._megabytes(),
                    limit=limit,
                )
            )
        if excess := mail_cost.excess(raw):
            raise UserError(
                {
                    "header": self.env._(
                        "Its header is longer than any mail program makes it: to read "
                        "it could take minutes."
                    ),
                    "parts": self.env._(
                        "It has more parts than any mail program makes: to read them "
                        "could take minutes."
                    ),
                    "nesting": self.env._(
                        "Its parts are nested so deeply that to read them could take "
                        "minutes."
                    ),
                }[excess]
            )

    def _megabytes(self):
        return round(self.size / MEGABYTE, 1)

    def _tell_sender(self, error):
        if isinstance(error, MessageTooLarge) and self._may_answer():
            self._answer_too_large()

    def _may_answer(self):
        """Tell whether a person waits for an answer: robots and loops get none."""
        address = self._sender_address()
        if not address or self.answered_at or self._automatic_kind():
            return False
        since = fields.Datetime.now() - ANSWER_PAUSE
        lately = [("answered_at", ">", since), ("email_from", "=", self.email_from)]
        return not self.search_count(lately, limit=1)

    def _automatic_kind(self):
        """Return what the header says of the sender, None for a person."""
        header = mail_headers.header_of(self._raw_bytes())
        return mail_kind.kind_of(mail_reader.Reading(header), self._return_path())

    def _sender_address(self):
        return email_normalize(self.email_from, strict=False)

    def _sender_lang(self):
        """Return the language to answer in: the sender's if we know him."""
        partners = self.env["res.partner"].sudo()
        known = [("email_normalized", "=", self._sender_address())]
        return partners.search(known, limit=1).lang or self.env.company.partner_id.lang

    def _answer_too_large(self):
        """Tell the sender, once, that his message is kept; queued (SLA 1.02)."""
        header = mail_headers.header_of(self._raw_bytes())
        message_ids = mail_headers.message_ids(header, "Message-ID")
        headers = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
        if message_ids:
            headers["In-Reply-To"] = message_ids[0]
        template = self.env.ref("bacg_sla_platino.mail_template_too_large")
        template.send_mail_batch(
            self.ids,
            email_values={
                "headers": repr(headers),
                "references": headers.get("In-Reply-To", False),
            },
            email_layout_xmlid="bacg_sla_platino.mail_layout",
        )
        self.answered_at = fields.Datetime.now()
        self.env["mail.mail"]._sla_wake_queue()
