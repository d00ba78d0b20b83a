# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import consteq

ADMINISTRATOR = "bacg_sla_platino.group_bacg_sla_platino_administrator"
WARNING = "mail.mail_activity_data_warning"

EXAMPLES = {
    "alertmanager": """\
# Rules of Prometheus
- alert: Watchdog
  expr: vector(1)
- alert: ServiceDown
  expr: probe_success == 0
  for: 2m
  annotations: {for: 2m}

# Receiver of Alertmanager; repeat_interval: 1m for the Watchdog
webhook_configs:
  - url: %(url)s
    send_resolved: true
    http_config: {authorization: {credentials: TOKEN}}
""",
    "json": """\
POST %(url)s
Authorization: Bearer TOKEN

{"id": "erp", "state": "down", "target": "https://erp.customer.com"}
{"id": "erp", "state": "up", "target": "https://erp.customer.com"}
{"alive": true}

# One of these, or a list of them. With times, if they are known:
{"id": "erp", "state": "up", "target": "https://erp.customer.com",
 "start": "2026-06-15T10:00:00Z", "stop": "2026-06-15T10:20:00Z"}
""",
}


class BacgUptimeSource(models.Model):
    """A monitor of others that tells us what it sees, by a webhook with a token."""

    _name = "bacg.uptime.source"
    _description = "Monitoring Source"
    _inherit = ["mail.thread", "mail.activity.mixin", "bacg.sla.company.mixin"]
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(
        selection=[
            ("alertmanager", "Prometheus Alertmanager"),
            ("json", "Plain JSON"),
        ],
        required=True,
        default="alertmanager",
    )
    webhook_url = fields.Char(
        string="Webhook", compute="_compute_webhook_url", help="What sends is given it."
    )
    example = fields.Text(string="How to connect", compute="_compute_example")
    token_hash = fields.Char(groups=ADMINISTRATOR, copy=False, readonly=True)
    has_token = fields.Boolean(compute="_compute_has_token", compute_sudo=True)
    target_label = fields.Char(
        compute="_compute_target_label",
        precompute=True,
        store=True,
        readonly=False,
        required=True,
        help="The label that says what an alert is about.",
    )
    outage_names = fields.Char(
        string="Alerts of outages",
        help="The names of the rules that mean “down”, with commas between them. "
        "Empty: every alert about one of the targets below.",
    )
    delay_seconds = fields.Integer(
        string="Rule waits (seconds)",
        help="How long a failure lasts before the rule fires (its “for”). Outages "
        "begin so much earlier. A label or annotation “for” of the alert wins.",
    )
    watchdog_name = fields.Char(
        string="Proof of life",
        default="Watchdog",
        help="The name of the rule that fires always. While it is not heard of, "
        "nothing is known.",
    )
    max_delay_seconds = fields.Integer(
        string="Proof of life at the latest after (seconds)",
        default=300,
        help="After so long without one the time counts as unknown. 0: none is "
        "expected, and the source proves outages only, never that a service is up.",
    )
    repeat_hours = fields.Integer(
        string="Open alerts are repeated within (hours)",
        default=5,
        help="An open alert that was not repeated for so long may be over unseen: the "
        "managers are told. 0: never.",
    )
    target_ids = fields.One2many(
        comodel_name="bacg.uptime.source.target", inverse_name="source_id"
    )
    alert_ids = fields.One2many(
        comodel_name="bacg.uptime.alert", inverse_name="source_id"
    )
    alert_count = fields.Integer(compute="_compute_alert_count")
    alive_at = fields.Datetime(string="Last proof of life", readonly=True, copy=False)
    silent_since = fields.Datetime(readonly=True, copy=False)
    truncated_at = fields.Datetime(
        string="Last incomplete message", readonly=True, copy=False
    )

    _delays_positive = models.Constraint(
        "CHECK (delay_seconds >= 0 AND max_delay_seconds >= 0 AND repeat_hours >= 0)",
        "The times of a source are not negative.",
    )

    @api.depends("kind")
    def _compute_webhook_url(self):
        for source in self:
            base = source.get_base_url()
            source.webhook_url = source.id and f"{base}/bacg/uptime/feed/{source.id}"

    @api.depends("kind", "webhook_url")
    def _compute_example(self):
        for source in self:
            example = EXAMPLES.get(source.kind, "")
            source.example = example % {"url": source.webhook_url or "…"}

    def _compute_has_token(self):
        for source in self:
            source.has_token = bool(source.token_hash)

    @api.depends("kind")
    def _compute_target_label(self):
        for source in self:
            label = "target" if source.kind == "json" else "instance"
            source.target_label = label

    def _compute_alert_count(self):
        counts = dict(
            self.env["bacg.uptime.alert"]._read_group(
                [("source_id", "in", self.ids)], ["source_id"], ["__count"]
            )
        )
        for source in self:
            source.alert_count = counts.get(source, 0)

    @api.constrains("company_id")
    def _check_company_of_targets(self):
        for source in self:
            if source.target_ids.instance_id.company_id - source.company_id:
                raise ValidationError(
                    self.env._(
                        "Company: the targets of “%s” are instances of another one. "
                        "Remove them first.",
                        source.name,
                    )
                )

    def write(self, vals):
        now = fields.Datetime.now()
        for source in self:
            if source.active and not vals.get("active", True):
                # Nobody hears it any more: neither what is up nor what is still down.
                source.sudo()._forget_life(now)  # sudo: spans are written by monitors
            limit = vals.get("max_delay_seconds", source.max_delay_seconds)
            if bool(limit) != bool(source.max_delay_seconds):
                source.sudo()._forget_life(False)  # sudo: as above
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_forget_life(self):
        for source in self.sudo():  # sudo: spans are written by monitors
            source._forget_life(False)

    def action_renew_token(self):
        """Make a token, show it this once and keep only its hash."""
        self.ensure_one()
        self.check_access("write")
        token = secrets.token_urlsafe(32)
        self.sudo().token_hash = self._hash(token)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Copy the token now: it is not shown again"),
                "message": token,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_view_alerts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bacg_sla_uptime.bacg_uptime_alert_action"
        )
        return dict(action, domain=[("source_id", "=", self.id)])

    @staticmethod
    def _hash(token):
        return hashlib.sha256(token.encode()).hexdigest()

    def _is_token(self, token):
        """Return whether a request shows the token of this source, in constant time."""
        return consteq(self.token_hash or "", self._hash(token))

    def _is_outage(self, name):
        """Return whether alerts of this name mean that a target is down."""
        if name == self.watchdog_name:
            return False
        names = [text.strip() for text in (self.outage_names or "").split(",")]
        return name in names if any(names) else True

    def _tell_managers(self, sentence):
        """Schedule an activity for each manager, once until it is done."""
        self.ensure_one()
        lang = self.company_id.partner_id.lang or self.env.lang
        source = self.with_context(lang=lang, mail_activity_quick_update=True)
        told = source.activity_ids.filtered(lambda one: one.summary == sentence)
        for user in self.company_id._get_helpdesk_managers() - told.user_id:
            source.activity_schedule(WARNING, summary=sentence, user_id=user.id)
