"""All availability statements of a month: measured, frozen, numbered."""

from datetime import date, datetime, timedelta
from statistics import median

from odoo import SUPERUSER_ID

from tests.benchmarks import databases
from tests.benchmarks.side import Side
from tests.benchmarks.stopwatch import Stopwatch
from tests.benchmarks.table import Row
from tooling import database

INSTANCES = 1000
NAME = f"availability statements: {INSTANCES:,} instances"
SECONDS = 30
DATABASE = "bacg_bench_statements"
DOCUMENTS = 50  # that are rendered, as a sample
FIRST = date(2026, 6, 1)
# Midnight in Guatemala.
START, STOP = datetime(2026, 6, 1, 6), datetime(2026, 7, 1, 6)


def run(repetitions: int, profiled):
    """Yield the seconds for a month's statements, and for a document of one."""
    database.copy(databases.name("ours"), DATABASE)
    database.maintain(DATABASE, "-i", "bacg_sla_uptime")
    side = Side("ours", DATABASE)
    with side.environment(SUPERUSER_ID) as env:
        instances = _make_instances(env, side)
        _live(env, instances)
        env.flush_all()
        turns = []
        for _turn in range(repetitions):
            with env.cr.savepoint() as savepoint:
                turns.append(profiled("statements", _freeze, env, instances.ids))
                savepoint.rollback()
            env.invalidate_all()
        yield Row(NAME, "s", median(freeze for freeze, _one in turns), SECONDS)
        yield Row(f"{NAME}, one document", "s", median(one for _freeze, one in turns))


def _make_instances(env, side):
    customer = env["res.partner"].browse(side.contacts[0]).parent_id
    contract = customer.sla_contract_ids[:1]
    contract.write({"hosted": True, "uptime_tz": "America/Guatemala"})
    return env["bacg.hosted.instance"].create(
        [
            {
                "name": f"ERP {number}",
                "contract_id": contract.id,
                "url": f"https://erp{number}.bench.example",
                "measured_from": "2026-01-01",
            }
            for number in range(INSTANCES)
        ]
    )


def _live(env, instances):
    """Give each instance three outages, one with a cause, and a stopped monitor."""
    gap = START + timedelta(days=20)
    env["bacg.uptime.span"].create(
        [
            {"instance_id": instance.id, "state": state, "start": start, "stop": stop}
            for instance in instances
            for state, start, stop in (
                ("up", datetime(2026, 5, 1), gap),
                ("unknown_monitor", gap, gap + timedelta(hours=1)),
                ("up", gap + timedelta(hours=1), False),
            )
        ]
    )
    outages = env["bacg.uptime.outage"].create(
        [
            {
                "instance_id": instance.id,
                "start": START + timedelta(days=day),
                "stop": START + timedelta(days=day, hours=1),
            }
            for instance in instances
            for day in (3, 9, 27)
        ]
    )
    cause = env.ref("bacg_sla_uptime.cause_provider_server")
    env["bacg.uptime.outage.slice"].create(
        [
            {"outage_id": outage.id, "cause_id": cause.id, "start": outage.start}
            for outage in outages[::3]
        ]
    )
    outages.action_confirm()


def _freeze(env, ids) -> tuple[float, float]:
    """Return seconds for the statements, and for the document of one of them."""
    env.flush_all()
    env.invalidate_all()
    watch = Stopwatch(env)
    instances = env["bacg.hosted.instance"].browse(ids)
    made = env["bacg.uptime.statement"]._freeze(instances, FIRST, START, STOP)
    env.flush_all()
    seconds = watch.seconds()
    assert len(made) == INSTANCES
    watch = Stopwatch(env)
    for statement in made[:DOCUMENTS]:
        statement._document_html()
    return seconds, watch.seconds() / DOCUMENTS
