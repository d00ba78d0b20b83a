# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError

from ...tools.mail import mail_cost, mail_headers, mail_kind, mail_reader, mail_skim

MEGABYTE = 1024**2


class BacgMailInbound(models.Model):
    """Messages that are too large to be read whole, or would take too long."""

    _inherit = "bacg.mail.inbound"

    def _get_readable(self, raw):
        """Return what of a message is read: all, or without most of its files.

        :raises UserError: if that would take minutes; the message goes to the
            quarantine, unread
        """
        if self._is_too_large():
            raw = mail_skim.skimmed(raw)
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
        return raw

    def _is_too_large(self):
        return self.size > self.env.company.sla_inbound_size_limit * MEGABYTE

    def _leave_files_out(self, reading):
        """Name the files of a message that is too large; it has them as it came."""
        names = [item.name for item in reading.attachments]
        words = self.env._(
            "The message has %(size)s MB, more than the %(limit)s MB that the mailbox "
            "takes. It is kept as it came. Not in this case: %(files)s",
            size=round(self.size / MEGABYTE, 1),
            limit=self.env.company.sla_inbound_size_limit,
            files=", ".join(names) or self.env._("the rest of its text"),
        )
        reading.attachments = []
        # Pictures in the text are among the files.
        reading.pieces = [("plain", reading.text), ("plain", f"[{words}]")]

    def _automatic_kind(self):
        """Return what kind of machine wrote, by the header alone; None for a person."""
        header = mail_headers.header_of(self._raw_bytes())
        return mail_kind.kind_of(mail_reader.Reading(header), self._return_path())
