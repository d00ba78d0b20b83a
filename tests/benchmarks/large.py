"""Many clocks: deadlines, due events over 200,000 rows, synchronizing 20,000 cases."""

import threading
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from statistics import median

import psutil
from freezegun import freeze_time

from odoo import SUPERUSER_ID, fields
from odoo.tools import SQL

from odoo.addons.bacg_sla_platino.models.escalation.bacg_sla_status_cron import BATCH
from odoo.addons.bacg_sla_platino.tools.clock import work_clock

from tests.benchmarks.side import settle
from tests.benchmarks.stopwatch import Stopwatch
from tests.benchmarks.table import Row

NAMES = ("deadlines: 10,000", "sync: 20,000", "events: 200,000")
CASES = 100_000  # of two clocks each
SYNCED = 20_000
DUE = 1000
DEADLINES = 10_000
SAMPLE = 100
QUERIES = 0.5
MEGABYTE = 1024 * 1024


def run(side, repetitions: int, asked, profiled):
    """Yield the rows of what was asked for."""
    deadlines_name, sync_name, events_name = NAMES
    if asked(sync_name):
        yield from synchronize(side, profiled)
    if asked(deadlines_name):
        yield deadlines(side, repetitions)
    if asked(events_name):
        yield from events(side, repetitions, profiled)


def deadlines(side, repetitions: int) -> Row:
    """Compare deadlines on one calendar with core's ``plan_hours``, to the second."""
    with side.environment(SUPERUSER_ID) as env:
        calendar = env.ref("bacg_sla_platino.agreement_platino").resource_calendar_id
        first, hours = datetime(2026, 1, 5, 8), 72
        starts = [first + timedelta(minutes=37 * n) for n in range(DEADLINES)]
        sampled = starts[:: DEADLINES // SAMPLE]
        core_times, our_times = [], []
        for _turn in range(repetitions):
            watch = Stopwatch(env)
            planned = [calendar.plan_hours(hours, s, True) for s in sampled]
            core_times.append(watch.seconds() * DEADLINES / SAMPLE)
            watch = Stopwatch(env)
            opened = calendar._sla_hours()
            ours = [work_clock.deadline(opened, s, hours * 60) for s in starts]
            our_times.append(watch.seconds())
            assert ours[:: DEADLINES // SAMPLE] == planned
        core, own = median(core_times), median(our_times)
        what = f"{NAMES[0]} on one calendar (plan_hours)"
        return Row(what, "s", own, 50, "bare", bare=core, faster=True)


def synchronize(side, profiled):
    """Measure ``_sla_sync`` over cases without clocks, each with a pause behind it."""
    with side.environment(SUPERUSER_ID) as env:
        case = _case(env, side)
        ids = _copy_case(env, case, SYNCED)
        env.execute_query(
            SQL(
                "INSERT INTO bacg_sla_pause "
                "(ticket_id, company_id, reason, start, stop, by_stage) "
                "SELECT id, company_id, 'customer', reported_at + interval '1 minute',"
                " reported_at + interval '90 minutes', true "
                "FROM helpdesk_ticket WHERE id = ANY(%s) RETURNING id",
                ids,
            )
        )
        _analyze(env)
        env.invalidate_all()
        with _peak_memory() as memory:
            watch = Stopwatch(env)
            profiled("sync", _sync, env, ids)
            seconds = watch.seconds()
        watch = Stopwatch(env)
        _sync(env, ids)
        again = watch.seconds()
    yield Row(f"{NAMES[1]} cases, clocks made", "s", seconds, 60)
    yield Row(f"{NAMES[1]} cases, nothing changed", "s", again, 60)
    yield Row(f"{NAMES[1]} cases, memory", "MB", memory["grown"] / MEGABYTE, 300)


def _sync(env, ids: list[int]):
    env["helpdesk.ticket"].browse(ids)._sla_sync()
    settle(env)


def events(side, repetitions: int, profiled):
    """Measure the scheduled action over many live clocks, of which none or some due."""
    with side.environment(SUPERUSER_ID) as env:
        case = _case(env, side)
        ids = _copy_case(env, case, CASES)
        _copy_clocks(env, case, ids)
        _analyze(env)
        statuses = env["bacg.sla.status"]
        plan = _plan(env)
        idle = []
        for _turn in range(max(repetitions, 20)):
            env.invalidate_all()
            begin = time.perf_counter()
            statuses._cron_events()
            idle.append((time.perf_counter() - begin) * 1000)
        scans = sum("Seq Scan" in step for step in plan)
        live = statuses.search_count([("state", "=", "running")])
        yield Row(
            f"{NAMES[2]} live, nothing due",
            "ms",
            median(idle),
            5,
            details={"plan": plan, "live": live},
        )
        yield Row(f"{NAMES[2]} live, sequential scans", "", scans, 0)
        slices = iter(range(0, CASES, DUE))
        seconds = [
            profiled("events", _treat, env, ids[at : at + DUE])[0]
            for at, _repetition in zip(slices, range(repetitions), strict=False)
        ]
        yield Row(f"{NAMES[2]} live, 1,000 due", "s", median(seconds), 5)
        at = next(slices)
        _seconds, few = _treat(env, ids[at : at + BATCH // 5])
        _seconds, many = _treat(env, ids[at + BATCH : at + 2 * BATCH])
        # Odoo itself writes a hundred rows at a time: few more for each, not one a row.
        yield Row(
            f"{NAMES[2]} live, queries for each further clock",
            "",
            (many - few) / (BATCH - BATCH // 5),
            QUERIES,
            details={f"batch of {BATCH}": many, f"batch of {BATCH // 5}": few},
        )


def _treat(env, ids: list[int]) -> tuple[float, int]:
    """Let the first response of these cases be missed; return seconds and queries."""
    now = fields.Datetime.now()
    tickets, statuses = env["helpdesk.ticket"].browse(ids), env["bacg.sla.status"]
    clock = tickets[0].sla_status_ids.filtered(lambda s: s.metric == "first_response")
    promised = timedelta(minutes=clock.target_id.minutes)
    reported = now - promised - timedelta(hours=1)
    env.execute_query(
        SQL(
            "UPDATE helpdesk_ticket SET reported_at = %s WHERE id = ANY(%s) "
            "RETURNING id",
            reported,
            ids,
        )
    )
    env.invalidate_all()
    # They live through their warning first; then the breach is due.
    with freeze_time(reported + 0.9 * promised):
        tickets._sla_sync()
        settle(env)
        statuses._cron_events()
    env.invalidate_all()
    before, watch = env.cr.sql_log_count, Stopwatch(env)
    statuses._cron_events()
    seconds, queries = watch.seconds(), env.cr.sql_log_count - before
    domain = [("ticket_id", "in", ids), ("breach_noticed_at", "!=", False)]
    assert statuses.search_count(domain) == len(ids)
    return seconds, queries


def _plan(env) -> list[str]:
    """Return how PostgreSQL answers "what is due"."""
    statuses = env["bacg.sla.status"]
    query = statuses._search(
        statuses._due_domain(), limit=BATCH, order="next_event_at"
    ).select()
    return [step for (step,) in env.execute_query(SQL("EXPLAIN %s", query))]


def _case(env, side):
    """Return the case that the others are copies of."""
    agents = env["helpdesk.ticket"].with_user(side.agent)
    # Of priority 2: its agents are told at once, not in business hours only.
    values = [dict(values, priority="2") for values in side.ticket_values(1)]
    case = agents.create(values).sudo()
    settle(env)
    return case


def _copy_case(env, case, count: int) -> list[int]:
    """Insert copies of a case, without clocks; return their ids."""
    columns = _columns(env, "helpdesk_ticket")
    rows = env.execute_query(
        SQL(
            "INSERT INTO helpdesk_ticket (%(columns)s) SELECT %(columns)s "
            "FROM helpdesk_ticket, generate_series(1, %(count)s) WHERE id = %(case)s "
            "RETURNING id",
            columns=columns,
            count=count,
            case=case.id,
        )
    )
    return [id_ for (id_,) in rows]


def _copy_clocks(env, case, ids: list[int]):
    """Give each of the cases the clocks of ``case``, their next events spread."""
    columns = _columns(env, "bacg_sla_status", "ticket_id", "next_event_at")
    env.execute_query(
        SQL(
            "INSERT INTO bacg_sla_status (%(columns)s, ticket_id, next_event_at) "
            "SELECT %(columns)s, copied, "
            "next_event_at + copied %% 100000 * interval '1 second' "
            "FROM bacg_sla_status, unnest(%(ids)s) copied WHERE ticket_id = %(case)s "
            "RETURNING id",
            columns=columns,
            ids=ids,
            case=case.id,
        )
    )


def _columns(env, table: str, *others: str) -> SQL:
    """Return the columns of a table but its id and ``others``."""
    rows = env.execute_query(
        SQL(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name = %s AND column_name != ALL(%s)",
            table,
            ["id", *others],
        )
    )
    return SQL(", ").join(SQL.identifier(name) for (name,) in rows)


def _analyze(env):
    """Let PostgreSQL know how many rows there are, as its autovacuum would."""
    env.cr.execute("ANALYZE helpdesk_ticket, bacg_sla_status, bacg_sla_pause")


@contextmanager
def _peak_memory():
    """Yield a dict that tells afterwards by how many bytes the process had grown."""
    process, done, result = psutil.Process(), threading.Event(), {}
    before = process.memory_info().rss
    seen = [before]

    def watch():
        while not done.wait(0.02):
            seen.append(process.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield result
    finally:
        done.set()
        watcher.join()
        result["grown"] = max(seen) - before
