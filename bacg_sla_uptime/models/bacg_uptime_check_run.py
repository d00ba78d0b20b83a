# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import time
from collections import defaultdict
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from odoo import api, fields, models
from odoo.service.model import retrying
from odoo.tools import SQL

from odoo.addons.bacg_sla_platino.tools.concurrency import is_nobodys_fault, isolated

from ..tools import confirmation, probe

SHARD = 2000  # checks that one run takes at a time
RUN_SECONDS = 45  # after which no further shard is taken
LOOK_SECONDS = 16  # after which no fast look begins
PAUSE_SECONDS = 5  # from the begin of a look to the next fast one
LEASE = timedelta(minutes=3)  # a server that dies gives its checks back after it
SLACK = timedelta(seconds=30)  # actions do not begin on the second

# Columns that a run writes.
MEASURED = (
    "state",
    "confirmed",
    "pending",
    "pending_since",
    "down_since",
    "checked_at",
    "reason",
    "detail",
    "response_ms",
    "address",
    "certificate_expires_at",
    "certificate_problem",
    "hour_start",
    "hour_looks",
    "hour_failures",
    "hour_ms",
    "hour_slowest_ms",
    "claimed_until",
)


class Job(NamedTuple):
    """All that looking at one check needs: no ORM, no transaction meanwhile."""

    target: probe.Target
    memory: confirmation.Memory
    gap_from: datetime | None  # since when nobody looked, if for too long
    claimed_until: datetime


class BacgUptimeCheck(models.Model):
    """The run of each minute: take, look, write."""

    _inherit = "bacg.uptime.check"

    @api.model
    def _cron_check(self):
        """Look at all that is due; several servers share it.

        While it looks no transaction is open: what was taken is marked until a moment,
        and a result that comes later is not written.
        """
        self._create_missing()
        end = time.monotonic() + RUN_SECONDS
        while time.monotonic() < end and (jobs := self._claim()):
            self.env["ir.cron"]._commit_progress()
            results = self._look(jobs)
            fault = self._is_monitor_fault(jobs, results)
            # What was seen is not lost because another transaction came first.
            retrying(partial(self._take, jobs, results, fault), self.env)
            self.env["ir.cron"]._commit_progress(len(jobs), remaining=0)

    @api.model
    def _create_missing(self):
        """Give each instance on our servers its checks of login page and health."""
        instances = (
            self.env["bacg.hosted.instance"]
            .search([("hosting", "=", "bacg"), ("checks_made", "=", False)])
            .try_lock_for_update(allow_referencing=True)
        )
        self.create(
            [
                {"instance_id": instance.id, "kind": kind, "interval_minutes": minutes}
                for instance in instances
                for kind, minutes in (("login", 1), ("health", 5))
            ]
        )
        instances.checks_made = True

    @api.model
    def _claim(self, limit=SHARD):
        """Take checks that are due and that no other server has taken.

        :return: dict from the id of each check to its :class:`Job`
        """
        self.env.flush_all()
        now = fields.Datetime.now()
        found = self.env.execute_query(
            SQL(
                """
                UPDATE bacg_uptime_check SET claimed_until = %(lease)s
                 WHERE id IN (
                    SELECT taken.id
                      FROM bacg_uptime_check taken
                      JOIN bacg_hosted_instance instance
                        ON instance.id = taken.instance_id
                     WHERE taken.active AND instance.active
                       AND (taken.claimed_until IS NULL
                            OR taken.claimed_until < %(now)s)
                       AND (taken.checked_at IS NULL
                            OR taken.checked_at
                               + make_interval(mins => taken.interval_minutes)
                               <= %(soon)s)
                  ORDER BY taken.checked_at NULLS FIRST, taken.id
                     LIMIT %(limit)s
                       FOR UPDATE OF taken SKIP LOCKED
                 )
             RETURNING id
                """,
                lease=now + LEASE,
                now=now,
                soon=now + SLACK,
                limit=limit,
            )
        )
        self.invalidate_model(["claimed_until"])
        checks = self.browse(id_ for [id_] in found)
        checks.fetch(["instance_id", "kind", "path", *MEASURED])
        return {check.id: check._prepare_job(now) for check in checks}

    def _prepare_job(self, now):
        memory, gap_from = self._get_memory(), None
        if self._is_late(now):
            memory, gap_from = confirmation.interrupt(memory), self.checked_at
        return Job(self._get_target(), memory, gap_from, self.claimed_until)

    def _is_late(self, now):
        """Return whether nobody looked for so long that it is unknown since then."""
        limit = timedelta(minutes=2 * self.interval_minutes + 1)
        return bool(self.checked_at) and self.checked_at + limit < now

    @api.model
    def _look(self, jobs):
        """Look at what was taken, at what is half confirmed again soon.

        :return: dict from id to the list of :class:`probe.Result`
        """
        needed = self._get_setting("confirmations")

        def again(key, results):
            seen = [(self._judge(result), result.at) for result in results]
            memory, _changes = confirmation.observe_all(jobs[key].memory, seen, needed)
            return confirmation.is_open(memory)

        return probe.run(
            {key: job.target for key, job in jobs.items()},
            again=again,
            networks=self._get_networks(),
            until=LOOK_SECONDS,
            pause=PAUSE_SECONDS,
        )

    @staticmethod
    def _judge(result, fault=False):
        """Return which state a look speaks for.

        :param fault: whether failures are our own monitor's
        """
        if result.ok:
            return confirmation.UP
        if result.reason == "refused":
            return confirmation.UNKNOWN_DATA
        return confirmation.UNKNOWN_MONITOR if fault else confirmation.DOWN

    @api.model
    def _is_monitor_fault(self, jobs, results):
        """Return whether what failed now is rather our own monitor's fault."""
        fresh = []
        for key, seen in results.items():
            if jobs[key].memory.confirmed == confirmation.DOWN:
                continue
            has_failed = self._judge(seen[-1]) == confirmation.DOWN
            fresh.append(
                (probe.site(seen[-1].address, jobs[key].target.url), has_failed)
            )
        if not any(has_failed for _site, has_failed in fresh):
            return False
        controls = {
            url: probe.Target(url, 0, timeout=5) for url in self._get_controls()
        }
        answers = probe.run(controls, networks=self._get_networks())
        return confirmation.is_monitor_fault(
            fresh,
            [result.ok for [result] in answers.values()],
            self._get_setting("fault_share"),
        )

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
