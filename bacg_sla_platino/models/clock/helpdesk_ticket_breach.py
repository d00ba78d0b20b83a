# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ...tools.clock import work_clock
from ..agreement.bacg_sla_target import PAUSED_METRICS


class HelpdeskTicket(models.Model):
    """Which breaches of a case count."""

    _inherit = "helpdesk.ticket"

    def _sla_counts_late(self):
        """Return whether a breach of this case counts, recorded or not."""
        self.ensure_one()
        now = self._sla_now()
        return any(
            status.deadline < now
            if status.state == "running"
            else status._counts_late()
            for status in self.sla_status_ids
        )

    def _sla_void_corrected(self, facts):
        """Void breaches of ended clocks that did not happen with corrected pauses.

        :param facts: dict from case to its :class:`CaseFacts` after the correction
        """
        ended = self.sla_status_ids.filtered(
            lambda status: (
                status.state == "cancelled"
                and status.metric in PAUSED_METRICS
                and status._counts_late()
            )
        )
        for status in ended:
            ticket = status.ticket_id
            deadline = work_clock.deadline(
                ticket._sla_hours(status.target_id, {}),
                status.started_at,
                status.minutes,
                facts[ticket].pause_pairs(),
            )
            if not deadline or deadline >= (status.cancelled_at or status.write_date):
                status.voided = True
