# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

BATCH = 500


class BacgSlaStatus(models.Model):
    """What is due: warnings and breaches, noticed within a minute."""

    _inherit = "bacg.sla.status"

    @api.model
    def _cron_events(self):
        """Warn and flag every clock whose moment has come; safe on several servers."""
        while rows := self.search(
            self._due_domain(), limit=BATCH, order="next_event_at"
        ):
            treated = self._run_isolated(rows, lambda part: part._treat_due())
            left = self.search_count(self._due_domain())
            if not self.env["ir.cron"]._commit_progress(treated, remaining=left):
                break
            if not treated:
                break  # somebody else holds them all
        # What people outside are told: each in one go for all that was due.
        self.env["bacg.sla.escalation.fired"]._send_digests()
        self.env["bacg.sla.webhook.delivery"]._queue_closings()
        self.env["res.company"]._sla_heartbeat()

    @api.model
    def _due_domain(self):
        # Reached at the deadline is met: a clock is late only after that second.
        return Domain("next_event_at", "<", fields.Datetime.now())

    def _treat_due(self):
        """Bring due clocks up to date and tell of the steps they passed.

        :return: number of clocks treated; those held by others are left
        """
        tickets = self.ticket_id.try_lock_for_update(allow_referencing=True)
        statuses = self.filtered(lambda status: status.ticket_id in tickets)
        tickets._sla_sync()
        statuses.invalidate_recordset()
        running = statuses.filtered(lambda status: status.state == "running")
        now = fields.Datetime.now()
        for status in running.filtered(lambda s: not s.warned_at and s.at_risk_at):
            if status.at_risk_at < now:
                status.warned_at = status.at_risk_at
        running._run_steps()
        return len(statuses) or len(tickets)

    def _as_values(self):
        names = ("state", "started_at", "deadline", "breached_at", "at_risk_at")
        return {name: self[name] for name in names}

    @api.model
    def _run_isolated(self, rows, work):
        """Run ``work`` on ``rows``; bisect a batch that fails and park the bad row.

        Concurrency errors are not the row's fault: they propagate and Odoo retries.

        :return: number of rows treated or parked
        """
        try:
            with self.env.cr.savepoint():
                done = work(rows)
                self.env.flush_all()
                return len(rows) if done is None else done
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:  # noqa: BLE001 - the other rows go on
            self.env.invalidate_all()
            if len(rows) == 1:
                rows._park(error)
                return 1
        half = len(rows) // 2
        return self._run_isolated(rows[:half], work) + self._run_isolated(
            rows[half:], work
        )

    def _park(self, error):
        """Set a clock aside that cannot be treated, and tell the managers."""
        _logger.exception("SLA clock %s could not be treated", self.id)
        self.write({"error": str(error)[:500], "next_event_at": False})
        ticket = self.ticket_id._sla_in_staff_language()
        note = ticket.env._("An SLA clock could not be treated: %s", error)
        ticket._sla_schedule_activity(
            "mail.mail_activity_data_warning", {ticket.id: note}, managers=True
        )
