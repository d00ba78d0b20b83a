# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain


class BacgSlaStatement(models.Model):
    """What is not counted, why, and each case by its number."""

    _inherit = "bacg.sla.statement"

    def _exclusions(self):
        """Return why clocks and cases are not counted: each with number and list."""
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
                [self._clock_values(row) for row in rows],
                late=sum(bool(row.breached_at) for row in rows),
            )
            for key, rows in groups.items()
        ]
        return ended + self._courtesies() + self._cases_without_clock()

    def _courtesies(self):
        """Return the weekly words that the agreement does not promise (SLA 1.12)."""
        rows = self._report().search(
            Domain("contract_id", "=", self.contract_id.id)
            & Domain("outcome", "=", "courtesy")
            & self._in_period("started_at")
        )
        cases = [self._clock_values(row) for row in rows]
        return [_exclusion("clocks", "courtesy", cases)] if cases else []

    def _cases_without_clock(self):
        """Return the customer's cases of the period that nothing was measured on."""
        domain = (
            Domain("commercial_partner_id", "=", self.partner_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("contract_id", "in", [self.contract_id.id, False])
            & Domain("sla_status_ids", "=", False)
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


def _exclusion(kind, reason, cases, late=0):
    """Return what the document says of one reason; ``late`` of its cases were."""
    return {
        "kind": kind,
        "reason": reason,
        "count": len(cases),
        "late": late,
        "cases": cases,
    }
