# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
import traceback

from markupsafe import Markup

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import plaintext2html

from ...tools.concurrency import is_nobodys_fault
from ...tools.mail import mail_kind, mail_reader
from ...tools.mail.incoming import Incoming
from ...tools.mail.mail_text import cleaned

_logger = logging.getLogger(__name__)

ACTIVITY_TYPE = "bacg_sla_platino.mail_activity_type_quarantine"

ERROR_LIMIT, DETAIL_LIMIT = 500, 4000

# How much of a bad message is read: enough for its text, too little for harm.
READ_LIMIT = 64 * 1024

# States of messages whose text is in no case yet.
WITHOUT_CASE = ("quarantined", "discarded", "loop", "auto", "bounce", "duplicate")


class BacgMailInbound(models.Model):
    """What could not be processed waits for a manager, who is notified."""

    _inherit = "bacg.mail.inbound"

    def _quarantine(self, error):
        """Put a message aside that could not be processed.

        :param Exception error: what went wrong
        """
        text, detail = self._describe_error(error)
        _logger.info("Inbound mail %s quarantined: %s", self.id, text)
        self.with_context(tracking_disable=True).write(
            {"state": "quarantined", "error": text, "error_detail": detail}
        )
        self._put_away()
        try:
            with self.env.cr.savepoint():
                self._notify_managers()
        except Exception as failure:
            if is_nobodys_fault(failure):
                raise
            # The message is kept, whether or not anybody could be notified.
            _logger.exception("Notifications on inbound mail %s failed", self.id)

    def _describe_error(self, error):
        """Return what went wrong: a sentence, and the detail for developers."""
        if isinstance(error, UserError):
            return cleaned(str(error))[:ERROR_LIMIT], False
        detail = cleaned("".join(traceback.format_exception(error)))[-DETAIL_LIMIT:]
        if isinstance(error, RecursionError):
            text = self.env._(
                "Its parts are nested so deeply that they cannot be read."
            )
        else:
            text = self.env._("Odoo failed on it: %s", cleaned(str(error)))
        return text[:ERROR_LIMIT], detail

    def _notify_managers(self):
        """Give each manager one open activity while mail waits in the quarantine.

        It is one for all messages: 200 bad messages are a single task.
        """
        told = self._quarantine_activities().user_id
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                self.with_context(lang=user.lang)._prepare_activity(user)
                for user in self.company_id._get_helpdesk_managers() - told
            ]
        )

    def _quarantine_activities(self):
        activity_type = self.env.ref(ACTIVITY_TYPE)
        return self.env["mail.activity"].search(
            [("activity_type_id", "=", activity_type.id)]
        )

    def _prepare_activity(self, user):
        activity_type = self.env.ref(ACTIVITY_TYPE).with_env(self.env)
        return {
            "activity_type_id": activity_type.id,
            "summary": activity_type.summary,
            "note": Markup("<p>%s <a href='/odoo/mail-quarantine'>%s</a></p>")
            % (
                self.env._("Each message that waits stands with its error in the"),
                self.env._("quarantine"),
            ),
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "user_id": user.id,
            "date_deadline": fields.Date.context_today(self),
        }

    def _leave_quarantine(self):
        """Move the managers' activities to a waiting message, or delete them."""
        activities = self._quarantine_activities()
        waiting = self.search([("state", "=", "quarantined")], order="id", limit=1)
        if waiting:
            left = activities.filtered(lambda activity: activity.res_id in self.ids)
            left.res_id = waiting.id
        else:
            activities.unlink()

    def _check_manager(self):
        self.env.user._check_helpdesk_manager(
            self.env._("Quarantined mail is for helpdesk managers.")
        )

    def _as_gateway(self, *states):
        """Return the rows in these states, in the gateway's environment.

        :raises AccessError: for anyone but a helpdesk manager who sees the rows
        """
        self._check_manager()
        self.check_access("read")
        rows = self.with_env(self.env(user=SUPERUSER_ID, su=True, context={}))
        return rows.filtered(lambda row: row.state in states)

    def _log_action(self, user, text):
        """Log what a manager did on each row, in their name."""
        self._message_log_batch(
            {row.id: text for row in self}, author_id=user.partner_id.id
        )

    def action_retry(self):
        """Process quarantined messages again."""
        rows = self._as_gateway("quarantined")
        for row in rows:
            row._process()
        done = rows.filtered(lambda row: row.state != "quarantined")
        rows._log_action(self.env.user, self.env._("Tried again"))
        done._leave_quarantine()
        return self._notification(
            self.env._(
                "%(done)s of %(all)s left the quarantine.",
                done=len(done),
                all=len(rows),
            ),
            "success" if done == rows else "warning",
        )

    def _notification(self, text, kind):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": text,
                "type": kind,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _discard(self, reason):
        """Close quarantined messages without a case; the bytes are kept for a while."""
        rows = self._as_gateway("quarantined")
        rows.with_context(tracking_disable=True).write(
            {"state": "discarded", "discard_reason": reason}
        )
        rows._log_action(self.env.user, self.env._("Discarded: %s", reason))
        rows._leave_quarantine()

    def action_make_case(self):
        """Make a case of each message: its text, its sender, the bytes attached."""
        rows = self._as_gateway(*WITHOUT_CASE).filtered("size")
        rows = rows.filtered(lambda row: row._raw_bytes())
        if not rows:
            raise UserError(
                self.env._("The text of these messages is in a case already, or gone.")
            )
        quarantined = rows.filtered(lambda row: row.state == "quarantined")
        for row in rows:
            row._in_gateway()._make_case()
        quarantined._leave_quarantine()
        rows._log_action(self.env.user, self.env._("Made a case from it"))
        tickets = self.env["helpdesk.ticket"].browse(rows.ticket_id.ids)
        return tickets._get_records_action()

    def _make_case(self):
        """Make a case as of every mail, but without parsing it, as of its receipt."""
        raw = self._raw_bytes()
        automatic = self.state in ("loop", "auto", "bounce") or self._automatic_kind()
        incoming = Incoming(
            received_at=self.received_at,
            # No answer of ours goes to a robot.
            kind=mail_kind.REPLY if automatic else None,
            results=[],
        )
        gateway = self._get_gateway(incoming)
        values = {"team_id": self._support_team().id}
        routes = [("helpdesk.ticket", 0, values, self.env.uid, None)]
        message = self._prepare_message(raw)
        message.update(gateway._message_parse_post_process(None, message, routes))
        gateway._message_route_process(None, message, routes)
        self._log_values(**self._prepare_routed_result(incoming))
        self._finish()

    def _prepare_message(self, raw):
        """Return what core's parser would, from a reading that cannot fail."""
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
