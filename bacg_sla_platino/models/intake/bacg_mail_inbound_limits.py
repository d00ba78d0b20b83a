# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ...tools.mail import mail_cost, mail_headers, mail_kind, mail_reader

MEGABYTE = 1024**2
# A sender of several large files in a row is notified once.
ANSWER_PAUSE = timedelta(hours=1)


class MessageTooLarge(UserError):
    """The message is too large: it is kept, and its sender is notified."""


class BacgMailInbound(models.Model):
    """Messages that would take too long to read are put aside unread."""

    _inherit = "bacg.mail.inbound"

    def _check_cost(self, raw):
        """Refuse a message that is too large or would take minutes to read.

        :raises UserError: saying what is wrong; the message goes to the quarantine
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
                        "Its header is longer than any mail program makes it: reading "
                        "it could take minutes."
                    ),
                    "parts": self.env._(
                        "It has more parts than any mail program makes: reading them "
                        "could take minutes."
                    ),
                    "nesting": self.env._(
                        "Its parts are nested so deeply that reading them could take "
                        "minutes."
                    ),
                }[excess]
            )

    def _megabytes(self):
        return round(self.size / MEGABYTE, 1)

    def _notify_sender(self, error):
        if isinstance(error, MessageTooLarge) and self._is_to_be_answered():
            self._answer_too_large()

    def _is_to_be_answered(self):
        """Return whether a person wrote and has not been answered lately.

        Nor have so many others: invented senders must not make us send mail.
        """
        address = self._sender_address()
        if not address or self.answered_at or self._automatic_kind():
            return False
        since = fields.Datetime.now() - ANSWER_PAUSE
        lately = self.search([("answered_at", ">", since)])
        limit = self.env.company.sla_too_large_answer_limit
        return len(lately) < limit and self.email_from not in lately.mapped(
            "email_from"
        )

    def _automatic_kind(self):
        """Return what kind of machine wrote, by the header alone; None for a person."""
        header = mail_headers.header_of(self._raw_bytes())
        return mail_kind.kind_of(mail_reader.Reading(header), self._return_path())

    def _sender_address(self):
        return email_normalize(self.email_from, strict=False)

    def _sender_lang(self):
        """Return the language to answer in: the sender's if they are known."""
        partners = self.env["res.partner"].sudo()
        known = [("email_normalized", "=", self._sender_address())]
        return partners.search(known, limit=1).lang or self.env.company.partner_id.lang

    def _answer_too_large(self):
        """Queue a mail that tells the sender that the message is kept (SLA 1.02)."""
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
        self.env["mail.mail"]._wake_queue()
