# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# The automatic follow-up is sent shortly before it is due.
WORD_LEAD = timedelta(minutes=30)
BATCH = 200


class BacgSlaStatus(models.Model):
    """Weeks that require a follow-up, with drafts and automatic mails (SLA 1.22)."""

    _inherit = "bacg.sla.status"

    drafted_at = fields.Datetime(help="When the agent got the draft.")

    _draft_idx = models.Index(
        "(draft_at) WHERE metric = 'follow_up' AND state = 'running' "
        "AND drafted_at IS NULL"
    )

    @api.model
    def _follow_up_domain(self):
        return Domain(
            [("metric", "=", "follow_up"), ("state", "=", "running")]
        ) & Domain("error", "=", False)

    @api.model
    def _due_follow_ups_domain(self):
        moment = fields.Datetime.now() + WORD_LEAD
        return self._follow_up_domain() & Domain("deadline", "<=", moment)

    @api.model
    def _due_drafts_domain(self):
        return self._follow_up_domain() & Domain(
            [("draft_at", "<=", fields.Datetime.now()), ("drafted_at", "=", False)]
        )

    @api.model
    def _cron_follow_ups(self):
        """Give agents their drafts; send the automatic follow-ups that are due."""
        self._run_follow_ups(
            self._due_follow_ups_domain(), lambda rows: rows._send_follow_ups()
        )
        self._run_follow_ups(
            self._due_drafts_domain(), lambda rows: rows._give_drafts()
        )

    @api.model
    def _run_follow_ups(self, domain, work):
        """Run ``work`` in batches on the rows of a domain, until none match.

        :param work: function as for ``_run_isolated``
        """
        while rows := self.search(domain, limit=BATCH, order="deadline, id"):
            treated = self._run_isolated(rows, work)
            left = self.search_count(domain)
            if not self.env["ir.cron"]._commit_progress(treated, remaining=left):
                break
            if not treated:
                break  # all are locked by other transactions

    def _send_follow_ups(self):
        """Send the automatic follow-ups of these weeks, each once.

        :return: number of weeks processed; locked cases are left for the next run
        """
        tickets = self.ticket_id.try_lock_for_update(allow_referencing=True)
        self.invalidate_recordset(["state", "deadline"])
        due = self.filtered_domain(self._due_follow_ups_domain())
        (due.ticket_id & tickets)._vendor_send_follow_up()
        return len(tickets)

    def _give_drafts(self):
        """Schedule the reports of these weeks as activities of their authors.

        :return: number of weeks processed; locked cases are left for the next run
        """
        tickets = self.ticket_id.try_lock_for_update(allow_referencing=True)
        held = self.filtered(lambda status: status.ticket_id in tickets)
        held.ticket_id._vendor_schedule_drafts(held)
        held.drafted_at = fields.Datetime.now()
        return len(held)
