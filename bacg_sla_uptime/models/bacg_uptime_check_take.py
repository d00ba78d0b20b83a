# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.bacg_sla_platino.tools.concurrency import isolated

from ..tools import confirmation
from .bacg_uptime_check_run import MEASURED


class BacgUptimeCheck(models.Model):
    """What a run has seen is written, all in one go."""

    _inherit = "bacg.uptime.check"

    @api.model
    def _take(self, jobs, results, fault):
        """Write what was seen, all in one go."""
        self.env.invalidate_all()
        checks = self._lock(jobs)
        checks.fetch(["instance_id", "kind", "interval_minutes", *MEASURED])
        needed = self._get_setting("confirmations")
        rows, hours, failures, changes = [], [], [], {}
        for check in checks:
            job, seen = jobs[check.id], results[check.id]
            judged = [(self._judge(result, fault), result.at) for result in seen]
            memory, changes[check] = confirmation.observe_all(
                job.memory, judged, needed
            )
            if job.gap_from and check.state != confirmation.UNKNOWN_MONITOR:
                changes[check].insert(
                    0, confirmation.Change(job.gap_from, confirmation.UNKNOWN_MONITOR)
                )
            row = check._prepare_row(memory, seen[-1])
            if check.kind == "login":
                hours += check._count_hour(row, seen, fault)
            failures += check._prepare_failures(seen, fault)
            rows.append(row)
        self.env["bacg.uptime.hour"].create(hours)
        self.env["bacg.uptime.failure"].create(failures)
        self._tell(changes, results, rows)
        gaps = {
            check: jobs[check.id].gap_from
            for check in checks
            if jobs[check.id].gap_from and check.state != confirmation.UNKNOWN_MONITOR
        }
        self._write_rows(rows)
        # A mail that fails takes no measurement with it.
        with isolated(checks):
            self._alarm_gap(gaps)
            if fault:
                self._alarm_fault(changes)
            checks._warn(changes)

    @api.model
    def _lock(self, jobs):
        """Return the checks that are still ours, locked."""
        found = self.env.execute_query(
            SQL(
                """
                SELECT id, claimed_until FROM bacg_uptime_check
                 WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
                """,
                list(jobs),
            )
        )
        return self.browse(
            id_ for id_, claimed in found if claimed == jobs[id_].claimed_until
        )

    def _prepare_row(self, memory, last):
        """Return the measured columns after a run; ``down_since`` is added later."""
        return {
            "id": self.id,
            "state": memory.state,
            "confirmed": memory.confirmed,
            "pending": memory.pending,
            "pending_since": memory.since,
            "down_since": self.down_since or None,
            "checked_at": last.at,
            "reason": last.reason or None,
            "detail": last.detail or None,
            "response_ms": round(last.seconds * 1000),
            "address": last.address or None,
            "certificate_expires_at": last.expires
            or (self.certificate_expires_at if last.reason else None)
            or None,
            "certificate_problem": last.certificate or None,
            "hour_start": self.hour_start or None,
            "hour_looks": self.hour_looks,
            "hour_failures": self.hour_failures,
            "hour_ms": self.hour_ms,
            "hour_slowest_ms": self.hour_slowest_ms,
            "claimed_until": None,
        }

    def _count_hour(self, row, seen, fault):
        """Count looks into the hour that goes on, in ``row``.

        :return: list with the values of hours that are over
        """
        over = []
        for result in seen:
            if self._judge(result, fault) not in (confirmation.UP, confirmation.DOWN):
                continue
            hour = result.at.replace(minute=0, second=0)
            if row["hour_start"] != hour:
                over += self._prepare_hour(row)
                row.update(
                    hour_start=hour,
                    hour_looks=0,
                    hour_failures=0,
                    hour_ms=0,
                    hour_slowest_ms=0,
                )
            ms = round(result.seconds * 1000)
            row["hour_looks"] += 1
            row["hour_failures"] += not result.ok
            row["hour_ms"] += ms
            row["hour_slowest_ms"] = max(row["hour_slowest_ms"], ms)
        return over

    def _prepare_hour(self, row):
        if not row["hour_start"]:
            return []
        return [
            {
                "instance_id": self.instance_id.id,
                "start": row["hour_start"],
                "hours": 1,
                "looks": row["hour_looks"],
                "failures": row["hour_failures"],
                "response_ms": round(row["hour_ms"] / row["hour_looks"]),
                "slowest_ms": row["hour_slowest_ms"],
            }
        ]

    def _prepare_failures(self, seen, fault):
        return [
            {
                "check_id": self.id,
                "at": result.at,
                "reason": result.reason,
                "detail": result.detail,
                "response_ms": round(result.seconds * 1000),
                "monitor_fault": fault,
            }
            for result in seen
            if not result.ok
        ]

    @api.model
    def _write_rows(self, rows):
        """Write the measured columns of many checks by one statement."""
        names = SQL(", ").join(SQL.identifier(name) for name in MEASURED)
        values = SQL(", ").join(SQL.identifier("seen", name) for name in MEASURED)
        self.env.cr.execute(
            SQL(
                """
                UPDATE bacg_uptime_check SET (%s) = (%s)
                  FROM jsonb_populate_recordset(NULL::bacg_uptime_check, %s) seen
                 WHERE seen.id = bacg_uptime_check.id
                """,
                names,
                values,
                json.dumps(rows, default=str),
            )
        )
        self.env.invalidate_all()
