# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.tools.mail import plaintext2html

from ...tools.mail import mail_reader

# Bytes of which a bad message is read: enough for words, too few for harm.
READ_LIMIT = 64 * 1024
# Everything whose words stand in no case yet.
WITHOUT_CASE = ("quarantined", "discarded", "loop", "auto", "bounce", "duplicate")


class BacgMailInbound(models.Model):
    """A case made by a manager from a message that did not become one by itself."""

    _inherit = "bacg.mail.inbound"

    def action_make_case(self):
        """Make a case from each message: its words, its sender, the bytes attached."""
        rows = self._as_gateway(*WITHOUT_CASE).filtered("size")
        rows = rows.filtered(lambda row: row._raw_bytes())
        if not rows:
            raise UserError(
                self.env._("What these messages said stands in a case, or is gone.")
            )
        quarantined = rows.filtered(lambda row: row.state == "quarantined")
        for row in rows:
            row._in_gateway()._make_case()
        quarantined._leave_quarantine()
        rows._note_of(self.env.user, self.env._("Made a case from it"))
        tickets = self.env["helpdesk.ticket"].browse(rows.ticket_id.ids)
        return tickets._get_records_action()

    def _make_case(self):
        """Go the way of every mail, but for the reading, and count from the receipt."""
        raw = self._raw_bytes()
        automatic = self.state in ("loop", "auto", "bounce") or self._automatic_kind()
        gateway = self.env["mail.thread"].with_context(
            sla_inbound_id=self.id,
            sla_at=self.received_at,
            # No answer of ours goes to a robot.
            sla_automatic_mail="reply" if automatic else None,
            fetchmail_cron_running=True,
        )
        values = {"team_id": self._support_team().id}
        routes = [("helpdesk.ticket", 0, values, self.env.uid, None)]
        message = self._prepare_message(raw)
        message.update(gateway._message_parse_post_process(None, message, routes))
        gateway._message_route_process(None, message, routes)
        self._finish()

    def _prepare_message(self, raw):
        """Return what core's parser would, read so that nothing can go wrong."""
        attachment = self.env["mail.thread"]._Attachment
        text = mail_reader.read(raw[:READ_LIMIT]).text
        return {
            "message_type": "email",
            "message_id": f"<{self.digest[:32]}.{self.id}@quarantine.invalid>",
            "subject": self.subject or "",
            "email_from": self.email_from or self.envelope_from or "",
            "from": self.email_from or self.envelope_from or "",
            "to": "",
            "cc": "",
            "recipients": "",
            "body": plaintext2html(text) if text else "",
            "attachments": [attachment("message.eml", raw, {})],
        }

    def _support_team(self):
        """Return the team to whose mailbox a message was sent, else the first one."""
        teams = self.env["helpdesk.ticket.team"].search([("alias_name", "!=", False)])
        recipients = (self.envelope_to or "").lower()
        named = teams.filtered(
            lambda team: team.alias_email and team.alias_email.lower() in recipients
        )
        return (named or teams)[:1]
