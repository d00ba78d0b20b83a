# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import format_datetime

from .bacg_sla_status import LIVE_STATES

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
        statuses = statuses.filtered(lambda status: status.state in LIVE_STATES)
        now = fields.Datetime.now()
        for status in statuses.filtered(lambda s: not s.warned_at and s.at_risk_at):
            if status.at_risk_at < now:
                status.write({"warned_at": status.at_risk_at})
                status.next_event_at = status._next_event(status._as_values())
        breached = statuses.filtered(
            lambda s: s.breached_at and not s.breach_noticed_at
        )
        breached.write({"breach_noticed_at": now, "next_event_at": False})
        breached._notify_breach()
        return len(statuses) or len(tickets)

    def _as_values(self):
        names = ("state", "deadline", "breached_at", "at_risk_at")
        return {name: self[name] for name in names}

    def _notify_breach(self):
        """Leave a note on each case and an activity for who answers for it."""
        bodies = {}
        for status in self:
            ticket = status.ticket_id._sla_in_staff_language()
            metrics = dict(self._fields["metric"]._description_selection(ticket.env))
            bodies[ticket.id] = ticket.env._(
                "SLA breached: %(metric)s was due on %(deadline)s.",
                metric=metrics[status.metric],
                deadline=format_datetime(
                    ticket.env, status.breached_at, tz=ticket._sla_staff_zone()
                ),
            )
        self.ticket_id._message_log_batch(bodies)
        self.ticket_id._sla_schedule_activity(
            "bacg_sla_platino.mail_activity_type_breach", bodies
        )

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
