# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

from .bacg_sla_report import PAUSE_REASONS, REPLACED_REASONS
from .bacg_sla_target import METRICS, PAUSED_METRICS
from .sla_selections import PRIORITIES

LATE_OUTCOMES = ("late", "open_late", "cancelled_late")
# Promises that are no cell of the agreement's table but have a clause of their own.
CLAUSES = {"follow_up": "1.22"}


class BacgSlaStatement(models.Model):
    """The figures of a statement: from the rows that draw the compliance screen."""

    _inherit = "bacg.sla.statement"

    def _content(self):
        """Return everything that the document says, as plain JSON values.

        Moments are naive UTC in ISO form, times minutes, rates 0 to 1 or None.
        """
        self.ensure_one()
        content = {
            "definitions": self._definitions(),
            "population": self._population(),
            "exclusions": self._exclusions(),
            "totals": self._figures(["metric"]),
            "figures": self._figures(["metric", "priority"]),
            "late": self._late_clocks(self._judged_domain()),
            "late_before": self._late_clocks(self._late_before_domain()),
            "pauses": self._pauses(),
            "words": self._words(),
        }
        content["changes"] = self._changes(content)
        return content

    # -------------------------------------------------------------------------
    # Which clocks
    # -------------------------------------------------------------------------

    def _report(self):
        return self.env["bacg.sla.report"].with_context(active_test=False)

    def _contract_domain(self):
        own = Domain("contract_id", "=", self.contract_id.id)
        return own & Domain("outcome", "!=", "courtesy")

    def _in_period(self, name):
        start, end = self._bounds()
        return Domain(name, ">=", start) & Domain(name, "<", end)

    def _judged_domain(self):
        return self._contract_domain() & self._in_period("judged_at")

    def _counted_domain(self):
        """Clocks of the population: all but those that gave way to another.

        One that was late before counts for itself.
        """
        return self._contract_domain() & (
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
                self._contract_domain(),
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
            self._contract_domain()
            & self._in_period("ended_at")
            & Domain("judged", "=", 0)
        )

    def _rows_domain(self):
        """Clocks of which the CSV tells: judged, open or taken out in the period."""
        _start, end = self._bounds()
        return Domain.OR(
            [
                self._judged_domain(),
                self._undecided_at(end),
                self._ended_domain(),
                self._late_before_domain(),
            ]
        )

    # -------------------------------------------------------------------------
    # What is said of them
    # -------------------------------------------------------------------------

    def _agreements(self):
        """Return the versions by which the clocks of the period were measured."""
        measured = self._report().search(self._rows_domain()).agreement_id
        return measured or self.contract_id.agreement_id._in_force_on(self.date_to)

    def _definitions(self):
        """Return the promise of each row of the table, with its clause."""
        return [
            {
                "metric": target.metric,
                "priority": target.policy_id.priority,
                "policy": target.policy_id.name,
                "clause": self._clause_number(target),
                "minutes": target.minutes,
                "basis": target.basis,
                "agreement": target.agreement_id.display_name,
            }
            for target in self.with_context(
                lang=self.lang
            ).agreement_ids.policy_ids.target_ids.sorted(
                lambda target: (
                    target.agreement_id.id,
                    list(dict(METRICS)).index(target.metric),
                    -int(target.policy_id.priority),
                )
            )
        ]

    def _clause_number(self, target):
        """Return the number of the clause that makes a promise, if there is one."""
        clauses = target.agreement_id.clause_ids
        own = clauses.filtered(
            lambda clause: clause.number == CLAUSES.get(target.metric)
        )
        return (own[:1] or target.policy_id.clause_id).number or ""

    def _population(self):
        """Count the clocks; carried in + opened = judged + open + cancelled."""
        start, end = self._bounds()
        domains = {
            "carried_in": self._undecided_at(start),
            "opened": self._counted_domain() & self._in_period("started_at"),
            "judged": self._judged_domain(),
            "open": self._undecided_at(end),
            "cancelled": self._counted_domain() & self._ended_domain(),
            "open_late": self._late_at(end),
        }
        report = self._report()
        return {name: report.search_count(domain) for name, domain in domains.items()}

    def _exclusions(self):
        """Return why clocks and cases are not counted: each with number and list."""
        groups = {}
        for row in self._report().search(self._ended_domain()):
            refuted = row.outcome == "voided" and row.cancel_reason == "refuted"
            key = "voided" if refuted else row.cancel_reason
            if row.ticket_id.duplicate_id:
                key = "merged"
            groups.setdefault(("clocks", key), []).append(row)
        result = [
            {
                "kind": kind,
                "reason": key,
                "count": len(rows),
                "late": sum(bool(row.breached_at) for row in rows),
                "cases": [self._clock_values(row) for row in rows],
            }
            for (kind, key), rows in groups.items()
        ]
        return result + self._courtesies() + self._cases_without_clock()

    def _courtesies(self):
        """Return the weekly words that the agreement does not promise (SLA 1.12)."""
        rows = self._report().search(
            Domain("contract_id", "=", self.contract_id.id)
            & Domain("outcome", "=", "courtesy")
            & self._in_period("started_at")
        )
        if not rows:
            return []
        return [
            {
                "kind": "clocks",
                "reason": "courtesy",
                "count": len(rows),
                "late": 0,
                "cases": [self._clock_values(row) for row in rows],
            }
        ]

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
            {
                "kind": "cases",
                "reason": note or "policy",
                "count": len(cases),
                "late": 0,
                "cases": [
                    {"number": case.number, "name": case.name, "metric": False}
                    for case in cases
                ],
            }
            for note, cases in tickets.search(domain).grouped("sla_note").items()
        ]

    def _figures(self, groupby):
        """Return kept of judged, and the times, of each group that was promised."""
        rows = self._report()._read_group(
            self._judged_domain(),
            groupby,
            [
                "judged:sum",
                "met:sum",
                "kept_rate:avg",
                "median_minutes:avg",
                "p90_minutes:avg",
                "elapsed_minutes:max",
            ],
        )
        found = {tuple(row[: len(groupby)]): row[len(groupby) :] for row in rows}
        names = ("judged", "met", "rate", "median", "p90", "worst")
        figures = []
        for key in self._figure_keys(found, groupby):
            values = found.get(key) or (0, 0, None, None, None, None)
            figures.append(
                {
                    **dict(zip(groupby, key, strict=True)),
                    **dict(zip(names, values, strict=True)),
                }
            )
        return figures

    def _figure_keys(self, found, groupby):
        """Return the groups in the order of the table, also those without a case."""
        promised = {
            tuple(
                {"metric": target.metric, "priority": target.policy_id.priority}[name]
                for name in groupby
            )
            for target in self.agreement_ids.policy_ids.target_ids
        }
        metrics, priorities = list(dict(METRICS)), list(dict(PRIORITIES))
        return sorted(
            promised | set(found),
            key=lambda key: (
                metrics.index(key[0]),
                *(-priorities.index(priority) for priority in key[1:]),
            ),
        )

    def _late_clocks(self, domain):
        rows = self._report().search(
            domain & Domain("outcome", "in", LATE_OUTCOMES), order="judged_at, id"
        )
        return [self._clock_values(row) for row in rows]

    def _clock_values(self, row):
        """Return what the document says of one clock."""
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
        """Return why a clock was late: the noted reason, else whom it waited for."""
        tickets = self.env["helpdesk.ticket"].with_context(lang=self.lang)
        if noted := row.ticket_id.late_reason:
            return dict(
                tickets._fields["late_reason"]._description_selection(tickets.env)
            )[noted]
        pauses = self.env["bacg.sla.pause"].with_context(lang=self.lang)
        labels = dict(pauses._fields["reason"]._description_selection(pauses.env))
        reasons = [name for name in PAUSE_REASONS if row[f"paused_{name}"]]
        return ", ".join(labels[name] for name in reasons)

    def _pauses(self):
        """Return how long and by what share the judged clocks stood still."""
        measures = [f"paused_{reason}:sum" for reason in PAUSE_REASONS]
        domain = self._judged_domain() & Domain("metric", "in", PAUSED_METRICS)
        [(judged, life, paused, *minutes)] = self._report()._read_group(
            domain, [], ["__count", "life_minutes:sum", "paused_minutes:sum", *measures]
        )
        return {
            "clocks": judged,
            "life": life or 0,
            "paused": paused or 0,
            "share": (paused or 0) / life if life else None,
            "reasons": [
                {
                    "reason": reason,
                    "minutes": value or 0,
                    "share": (value or 0) / life if life else None,
                }
                for reason, value in zip(PAUSE_REASONS, minutes, strict=True)
            ],
        }

    def _words(self):
        """Return the weekly words that were due, by whom given, missed (SLA 1.22)."""
        rows = self._report()._read_group(
            self._judged_domain() & Domain("metric", "=", "follow_up"),
            ["word"],
            ["judged:sum", "met:sum"],
        )
        met = {word: kept for word, _judged, kept in rows}
        due = sum(judged for _word, judged, _kept in rows)
        return {
            "due": due,
            "person": met.get("person", 0),
            "automatic": met.get("automatic", 0),
            "missed": due - sum(met.values()),
        }

    # -------------------------------------------------------------------------
    # Revisions
    # -------------------------------------------------------------------------

    def _changes(self, content):
        """Return what differs from the revision before, for people to read."""
        before = self.previous_id.content
        if not before:
            return []
        changes = []
        for name, value in content["population"].items():
            old = before["population"].get(name)
            if old != value:
                changes.append(
                    {"what": "population", "name": name, "before": old, "after": value}
                )
        changes += self._figure_changes(before["figures"], content["figures"])
        return changes + self._clock_changes(before["late"], content["late"])

    def _figure_changes(self, before, after):
        def by_key(figures):
            return {
                (figure["metric"], figure["priority"]): [
                    figure["met"],
                    figure["judged"],
                ]
                for figure in figures
            }

        old, new = by_key(before), by_key(after)
        return [
            {
                "what": "figure",
                "metric": key[0],
                "priority": key[1],
                "before": old.get(key, [0, 0]),
                "after": new.get(key, [0, 0]),
            }
            for key in {**old, **new}
            if old.get(key, [0, 0]) != new.get(key, [0, 0])
        ]

    def _clock_changes(self, before, after):
        old = {clock["id"]: clock for clock in before}
        new = {clock["id"]: clock for clock in after}
        return [
            {
                "what": "late",
                "number": (new.get(key) or old[key])["number"],
                "metric": (new.get(key) or old[key])["metric"],
                "before": old.get(key),
                "after": new.get(key),
            }
            for key in {**old, **new}
            if old.get(key) != new.get(key)
        ]


def _iso(moment):
    return moment.isoformat(sep=" ") if moment else False
