# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

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
            if not treated:
                break  # somebody else holds them all, until the next minute
            left = self.search_count(self._due_domain())
            if not self.env["ir.cron"]._commit_progress(treated, remaining=left):
                break
        # Whoever is outside is notified once for all that was due.
        self.env["bacg.sla.escalation.fired"]._send_digests()
        self.env["bacg.sla.webhook.delivery"]._queue_closings()
        self.env["res.company"]._escalation_heartbeat()

    @api.model
    def _due_domain(self):
        # Reached at the deadline is met: a clock is late only after that second.
        return Domain("next_event_at", "<", fields.Datetime.now())

    def _treat_due(self):
        """Bring due clocks up to date and notify of the steps that they passed.

        :return: number of clocks treated; those locked by others are left
        """
        tickets = self.ticket_id.try_lock_for_update(allow_referencing=True)
        statuses = self.filtered(lambda status: status.ticket_id in tickets)
        # The steps come before the next event, which follows from them.
        measured = tickets._sla_sync(schedule=False)
        running = statuses.filtered(lambda status: status.state == "running")
        now = fields.Datetime.now()
        for status in running.filtered(lambda s: not s.warned_at and s.at_risk_at):
            if status.at_risk_at < now:
                status.warned_at = status.at_risk_at
        running._escalation_run(measured)
        for status, values in measured.items():
            status._schedule_event(values)
        return len(statuses) or len(tickets)
