# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..agreement.bacg_sla_target import PAUSED_METRICS

# The automatic word leaves before its day closes, not after it.
WORD_LEAD = timedelta(minutes=30)
BATCH = 200


class BacgSlaStatus(models.Model):
    """Weeks in which a word is owed: drafts and automatic words (SLA 1.22)."""

    _inherit = "bacg.sla.status"

    draft_at = fields.Datetime(
        help="Of a weekly report: from when on the agent has it among his activities.",
    )
    drafted_at = fields.Datetime(help="When the agent was given the draft.")

    _draft_idx = models.Index(
        "(draft_at) WHERE metric = 'follow_up' AND state = 'running' "
        "AND drafted_at IS NULL"
    )

    def _hangs_on_calendar(self):
        return self.basis == "business" or self.metric == "follow_up"

    def _measured_deadline(self, facts, hours):
        """Return the deadline of this live clock by the calendar as it is now.

        :param facts: the case's ``CaseFacts``
        :param hours: dict that keeps the open hours of calendars
        """
        ticket, target = self.ticket_id, self.target_id
        if self.metric == "follow_up":
            return ticket._sla_word_due(target, self.started_at, hours).at
        clock = ticket._sla_hours(target, hours)
        pauses = facts.pause_pairs() if self.metric in PAUSED_METRICS else []
        values = ticket._sla_measure(target, clock, self.started_at, None, pauses)
        return values["deadline"]

    @api.model
    def _word_domain(self):
        return Domain(
            [("metric", "=", "follow_up"), ("state", "=", "running")]
        ) & Domain("error", "=", False)

    @api.model
    def _due_words_domain(self):
        moment = fields.Datetime.now() + WORD_LEAD
        return self._word_domain() & Domain("deadline", "<=", moment)

    @api.model
    def _due_drafts_domain(self):
        return self._word_domain() & Domain(
            [("draft_at", "<=", fields.Datetime.now()), ("drafted_at", "=", False)]
        )

    @api.model
    def _cron_words(self):
        """Give agents their drafts; tell customers whom nobody told in their week."""
        self._run_words(self._due_words_domain(), lambda rows: rows._send_words())
        self._run_words(self._due_drafts_domain(), lambda rows: rows._give_drafts())

    @api.model
    def _run_words(self, domain, work):
        """Run ``work`` on the rows of a domain that it empties, batch by batch."""
        while rows := self.search(domain, limit=BATCH, order="deadline, id"):
            treated = self._run_isolated(rows, work)
            left = self.search_count(domain)
            if not self.env["ir.cron"]._commit_progress(treated, remaining=left):
                break
            if not treated:
                break  # somebody else holds them all

    def _send_words(self):
        """Send the automatic words of these weeks, each once.

        :return: number of weeks treated; cases held by others are left
        """
        tickets = self.ticket_id.try_lock_for_update(allow_referencing=True)
        self.invalidate_recordset(["state", "deadline"])
        due = self.filtered_domain(self._due_words_domain())
        (due.ticket_id & tickets)._sla_send_word()
        return len(tickets)

    def _give_drafts(self):
        """Put the report of these weeks among the activities of who writes it.

        :return: number of weeks treated; cases held by others are left
        """
        tickets = self.ticket_id.try_lock_for_update(allow_referencing=True)
        held = self.filtered(lambda status: status.ticket_id in tickets)
        held.ticket_id._sla_give_drafts(held)
        held.drafted_at = fields.Datetime.now()
        return len(held)
