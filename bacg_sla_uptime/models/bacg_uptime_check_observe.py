# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, models

from odoo.addons.bacg_sla_platino.tools.concurrency import is_nobodys_fault, isolated

from ..tools import confirmation


class BacgUptimeCheck(models.Model):
    """Spans and outages of what a run has seen change."""

    _inherit = "bacg.uptime.check"

    @api.model
    def _tell(self, changes, results, rows):
        """Make spans and outages of the changes of the login checks.

        :param rows: what is written of each check; ``down_since`` is set here
        """
        spans, observations = defaultdict(list), []
        rows = {row["id"]: row for row in rows}
        for check, own in changes.items():
            row = rows[check.id]
            if not own and row["state"] == confirmation.UP and row["down_since"]:
                # It ended before, and an error kept that from being noted.
                observations.append((check, row["down_since"], check._get_up_since()))
                row["down_since"] = None
            for change in own:
                if change.state == confirmation.DOWN and not row["down_since"]:
                    row["down_since"] = change.at
                    observations.append((check, change.at, False))
                elif change.state == confirmation.UP and row["down_since"]:
                    observations.append((check, row["down_since"], change.at))
                    row["down_since"] = None
            if own and check.kind == "login":
                spans[check.instance_id.id] += own
        self.env["bacg.uptime.span"]._change(spans)
        observations = [seen for seen in observations if seen[0].kind == "login"]
        failed = self._observe(observations, results)
        for check, start, stop in observations:
            if stop and check.instance_id.id in failed:
                row = rows[check.id]
                row["down_since"] = row["down_since"] or start

    def _get_up_since(self):
        """Return since when (naive UTC) this check sees its instance up."""
        span = self.env["bacg.uptime.span"].search(
            [
                ("instance_id", "=", self.instance_id.id),
                ("source_id", "=", False),
                ("state", "=", "up"),
                ("stop", "=", False),
            ],
            limit=1,
        )
        return span.start or self.checked_at

    @api.model
    def _observe(self, observations, results):
        """Hand begun and ended outages on; only of what is judged one begins.

        :param observations: list of (check, start, stop or False)
        :return: the ids of the instances of which an outage could not be noted
        """
        taken = [
            {
                "instance_id": check.instance_id.id,
                "source": "check",
                "key": f"{start:%Y-%m-%d %H:%M:%S}",
                "start": start,
                "stop": stop,
                "evidence": check._prepare_evidence(results[check.id]),
            }
            for check, start, stop in observations
            if check.instance_id.judged or stop and check._has_begun(start)
        ]
        return self._observe_apart(taken)

    @api.model
    def _observe_apart(self, taken):
        """Note outages all at once; after an error one by one: it stays alone."""
        outages = self.env["bacg.uptime.outage"]
        if len(taken) > 1:
            try:
                with self.env.cr.savepoint():
                    outages._observe(taken)
                return set()
            except Exception as error:
                if is_nobodys_fault(error):
                    raise
                self.env.invalidate_all()
        failed = {values["instance_id"] for values in taken}
        for values in taken:
            instance = self.env["bacg.hosted.instance"].browse(values["instance_id"])
            with isolated(instance):
                outages._observe([values])
                self.env.flush_all()
                failed.discard(instance.id)
        return failed

    def _has_begun(self, start):
        return bool(
            self.env["bacg.uptime.observation"].search_count(
                [
                    ("instance_id", "=", self.instance_id.id),
                    ("source", "=", "check"),
                    ("start", "=", start),
                ],
                limit=1,
            )
        )

    def _prepare_evidence(self, results):
        """Return the looks of this run as lines: moment in UTC, what was seen."""
        url = self._get_target().url
        return "\n".join(
            [
                url,
                *(
                    f"{r.at:%Y-%m-%d %H:%M:%S} UTC: {self._describe(r)}"
                    for r in results
                ),
            ]
        )
