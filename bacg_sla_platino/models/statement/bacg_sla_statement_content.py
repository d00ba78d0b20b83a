# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain

from ..agreement.bacg_sla_target import METRICS, PAUSED_METRICS
from ..common.selections import PRIORITIES
from .bacg_sla_report import PAUSE_REASONS


class BacgSlaStatement(models.Model):
    """The figures of a statement: from the rows that draw the compliance screen."""

    _inherit = "bacg.sla.statement"

    content = fields.Json(readonly=True, copy=False)

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

    def _pauses(self):
        """Return how long and by what share the judged clocks stood still."""
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
