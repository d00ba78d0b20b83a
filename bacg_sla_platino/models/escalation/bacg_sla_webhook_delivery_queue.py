# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import uuid

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import webhook
from ..clock.bacg_sla_status import ENDED_STATES


class BacgSlaWebhookDelivery(models.Model):
    """What is laid into the queue: steps, the ends of their clocks, tests."""

    _inherit = "bacg.sla.webhook.delivery"

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
            self._wake_sender()
        return rows

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
            "priority_label": ticket._sla_priority_label(),
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
        # sudo: tells two databases apart that report to the same service
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param("database.uuid", "")[:8]
