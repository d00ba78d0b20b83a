# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import logging
import time
import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import guarded_http, webhook
from .bacg_sla_status import ENDED_STATES
from .bacg_sla_webhook import private_allowed

_logger = logging.getLogger(__name__)

BATCH = 100
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

    # ------------------------------------------------------------
    # Queue
    # ------------------------------------------------------------

    @api.model
    def _queue_notices(self, notices):
        """Queue a message for each notice and each webhook that wants its case."""
        if not notices:
            return
        # sudo: secrets and addresses are the administrators'
        companies = {notice.status.company_id.id for notice in notices}
        hooks = self.env["bacg.sla.webhook"].sudo()
        hooks = hooks.search([("company_id", "in", [False, *companies])])
        self._enqueue(
            [
                self._prepare_alert(hook, notice.status, notice.step)
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
            self.env.ref("bacg_sla_platino.ir_cron_sla_webhooks").sudo()._trigger()
        return rows

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
    def _prepare_alert(self, hook, status, step):
        ticket = status.ticket_id._sla_in_staff_language()
        data = {
            "summary": f"[{ticket.number}] {status._in_staff_words(step)}",
            "source": self._source(),
            "dedup_key": f"sla-{self._source()}-{ticket.number}-{status.id}",
            "url": f"{ticket.get_base_url()}/odoo/helpdesk.ticket/{ticket.id}",
            "case": ticket.number,
            "title": ticket.name,
            "customer": ticket.commercial_partner_id.name or "",
            "priority": ticket.priority,
            "priority_label": dict(
                ticket._fields["priority"]._description_selection(ticket.env)
            )[ticket.priority],
            "metric": status.metric,
            "step": step.with_env(ticket.env)._in_words(),
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
        """Return the message that ends the alert which this one raised or repeated."""
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
    def _source(self):
        # sudo: tells two databases apart that report to the same service
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param("database.uuid", "")[:8]

    # ------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Send what is due: oldest first on a case, fresh before what failed."""
        silent, sent = set(), True
        while sent and (rows := self._due(silent)):
            sent = False
            for row in rows:
                row = row.try_lock_for_update().filtered(lambda r: r.state == "queued")
                if not row or row.webhook_id.id in silent:
                    continue
                if not row._send():
                    # Each such wait is seconds: others must not wait behind it.
                    silent.add(row.webhook_id.id)
                if row.webhook_id.off_at:
                    silent.add(row.webhook_id.id)
                sent = True
                if not self.env["ir.cron"]._commit_progress(1):
                    return

    @api.model
    def _due(self, silent=()):
        """Return messages to send now: of each webhook and case only the first.

        :param silent: ids of webhooks to leave alone
        """
        self.flush_model()
        self.env["bacg.sla.webhook"].flush_model()
        found = self.env.execute_query(
            SQL(
                """
                SELECT id FROM (
                    SELECT DISTINCT ON (delivery.webhook_id,
                                        COALESCE(delivery.ticket_id, -delivery.id))
                           delivery.id, delivery.tries, delivery.next_try_at
                      FROM bacg_sla_webhook_delivery delivery
                      JOIN bacg_sla_webhook hook ON hook.id = delivery.webhook_id
                     WHERE delivery.state = 'queued'
                       AND hook.active
                       AND (hook.off_at IS NULL OR delivery.kind = 'test')
                       AND hook.id != ALL(%s)
                  ORDER BY delivery.webhook_id,
                           COALESCE(delivery.ticket_id, -delivery.id),
                           delivery.id
                ) first
                WHERE next_try_at <= %s
                ORDER BY tries, id LIMIT %s
                """,
                list(silent),
                fields.Datetime.now(),
                BATCH,
            )
        )
        return self.browse(id_ for [id_] in found)

    def _send(self):
        """Make the request of one message and note what came of it.

        :return: whether somebody answered
        """
        hook = self.webhook_id.sudo()
        secret_list, answer = hook._secrets(), None
        try:
            answer = self._request(hook, secret_list)
        except guarded_http.Refused as error:
            verdict, text = "failed", self.env._("Address refused: %s", error)
        except OSError as error:
            verdict, text = "retry", f"{type(error).__name__}: {error}"
        except Exception as error:  # noqa: BLE001 - the other messages go on
            verdict, text = "failed", f"{type(error).__name__}: {error}"
        else:
            verdict = webhook.judge(answer.status)
            text = f"{answer.status} {answer.text}"
        self._note_verdict(verdict, webhook.mask(text, [*secret_list, hook.url]))
        if self.state == "sent":
            hook._note_delivered()
        elif self.state in LOST_STATES and self.kind != "test":
            hook._note_lost(self)
        return answer is not None or self.state == "failed"

    def _note_verdict(self, verdict, response):
        values = {"tries": self.tries + 1, "next_try_at": False, "response": response}
        if verdict == "retry":
            verdict = self._schedule(values)
        self.write({"state": verdict, **values})
        _logger.info(
            "Webhook %s, message %s: %s after %s tries",
            self.webhook_id.id,
            self.id,
            verdict,
            self.tries,
        )

    def _request(self, hook, secret_list):
        timestamp = int(time.time())
        event = json.loads(self.payload)
        body, headers = webhook.build(
            hook.preset, event, secret_list, self.message_ref, timestamp
        )
        allowed = private_allowed(self.env)
        return guarded_http.request("POST", hook.url, body, headers, allowed)

    def _schedule(self, values):
        """Lay down the next try; return the state that the message has until then."""
        wait = webhook.retry_after(values["tries"])
        if not wait:
            return "dead"
        values["next_try_at"] = fields.Datetime.now() + timedelta(seconds=wait)
        cron = self.env.ref("bacg_sla_platino.ir_cron_sla_webhooks").sudo()
        cron._sla_trigger_at(values["next_try_at"])
        return "queued"

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
        self.env.ref("bacg_sla_platino.ir_cron_sla_webhooks").sudo()._trigger()

    def action_retry(self):
        """Queue a message again that was refused or given up."""
        self.check_access("read")
        hooks = self.sudo().webhook_id.sudo(False)
        hooks.check_access("write")
        again = self.sudo().filtered(lambda row: row.state in LOST_STATES)
        again.write(
            {"state": "queued", "tries": 0, "next_try_at": fields.Datetime.now()}
        )
        self.env.ref("bacg_sla_platino.ir_cron_sla_webhooks").sudo()._trigger()

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
