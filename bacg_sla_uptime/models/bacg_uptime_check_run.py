# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import time
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from odoo import api, fields, models
from odoo.service.model import retrying
from odoo.tools import SQL

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
