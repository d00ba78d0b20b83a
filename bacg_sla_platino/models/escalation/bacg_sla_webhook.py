# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import str2bool

from ...tools import guarded_http, webhook
from ..common.selections import PRIORITIES
from ..messaging.helpdesk_ticket import in_lines

ADMINISTRATOR = "bacg_sla_platino.group_bacg_sla_platino_administrator"

ALLOW_PRIVATE_PARAMETER = "bacg_sla_platino.webhook_allow_private"
LOOKUP_PARAMETER = "bacg_sla_platino.lookup_seconds"


def private_allowed(env):
    """Return whether private addresses may be called, as in an intranet."""
    # sudo: a system parameter
    parameters = env["ir.config_parameter"].sudo()
    return str2bool(parameters.get_param(ALLOW_PRIVATE_PARAMETER, ""), False)


def request_limits(env):
    """Return what requests to outside keep to, as guarded_http.request takes it."""
    # sudo: a system parameter
    seconds = env["ir.config_parameter"].sudo().get_param(LOOKUP_PARAMETER)
    return {
        "allow_private": private_allowed(env),
        "lookup_timeout": max(1, int(seconds or guarded_http.LOOKUP_TIMEOUT)),
    }


LOST_LIMIT = 3

WARNING = "mail.mail_activity_data_warning"


class BacgSlaWebhook(models.Model):
    """An outside address that is notified of the steps that cases pass."""

    _name = "bacg.sla.webhook"
    _description = "SLA Webhook"
    _inherit = ["mail.thread", "mail.activity.mixin", "bacg.sla.company.mixin"]
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        default=lambda self: self.env.company,
        help="Only cases of this company. Empty: all.",
    )
    preset = fields.Selection(
        selection=[
            ("standard", "Standard Webhooks"),
            ("pagerduty_v2", "PagerDuty Events v2"),
            ("ntfy", "ntfy"),
            ("goalert", "GoAlert"),
        ],
        required=True,
        default="standard",
    )
    url = fields.Char(
        string="URL", required=True, groups=ADMINISTRATOR, help="An https address."
    )
    secret = fields.Char(
        groups=ADMINISTRATOR,
        copy=False,
        default=lambda self: webhook.new_secret(),
        help="Standard Webhooks: signs each message. PagerDuty: the routing key. "
        "ntfy: the topic. GoAlert: the token of the integration key.",
    )
    previous_secret = fields.Char(
        groups=ADMINISTRATOR,
        copy=False,
        readonly=True,
        help="While rotating each message is signed with both.",
    )
    priority = fields.Selection(
        selection=PRIORITIES,
        string="From priority",
        help="Only cases of this priority and more urgent ones. Empty: all.",
    )
    delivery_ids = fields.One2many(
        comodel_name="bacg.sla.webhook.delivery", inverse_name="webhook_id"
    )
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

    @api.constrains("url")
    def _check_url(self):
        for hook in self:
            try:
                guarded_http.check(hook.url or "", private_allowed(self.env))
            except guarded_http.Refused:
                raise ValidationError(
                    self.env._(
                        "Webhook “%(name)s”: its URL is an https:// address outside, "
                        "without a user's name. Private addresses are refused.",
                        name=hook.name,
                    )
                ) from None

    @api.constrains("secret", "preset")
    def _check_secret(self):
        for hook in self:
            if not hook.secret:
                raise ValidationError(
                    self.env._(
                        "Webhook “%(name)s” needs its secret: the signing secret, "
                        "routing key, topic or token.",
                        name=hook.name,
                    )
                )

    def action_rotate(self):
        """Renew the secrets; messages carry both signatures until the rotation ends."""
        self.check_access("write")
        for hook in self:
            hook.previous_secret = hook.secret
            hook.secret = webhook.new_secret()

    def action_end_rotation(self):
        self.check_access("write")
        self.previous_secret = False

    def action_send_test(self):
        """Queue a test message and show what becomes of it."""
        self.ensure_one()
        self.check_access("write")
        delivery = self.env["bacg.sla.webhook.delivery"].sudo()._queue_test(self)
        return delivery.sudo(False)._get_records_action(name=self.env._("Test message"))

    def _secrets(self):
        """Return the secrets in use, the present one first."""
        return [secret for secret in (self.secret, self.previous_secret) if secret]

    def _wants(self, ticket):
        """Return whether a case's messages go to this webhook."""
        urgent = not self.priority or ticket.priority >= self.priority
        return urgent and self.company_id in (
            self.company_id.browse(),
            ticket.company_id,
        )

    def _note_delivered(self):
        if self.lost_count:
            self.lost_count = 0

    def _note_lost(self, delivery):
        """Count a lost message: notify of the first, switch off at the third."""
        self.lost_count += 1
        if self.lost_count >= LOST_LIMIT and not self.off_at:
            self._switch_off(delivery)
        elif self.lost_count == 1:
            self._notify_loss(delivery)

    def _notify_loss(self, delivery):
        """Notify the managers on the case that nobody outside was notified."""
        ticket = delivery.ticket_id._in_staff_language()
        note = ticket.env._(
            "The webhook “%(name)s” does not take our messages: %(response)s",
            name=self.name,
            response=delivery.response,
        )
        ticket._schedule_activity_for_staff(WARNING, {ticket.id: note}, managers=True)

    def _switch_off(self, delivery):
        self.write({"off_at": fields.Datetime.now(), "off_reason": delivery.response})
        company = self.company_id or delivery.company_id or self.env.company
        tickets = self.env["helpdesk.ticket"].with_company(company)
        managers = tickets._get_helpdesk_managers()
        self._schedule_off_activities(managers)
        self._queue_off_mails(managers.filtered("email"), company)

    def _schedule_off_activities(self, managers):
        # Quick: our own mail says more than core's would.
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
                manager._prepare_automatic_mail_values(
                    hook._off_summary(), body, company
                )
            )
        self.env["mail.mail"].sudo().create(values_list)
        self.env["mail.mail"]._wake_queue()

    def _off_summary(self):
        return self.env._("The webhook “%s” is switched off", self.name)

    def _off_sentences(self):
        """Return what happened, the last error and what to do."""
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
        """Send again, including what waited and is still true."""
        self.check_access("write")
        hooks = self.filtered("off_at")
        hooks.write({"off_at": False, "off_reason": False, "lost_count": 0})
        hooks.activity_unlink([WARNING])
        # sudo: messages have no other writer than the queue itself
        self.env["bacg.sla.webhook.delivery"].sudo()._resume(hooks)
