# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import webhook
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
    alert_open = fields.Boolean(string="Alert not ended")

    _queue_idx = models.Index("(webhook_id, ticket_id, id) WHERE state = 'queued'")
    _alert_open_idx = models.Index("(status_id) WHERE alert_open")

    @api.model
    def _wake_sender(self, at=None):
        """Let the action that sends the queue run now, or ``at`` a moment (UTC)."""
        # sudo: scheduled actions are the system's
        cron = self.env.ref("bacg_sla_platino.ir_cron_sla_webhooks").sudo()
        cron._trigger(at)

    @api.model
    def _resume(self, hooks):
        """Send what waited for webhooks that were off, if it is still true."""
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
        """Delete what was sent a quarter ago."""
        limit = fields.Datetime.now() - timedelta(days=90)
        self.search(
            [
                ("create_date", "<", limit),
                ("state", "!=", "queued"),
                ("alert_open", "=", False),
            ],
            limit=10_000,
        ).unlink()

    @api.model
    def _queue_notices(self, notices):
        """Queue a message for each notice and each webhook that takes its case.

        :param notices: list of ``StepNotice``
        """
        if not notices:
            return
        # sudo: only administrators read secrets and addresses
        companies = {notice.status.company_id.id for notice in notices}
        hooks = self.env["bacg.sla.webhook"].sudo()
        hooks = hooks.search([("company_id", "in", [False, *companies])])
        self._enqueue(
            [
                self._prepare_alert(hook, notice)
                for notice in notices
                for hook in hooks
                if hook._wants(notice.status.ticket_id)
            ]
        )

    @api.model
    def _queue_closings(self):
        """Queue the end of the alerts whose clock has ended, or is no more."""
        ended = Domain("status_id", "=", False) | Domain(
            "status_id.state", "in", ENDED_STATES
        )
        rows = self.sudo().search(Domain("alert_open", "=", True) & ended, order="id")
        closing = {
            (row.webhook_id, row.dedup_key): row
            for row in rows
            if row.webhook_id.preset in webhook.CLOSING_PRESETS
        }
        self._enqueue([row._prepare_closing() for row in closing.values()])
        rows.alert_open = False

    @api.model
    def _queue_test(self, hook):
        key = f"sla-test-{uuid.uuid4().hex[:12]}"
        summary = self.env._("SLA: this is a test message of “%s”.", hook.name)
        data = {
            "summary": summary,
            "source": self._source(),
            "dedup_key": key,
            "url": hook.get_base_url(),
        }
        return self._enqueue([self._prepare(hook, "test", "sla.test", data)])

    @api.model
    def _enqueue(self, values_list):
        """Create messages and wake the action that sends them."""
        rows = self.sudo().create(values_list)
        if rows:
            self._wake_sender()
        return rows

    @api.model
    def _prepare_alert(self, hook, notice):
        """Return the message that tells of a ``StepNotice``."""
        status = notice.status
        ticket = status.ticket_id._in_staff_language()
        sentence = status._escalation_staff_sentence(notice)
        data = {
            "summary": f"[{ticket.number}] {sentence}",
            "source": self._source(),
            "dedup_key": f"sla-{self._source()}-{ticket.number}-{status.id}",
            "url": f"{ticket.get_base_url()}/odoo/helpdesk.ticket/{ticket.id}",
            "case": ticket.number,
            "title": ticket.name,
            "customer": ticket.commercial_partner_id.name or "",
            "priority": ticket.priority,
            "priority_label": ticket._get_priority_label(),
            "metric": status.metric,
            "step": notice.step_text(ticket.env),
            "deadline": status.deadline and status.deadline.isoformat() + "Z",
            "late": bool(status.breached_at),
        }
        return self._prepare(
            hook,
            "alert",
            "sla.escalation",
            data,
            ticket_id=ticket.id,
            status_id=status.id,
            company_id=ticket.company_id.id,
            alert_open=True,
        )

    def _prepare_closing(self):
        """Return the message that closes the alert opened or repeated by this one."""
        status = self.status_id
        data = json.loads(self.payload)["data"]
        data.update(
            outcome=status.state or "deleted",
            late=bool(status) and status._counts_late(),
            summary=self.env._("SLA: the clock of %s has ended.", data["case"]),
        )
        return self._prepare(
            self.webhook_id,
            "closing",
            "sla.clock.ended",
            data,
            ticket_id=self.ticket_id.id,
            status_id=status.id,
            company_id=self.company_id.id,
        )

    @api.model
    def _prepare(self, hook, kind, event_type, data, **values):
        payload = {
            "type": event_type,
            "timestamp": fields.Datetime.now().isoformat() + "Z",
            "data": data,
        }
        return {
            "webhook_id": hook.id,
            "kind": kind,
            "dedup_key": data["dedup_key"],
            "payload": json.dumps(payload, ensure_ascii=False, indent=2),
            **values,
        }

    @api.model
    def _source(self):
        # sudo: a system parameter; it distinguishes databases of the same service
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param("database.uuid", "")[:8]
