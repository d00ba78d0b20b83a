# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, models

from ...tools.concurrency import is_nobodys_fault

_logger = logging.getLogger(__name__)


class BacgSlaStatus(models.Model):
    """Scheduled actions on clocks: one bad clock does not stop the others."""

    _inherit = "bacg.sla.status"

    @api.model
    def _run_isolated(self, rows, work):
        """Run ``work`` on ``rows``; bisect a failing batch and park the bad row.

        What is not the row's fault propagates: the action does it again, now or in its
        next run.

        :param work: function of the rows that returns how many it processed, or None
            for all of them
        :return: number of rows processed or parked
        """
        try:
            with self.env.cr.savepoint():
                done = work(rows)
                self.env.flush_all()
                return len(rows) if done is None else done
        except Exception as error:
            if is_nobodys_fault(error):
                raise
            self.env.invalidate_all()
            if len(rows) == 1:
                rows._park(error)
                return 1
        half = len(rows) // 2
        return self._run_isolated(rows[:half], work) + self._run_isolated(
            rows[half:], work
        )

    def _park(self, error):
        """Set aside a clock that cannot be processed, and notify the managers."""
        _logger.exception("SLA clock %s could not be processed", self.id)
        self.write({"error": str(error)[:500], "next_event_at": False})
        ticket = self.ticket_id._in_staff_language()
        note = ticket.env._("An SLA clock could not be processed: %s", error)
        ticket._schedule_activity_for_staff(
            "mail.mail_activity_data_warning", {ticket.id: note}, managers=True
        )
