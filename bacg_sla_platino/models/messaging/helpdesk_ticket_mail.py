# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ...tools.mail.mail_address import is_robot


def _in_thread(kind, root):
    """Return the values of a mail in the thread that a Message-Id began.

    :param kind: what ``Auto-Submitted`` says of it
    """
    headers = {
        "Auto-Submitted": kind,
        "X-Auto-Response-Suppress": "All",
        # Core sets References alone.
        "In-Reply-To": root,
    }
    return {"headers": repr(headers), "references": root}


class HelpdeskTicket(models.Model):
    """Automatic mails to customers: marked as such, in their thread, sent at once."""

    _inherit = "helpdesk.ticket"

    def _send_automatic_mail(self, template, answered=None):
        """Queue a mail of ours to the customers of these cases, in their threads.

        :param answered: the message of the customer that it answers, if any
        """
        tickets = self.filtered(
            lambda ticket: (
                ticket.partner_id.email_normalized
                and not is_robot(ticket.partner_id.email_normalized)
            )
        )
        if not tickets:
            return self.env["mail.mail"]
        if answered:
            return template._send_automatic(
                tickets.ids, **_in_thread("auto-replied", answered.message_id)
            )
        mails = template._send_automatic(tickets.ids)
        roots = tickets._get_thread_roots()
        for mail in mails.filtered(lambda mail: mail.res_id in roots):
            mail.write(_in_thread("auto-generated", roots[mail.res_id]))
        return mails

    def _get_thread_roots(self):
        """Return a dict from case id to the Message-Id of the customer's first mail."""
        # sudo: whoever's mail started the case, ours answers it
        mails = (
            self.env["mail.message"]
            .sudo()
            .search_fetch(
                [
                    ("model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("message_type", "=", "email"),
                ],
                ["res_id", "message_id"],
                order="id desc",
            )
        )
        return {mail.res_id: mail.message_id for mail in mails}

    def _get_model_description(self, model_name):
        """Return what the button of a mail calls this: “View case”."""
        if model_name == self._name:
            return self.env._("case")
        return super()._get_model_description(model_name)

    def _track_template(self, changes):
        """Send the stage's mail ourselves: core would not mark it as automatic."""
        templates = super()._track_template(changes)
        template, _options = templates.get("stage_id", (None, None))
        if template and template == self[:1].stage_id.mail_template_id:
            del templates["stage_id"]
        return templates

    def _message_track_post_template(self, changes):
        result = super()._message_track_post_template(changes)
        if "stage_id" in (changes or ()):
            for template, tickets in self.grouped(
                lambda ticket: ticket.stage_id.mail_template_id
            ).items():
                if template:
                    tickets._send_automatic_mail(template)
        return result

    def _notify_thread_by_email(self, message, recipients_data, **kwargs):
        """Leave the sending to the queue and trigger it.

        Core also sends after the commit. Our own mails trigger the queue as well: the
        second of the two would fail, and the mails behind it.
        """
        queued = self.with_context(mail_notify_force_send=False)
        result = super(HelpdeskTicket, queued)._notify_thread_by_email(
            message, recipients_data, **kwargs
        )
        self.env["mail.mail"]._wake_queue()
        return result
