# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import models
from odoo.fields import Domain

from ..agreement.bacg_sla_target import METRICS, PAUSED_METRICS
from ..common.selections import PRIORITIES
from .bacg_sla_report import PAUSE_REASONS

# Promises that have a clause of their own and no row in the agreement's table.
CLAUSES = {"follow_up": "1.22"}


class BacgSlaStatement(models.Model):
    """The figures of a statement, from the rows of the compliance report."""

    _inherit = "bacg.sla.statement"

    def _agreements(self):
        """Return the versions by which the clocks of the period were measured."""
        measured = self._report().search(self._rows_domain()).agreement_id
        _start, end = self._bounds()
        return measured or self.contract_id._get_agreement_at(
            end - timedelta(seconds=1)
        )

    def _content(self):
        """Return all that the document says, as JSON values, in its order.

        Moments are naive UTC in ISO form, times are minutes, rates are 0 to 1 or None.
        Hook: rooms above add their section.
        """
        self.ensure_one()
        content = {
            "totals": self._figures(["metric"]),
            "figures": self._figures(["metric", "priority"]),
            "late": self._late_clocks(self._judged_domain()),
            "late_before": self._late_clocks(self._late_before_domain()),
            "population": self._population(),
            "exclusions": self._exclusions(),
            "pauses": self._pauses(),
            "follow_ups": self._get_follow_ups(),
            "definitions": self._definitions(),
        }
        content["changes"] = self._changes(content)
        return content

    def _figures(self, groupby):
        """Return how many clocks were judged and kept, and their times, by group."""
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
        """Return the groups that are promised or found, in the table's order."""
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

    def _pauses(self):
        """Return the paused time of the judged clocks, and its share of their life."""
        measures = [f"paused_{reason}:sum" for reason in PAUSE_REASONS]
        domain = self._judged_domain() & Domain("metric", "in", PAUSED_METRICS)
        [(judged, life, paused, *minutes)] = self._report()._read_group(
            domain, [], ["__count", "life_minutes:sum", "paused_minutes:sum", *measures]
        )

        def share(minutes):
            return (minutes or 0) / life if life else None

        return {
            "clocks": judged,
            "life": life or 0,
            "paused": paused or 0,
            "share": share(paused),
            "reasons": [
                {"reason": reason, "minutes": value or 0, "share": share(value)}
                for reason, value in zip(PAUSE_REASONS, minutes, strict=True)
            ],
        }

    def _get_follow_ups(self):
        """Return how many weekly reports were due, given by whom, missed (SLA 1.22)."""
        rows = self._report()._read_group(
            self._judged_domain() & Domain("metric", "=", "follow_up"),
            ["follow_up"],
            ["judged:sum", "met:sum"],
        )
        met = {by: kept for by, _judged, kept in rows}
        due = sum(judged for _by, judged, _kept in rows)
        return {
            "due": due,
            "person": met.get("person", 0),
            "automatic": met.get("automatic", 0),
            "missed": due - sum(met.values()),
        }

    def _definitions(self):
        """Return the promise of each row of the table, with its clause."""
        agreements = self.with_context(lang=self.lang).agreement_ids
        metrics = list(dict(METRICS))
        targets = agreements.policy_ids.target_ids.sorted(
            lambda target: (
                target.agreement_id.id,
                metrics.index(target.metric),
                -int(target.policy_id.priority),
            )
        )
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
            for target in targets
        ]

    def _clause_number(self, target):
        """Return the number of the clause that makes a promise, or an empty text."""
        clauses = target.agreement_id.clause_ids
        own = clauses.filtered(
            lambda clause: clause.number == CLAUSES.get(target.metric)
        )
        return (own[:1] or target.policy_id.clause_id).number or ""
