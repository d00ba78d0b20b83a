# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..messaging.helpdesk_ticket import in_lines

LOST_LIMIT = 3
WARNING = "mail.mail_activity_data_warning"


class BacgSlaWebhook(models.Model):
    """A webhook that loses message after message is switched off, and people told.

    A message is lost when it is refused or given up after its tries. Somebody relies
    on being told outside: another channel has to say that he is not.
    """

    _inherit = "bacg.sla.webhook"

    lost_count = fields.Integer(
        string="Messages lost in a row", readonly=True, copy=False
    )
    off_at = fields.Datetime(
        string="Switched off on",
        readonly=True,
        copy=False,
        tracking=True,
        help="Since then messages wait, until it is switched on again.",
    )
    off_reason = fields.Text(
        string="Last error", readonly=True, copy=False, tracking=True
    )

    def _note_delivered(self):
        if self.lost_count:
            self.lost_count = 0

    def _note_lost(self, delivery):
        """Count a message that is lost: tell of the first, switch off at the third."""
        self.lost_count += 1
        if self.lost_count >= LOST_LIMIT and not self.off_at:
            self._switch_off(delivery)
        elif self.lost_count == 1:
            self._tell_of_loss(delivery)

    def _tell_of_loss(self, delivery):
        """Tell the managers on the case that nobody outside heard of it."""
        ticket = delivery.ticket_id._sla_in_staff_language()
        note = ticket.env._(
            "The webhook “%(name)s” does not take our messages: %(response)s",
            name=self.name,
            response=delivery.response,
        )
        ticket._sla_schedule_activity(WARNING, {ticket.id: note}, managers=True)

    def _switch_off(self, delivery):
        self.write({"off_at": fields.Datetime.now(), "off_reason": delivery.response})
        company = self.company_id or delivery.company_id or self.env.company
        tickets = self.env["helpdesk.ticket"].with_company(company)
        managers = tickets._sla_managers()
        self._schedule_off_activities(managers)
        self._queue_off_mails(managers.filtered("email"), company)

    def _schedule_off_activities(self, managers):
        # Quick: the mail of its own says more than core's would.
        quick = self.with_context(mail_activity_quick_update=True)
        for manager in managers:
            hook = quick.with_context(lang=manager.lang)
            hook.activity_schedule(
                WARNING,
                summary=hook._off_summary(),
                note=in_lines(hook._off_sentences()),
                user_id=manager.id,
            )

    def _queue_off_mails(self, managers, company):
        values_list = []
        for manager in managers:
            hook = self.with_context(lang=manager.lang)
            body = hook.env["ir.qweb"]._render(
                "bacg_sla_platino.webhook_off",
                {
                    "sentences": hook._off_sentences(),
                    "url": f"{self.get_base_url()}/odoo/sla-webhooks/{self.id}",
                    "company": company,
                },
            )
            values_list.append(
                manager._sla_mail_values(hook._off_summary(), body, company)
            )
        self.env["mail.mail"].sudo().create(values_list)
        self.env["mail.mail"]._sla_wake_queue()

    def _off_summary(self):
        return self.env._("The webhook “%s” is switched off", self.name)

    def _off_sentences(self):
        """Return what happened, the last error and the way out."""
        return [
            self.env._(
                "%(count)s messages in a row did not reach the webhook “%(name)s”: it "
                "is switched off, nobody is told by it any more.",
                count=self.lost_count,
                name=self.name,
            ),
            self.env._("Last error: %s", self.off_reason),
            self.env._(
                "An SLA administrator corrects its address or secret, sends a test and "
                "presses “Switch on again”; what waits is sent then."
            ),
        ]

    def action_switch_on(self):
        """Send again; what waited and still says something goes out."""
        self.check_access("write")
        hooks = self.filtered("off_at")
        hooks.write({"off_at": False, "off_reason": False, "lost_count": 0})
        hooks.activity_unlink([WARNING])
        # sudo: messages have no other writer than the queue itself
        self.env["bacg.sla.webhook.delivery"].sudo()._resume(hooks)
