# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

from ..common.selections import selection_labels
from .bacg_sla_report import LATE_OUTCOMES, PAUSE_REASONS

# A clock cancelled for these was replaced by another, which is judged instead.
REPLACED_REASONS = ("target", "refuted", "outcome")


def _iso(moment):
    return moment.isoformat(sep=" ") if moment else False


def _exclusion(kind, reason, cases, late=0):
    """Return what the document says of a reason; ``late`` of its cases were late."""
    return {
        "kind": kind,
        "reason": reason,
        "count": len(cases),
        "late": late,
        "cases": cases,
    }


class BacgSlaStatement(models.Model):
    """The clocks of a period: which ones count, and what the document says of each."""

    _inherit = "bacg.sla.statement"

    def _report(self):
        return self.env["bacg.sla.report"]

    def _promised_domain(self):
        own = Domain("contract_id", "=", self.contract_id.id)
        return own & Domain("outcome", "!=", "courtesy")

    def _in_period(self, name):
        start, end = self._bounds()
        return Domain(name, ">=", start) & Domain(name, "<", end)

    def _judged_domain(self):
        return self._promised_domain() & self._in_period("judged_at")

    def _counted_domain(self):
        """Clocks of the population: all but those replaced before a breach."""
        return self._promised_domain() & (
            Domain("cancel_reason", "not in", REPLACED_REASONS)
            | Domain("judged", "=", 1)
        )

    def _undecided_at(self, moment):
        """Clocks that had started before a moment and were not judged by then."""
        after = Domain.AND(
            Domain(name, "=", False) | Domain(name, ">=", moment)
            for name in ("judged_at", "ended_at")
        )
        return self._counted_domain() & Domain("started_at", "<", moment) & after

    def _late_before_domain(self):
        """Clocks judged late before the period and still open when it began."""
        return self._late_at(self._bounds()[0])

    def _late_at(self, moment):
        """Clocks judged late before a moment and neither reached nor ended by then."""
        return Domain.AND(
            [
                self._promised_domain(),
                Domain("judged_at", "<", moment) & Domain("breached_at", "!=", False),
                *(
                    Domain(name, "=", False) | Domain(name, ">=", moment)
                    for name in ("reached_at", "ended_at")
                ),
            ]
        )

    def _ended_domain(self):
        """Clocks taken out of the figures in the period: cancelled or voided."""
        return (
            self._promised_domain()
            & self._in_period("ended_at")
            & Domain("judged", "=", 0)
        )

    def _rows_domain(self):
        """Clocks in the CSV: judged, open, late or taken out in the period."""
        _start, end = self._bounds()
        return Domain.OR(
            [
                self._judged_domain(),
                self._undecided_at(end),
                self._ended_domain(),
                self._late_before_domain(),
            ]
        )

    def _late_clocks(self, domain):
        rows = self._report().search(
            domain & Domain("outcome", "in", LATE_OUTCOMES), order="judged_at, id"
        )
        return [self._row_values(row) for row in rows]

    def _row_values(self, row):
        """Return the values of one row of the report."""
        return {
            "id": row.id,
            "number": row.ticket_id.number,
            "name": row.ticket_id.name,
            "metric": row.metric,
            "priority": row.priority,
            "outcome": row.outcome,
            "due": _iso(row.breached_at or row.deadline),
            "reached": _iso(row.reached_at),
            "ended": row.outcome == "cancelled_late" and _iso(row.ended_at),
            "late_minutes": row.late_minutes,
            "reason": self._late_reason(row),
            "remedy": row.ticket_id.solution or "",
        }

    def _late_reason(self, row):
        """Return why a clock was late: the reason noted, else whom it waited for."""
        tickets = self.env["helpdesk.ticket"].with_context(lang=self.lang)
        if noted := row.ticket_id.late_reason:
            return selection_labels(tickets, "late_reason")[noted]
        pauses = self.env["bacg.sla.pause"].with_context(lang=self.lang)
        labels = selection_labels(pauses, "reason")
        reasons = [name for name in PAUSE_REASONS if row[f"paused_{name}"]]
        return ", ".join(labels[name] for name in reasons)

    def _exclusions(self):
        """Return the reasons why clocks and cases are not counted, with their list."""
        groups = {}
        for row in self._report().search(self._ended_domain()):
            refuted = row.outcome == "voided" and row.cancel_reason == "refuted"
            key = "voided" if refuted else row.cancel_reason
            if row.ticket_id.duplicate_id:
                key = "merged"
            groups.setdefault(key, []).append(row)
        ended = [
            _exclusion(
                "clocks",
                key,
                [self._row_values(row) for row in rows],
                late=sum(bool(row.breached_at) for row in rows),
            )
            for key, rows in groups.items()
        ]
        return ended + self._courtesies() + self._cases_without_clock()

    def _courtesies(self):
        """Return the weekly reports that the agreement does not promise (SLA 1.12)."""
        rows = self._report().search(
            Domain("contract_id", "=", self.contract_id.id)
            & Domain("outcome", "=", "courtesy")
            & self._in_period("started_at")
        )
        cases = [self._row_values(row) for row in rows]
        return [_exclusion("clocks", "courtesy", cases)] if cases else []

    def _cases_without_clock(self):
        """Return the customer's cases of the period that have no clock."""
        domain = (
            Domain("commercial_partner_id", "=", self.partner_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("contract_id", "in", [self.contract_id.id, False])
            & Domain("sla_status_ids", "=", False)
            # The customer does not see it: his case has the clocks.
            & Domain("sla_note", "!=", "lead")
            & self._in_period("reported_at")
        )
        tickets = self.env["helpdesk.ticket"].with_context(active_test=False)
        return [
            _exclusion(
                "cases",
                note or "policy",
                [
                    {"number": case.number, "name": case.name, "metric": False}
                    for case in cases
                ],
            )
            for note, cases in tickets.search(domain).grouped("sla_note").items()
        ]
