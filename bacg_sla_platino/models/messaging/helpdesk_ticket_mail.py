# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import formataddr

from ...tools.mail.mail_address import is_robot
from .mail_template import LAYOUT


def is_ours(author):
    """Return whether a contact is a person of ours, though he may have left."""
    # sudo: users are not readable for customers
    users = author.sudo().with_context(active_test=False).user_ids
    return any(not user.share for user in users)


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

    def _get_sender(self, author=None):
        """Return the address from which mail of this case goes out.

        :param author: contact of a person of ours who writes, if one does
        """
        self.ensure_one()
        ticket = self._in_customer_language()
        company = ticket.company_id or ticket.env.company
        name = ticket.env._("%s Support", company.name)
        if author:
            name = f"{author.name} ({name})"
        # sudo: the address is public
        address = ticket.sudo().team_id.alias_email or company._get_support_address()
        return formataddr((name, address or company.email))

    def _message_compute_subject(self):
        """Return one subject for all mail of a case; a new one has no number yet."""
        self.ensure_one()
        return f"[{self.number}] {self.name}" if self.number else self.name

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Leave out the company itself, which signs our automatic mails.

        Core would send it each answer to them, and so to our own mailbox.
        """
        recipients = super()._notify_get_recipients(
            message, msg_vals=msg_vals, **kwargs
        )
        company = (self.company_id or self.env.company).partner_id
        return [person for person in recipients if person["id"] != company.id]

    def _notify_by_email_get_base_mail_values(
        self, message, recipients_data, additional_values=None
    ):
        """Let ours write as support, never from their own address, with the number."""
        values = super()._notify_by_email_get_base_mail_values(
            message, recipients_data, additional_values=additional_values
        )
        if not self:
            return values
        subject = values.get("subject") or message.subject or ""
        if self.number and f"[{self.number}]" not in subject:
            values["subject"] = f"[{self.number}] {subject}"
        if is_ours(message.author_id):
            values["email_from"] = self._get_sender(message.author_id)
        return values

    def _notify_by_email_render_layout(
        self, message, recipients_group, msg_vals=False, render_values=None
    ):
        """Let customers read an answer in the layout of our automatic mails."""
        layout = (msg_vals or {}).get("email_layout_xmlid", message.email_layout_xmlid)
        staff = recipients_group["notification_group_name"] == "user"
        if self and not layout and not staff:
            msg_vals = {**(msg_vals or {}), "email_layout_xmlid": LAYOUT}
            ticket = self.with_context(lang=render_values.get("lang"))
            render_values = {
                **render_values,
                **ticket._prepare_answer_values(message.author_id),
            }
        return super()._notify_by_email_render_layout(
            message, recipients_group, msg_vals=msg_vals, render_values=render_values
        )

    def _prepare_answer_values(self, author):
        """Return what the layout says below an answer: who signs, what comes next."""
        self.ensure_one()
        company = self.company_id or self.env.company
        signature = is_ours(author) and [
            author.name,
            self.env._("%s Support", company.name),
        ]
        return {"answered_by": signature, "coming_next": self._get_coming_next(author)}

    def _get_coming_next(self, author):
        """Return the sentence below an answer; the clocks know a better one."""
        return self.env._("To add something, simply answer this mail.")

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
