# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import uuid
from datetime import timedelta

from odoo import api, fields, models

from ..clock.bacg_sla_status import ENDED_STATES

LOST_STATES = ("failed", "dead")


class BacgSlaWebhookDelivery(models.Model):
    """A message to a webhook, and what became of it: queue and log in one.

    The payload holds no secret; the request is made from it when it is sent.
    """

    _name = "bacg.sla.webhook.delivery"
    _description = "SLA Webhook Message"
    _order = "id desc"
    _rec_name = "dedup_key"

    webhook_id = fields.Many2one(
        comodel_name="bacg.sla.webhook", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(comodel_name="res.company")
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Case",
        ondelete="set null",
        index="btree_not_null",
    )
    status_id = fields.Many2one(
        comodel_name="bacg.sla.status",
        string="Clock",
        ondelete="set null",
        index="btree_not_null",
    )
    kind = fields.Selection(
        selection=[
            ("alert", "Step"),
            ("closing", "End of the clock"),
            ("test", "Test"),
        ],
        required=True,
    )
    dedup_key = fields.Char(
        string="Deduplication key",
        required=True,
        help="The same for all messages on a clock, until it ends.",
    )
    message_ref = fields.Char(
        required=True, default=lambda self: f"msg_{uuid.uuid4().hex}"
    )
    payload = fields.Text(required=True)
    state = fields.Selection(
        selection=[
            ("queued", "Queued"),
            ("sent", "Sent"),
            ("failed", "Refused"),
            ("dead", "Given up"),
        ],
        required=True,
        default="queued",
    )
    tries = fields.Integer(readonly=True)
    next_try_at = fields.Datetime(default=fields.Datetime.now)
    response = fields.Text(help="Its beginning, without secrets.")
    alert_open = fields.Boolean(export_string_translation=False)

    _queue_idx = models.Index("(webhook_id, ticket_id, id) WHERE state = 'queued'")
    _alert_open_idx = models.Index("(status_id) WHERE alert_open")

    @api.model
    def _wake_sender(self, at=None):
        """Let the action that sends the queue run now, or ``at`` a moment (UTC)."""
        # sudo: scheduled actions are the system's
        cron = self.env.ref("bacg_sla_platino.ir_cron_sla_webhooks").sudo()
        cron._sla_trigger_at(at) if at else cron._trigger()

    @api.model
    def _resume(self, hooks):
        """Send what waited for webhooks that were off, if it still says something."""
        waiting = self.search(
            [("webhook_id", "in", hooks.ids), ("state", "=", "queued")]
        )
        over = waiting.filtered(
            lambda row: (
                row.kind == "alert" and row.status_id.state in (False, *ENDED_STATES)
            )
        )
        over.write(
            {
                "state": "dead",
                "response": self.env._("The clock ended while the webhook was off."),
            }
        )
        (waiting - over).next_try_at = fields.Datetime.now()
        self._wake_sender()

    def action_retry(self):
        """Queue a message again that was refused or given up."""
        self.check_access("read")
        hooks = self.sudo().webhook_id.sudo(False)
        hooks.check_access("write")
        again = self.sudo().filtered(lambda row: row.state in LOST_STATES)
        again.write(
            {"state": "queued", "tries": 0, "next_try_at": fields.Datetime.now()}
        )
        self._wake_sender()

    @api.autovacuum
    def _gc_old(self):
        """Forget what was sent a quarter ago."""
        limit = fields.Datetime.now() - timedelta(days=90)
        self.search(
            [
                ("create_date", "<", limit),
                ("state", "!=", "queued"),
                ("alert_open", "=", False),
            ],
            limit=10_000,
        ).unlink()
