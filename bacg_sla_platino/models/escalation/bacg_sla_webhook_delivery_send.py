# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import logging
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import guarded_http, webhook
from ...tools.concurrency import is_nobodys_fault
from .bacg_sla_webhook import request_limits
from .bacg_sla_webhook_delivery import LOST_STATES

_logger = logging.getLogger(__name__)

BATCH = 100


class BacgSlaWebhookDelivery(models.Model):
    """Sending the queue: which message is next, its request and its verdict."""

    _inherit = "bacg.sla.webhook.delivery"

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
                    # Each such wait takes seconds: do not let others queue behind it.
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
        """Make the request of one message and record its result.

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
        except Exception as error:
            if is_nobodys_fault(error):
                raise
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

    def _request(self, hook, secret_list):
        timestamp = int(time.time())
        event = json.loads(self.payload)
        body, headers = webhook.build(
            hook.preset, event, secret_list, self.message_ref, timestamp
        )
        limits = request_limits(self.env)
        return guarded_http.request("POST", hook.url, body, headers, **limits)

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

    def _schedule(self, values):
        """Set the next try in ``values``; return the message's state until then."""
        wait = webhook.retry_after(values["tries"])
        if not wait:
            return "dead"
        values["next_try_at"] = fields.Datetime.now() + timedelta(minutes=wait)
        self._wake_sender(at=values["next_try_at"])
        return "queued"
