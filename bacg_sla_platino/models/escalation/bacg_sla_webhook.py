# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import str2bool

from ...tools import guarded_http, webhook
from ..common.selections import PRIORITIES

ADMINISTRATOR = "bacg_sla_platino.group_bacg_sla_platino_administrator"
ALLOW_PRIVATE_PARAMETER = "bacg_sla_platino.webhook_allow_private"


def private_allowed(env):
    """Tell whether addresses inside may be called, as an intranet wants."""
    # sudo: a parameter of the system
    parameters = env["ir.config_parameter"].sudo()
    return str2bool(parameters.get_param(ALLOW_PRIVATE_PARAMETER, ""), False)


class BacgSlaWebhook(models.Model):
    """An address outside that is told of the steps that cases pass."""

    _name = "bacg.sla.webhook"
    _description = "SLA Webhook"
    _inherit = ["mail.thread", "mail.activity.mixin"]
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
        """Give new secrets; messages carry both signatures until the rotation ends."""
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
        """Tell whether a case's messages go to this webhook."""
        urgent = not self.priority or ticket.priority >= self.priority
        return urgent and self.company_id in (
            self.company_id.browse(),
            ticket.company_id,
        )
