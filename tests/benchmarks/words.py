"""Weekly words: many cases that wait for the manufacturer, of which some are due."""

from datetime import timedelta
from statistics import median

from freezegun import freeze_time

from odoo import SUPERUSER_ID, fields
from odoo.tools import SQL

from odoo.addons.bacg_sla_platino.models.vendor.bacg_sla_status import BATCH

from tests.benchmarks import large
from tests.benchmarks.side import settle
from tests.benchmarks.stopwatch import Stopwatch
from tests.benchmarks.table import Row

NAME = "words: 50,000 waiting"
CASES = 50_000
DUE = 500
QUERIES = 0.5
WEEK = timedelta(days=8)  # over for whoever was asked so long ago


def run(side, repetitions: int, profiled):
    """Yield the rows of the scheduled action of SLA 1.22."""
    with side.environment(SUPERUSER_ID) as env:
        ids = _waiting_cases(env, side)
        turns = iter(range(0, CASES, DUE))
        seconds = [
            profiled("words", _notify, env, ids[at : at + DUE])[0]
            for at, _turn in zip(turns, range(repetitions + 1), strict=False)
        ]
        # The first turn only warms the caches.
        yield Row(f"{NAME}, {DUE} due", "s", median(seconds[1:]), 10)
        at = next(turns)
        _seconds, few = _notify(env, ids[at : at + BATCH // 4])
        _seconds, many = _notify(env, ids[at + BATCH : at + 2 * BATCH])
        yield Row(
            f"{NAME}, queries for each further word",
            "",
            (many - few) / (BATCH - BATCH // 4),
            QUERIES,
            details={f"batch of {BATCH}": many, f"batch of {BATCH // 4}": few},
        )


def _waiting_cases(env, side) -> list[int]:
    """Return cases that wait since today, with all their clocks."""
    stage = env.ref("bacg_sla_platino.stage_waiting_vendor")
    agents = env["helpdesk.ticket"].with_user(side.agent)
    case = agents.create(side.ticket_values(1)).sudo()
    case._sla_with(announced=True).write({"stage_id": stage.id})
    settle(env)
    ids = large._copy_case(env, case, CASES)
    _copy_parts(env, "bacg_sla_pause", case, ids)
    _copy_parts(env, "bacg_sla_status", case, ids)
    large._analyze(env)
    env.invalidate_all()
    return ids


def _copy_parts(env, table: str, case, ids: list[int]):
    """Give each of the cases what ``case`` has in a table."""
    columns = large._columns(env, table, "ticket_id")
    env.execute_query(
        SQL(
            "INSERT INTO %(table)s (%(columns)s, ticket_id) SELECT %(columns)s, copied "
            "FROM %(table)s, unnest(%(ids)s) copied WHERE ticket_id = %(case)s "
            "RETURNING id",
            table=SQL.identifier(table),
            columns=columns,
            ids=ids,
            case=case.id,
        )
    )


def _notify(env, ids: list[int]) -> tuple[float, int]:
    """Let the week of these cases be over; return seconds and queries of the words."""
    _move_back(env, ids)
    mails = env["mail.mail"]
    waiting = mails.search_count([("state", "=", "outgoing")])
    before, watch = env.cr.sql_log_count, Stopwatch(env)
    env["helpdesk.ticket"]._cron_weekly_followup()
    seconds, queries = watch.seconds(), env.cr.sql_log_count - before
    queued = mails.search_count([("state", "=", "outgoing")]) - waiting
    assert queued == len(ids), f"{queued} mails are queued for {len(ids)} cases"
    return seconds, queries


def _move_back(env, ids: list[int]):
    """Let these cases wait since more than a week."""
    since = fields.Datetime.now() - WEEK
    env.execute_query(
        SQL(
            "UPDATE bacg_sla_pause SET start = %s WHERE ticket_id = ANY(%s) "
            "RETURNING id",
            since,
            ids,
        )
    )
    env.execute_query(
        SQL(
            "DELETE FROM bacg_sla_status WHERE metric = 'follow_up' "
            "AND ticket_id = ANY(%s) RETURNING id",
            ids,
        )
    )
    env.invalidate_all()
    with freeze_time(since):
        env["helpdesk.ticket"].browse(ids)._sla_sync()
        settle(env)
    env.invalidate_all()
