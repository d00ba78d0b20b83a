"""Hosted instances by the thousand: one minute's run, and what a year of them takes."""

import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import psutil

from odoo import SUPERUSER_ID

from tests.benchmarks import databases
from tests.benchmarks.side import Side
from tests.benchmarks.table import Row
from tooling import database
from tooling.paths import ROOT

INSTANCES = 1000
NAME = f"uptime: {INSTANCES:,} instances"
SECONDS, MEGABYTES, YEAR_MEGABYTES = 20, 250, 200
# Of a hundred servers, how many behave otherwise.
MANNERS = ["hang"] * 5 + ["reset", "broken", "drip", "inside"] + ["redirect"] * 3
DATABASE = "bacg_bench_uptime"
SERVER = """
import sys
from uptime_server import UptimeServer
with UptimeServer() as server:
    print(server.url, flush=True)
    sys.stdin.read()
"""


def run():
    """Yield seconds and memory of the runs of two minutes, and megabytes of a year."""
    database.copy(databases.name("ours"), DATABASE)
    database.maintain(DATABASE, "-i", "bacg_sla_uptime")
    side = Side("ours", DATABASE)
    with _server() as url, side.environment(SUPERUSER_ID) as env:
        _make_instances(env, side, url)
        for title in ("first run", "next run"):
            seconds, megabytes, queries = _run(env)
            yield Row(f"{NAME}, {title}", "s", seconds, SECONDS)
            yield Row(f"{NAME}, {title}, memory", "MB", megabytes, MEGABYTES)
            yield Row(f"{NAME}, {title}, queries", "", queries)
            _check_states(env)
            env.cr.execute(
                "UPDATE bacg_uptime_check"
                " SET checked_at = checked_at - interval_minutes * interval '1 minute'"
            )
            env.cr.commit()
            env.invalidate_all()
        _make_year(env)
        sizes = _sizes(env)
        yield Row(
            f"{NAME}, a year's tables",
            "MB",
            sum(sizes.values()),
            YEAR_MEGABYTES,
            details=sizes,
        )


@contextmanager
def _server():
    """Run a server of every manner in a process of its own; yield its address."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        cwd=ROOT / "bacg_sla_uptime" / "tests",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process.stdout.readline().strip()
    finally:
        process.communicate()


def _make_instances(env, side, url):
    """Make the instances, each with its two checks; the check's path is its manner."""
    env["ir.config_parameter"].set_param("bacg_sla_uptime.networks", "127.0.0.0/8")
    # The machine may reach nothing outside: no control target tells of its network.
    env["ir.config_parameter"].set_param("bacg_sla_uptime.controls", "")
    contract = env["res.partner"].browse(side.contacts[0]).parent_id.sla_contract_ids
    contract.hosted = True
    instances = env["bacg.hosted.instance"].create(
        [
            {"name": f"ERP {n}", "contract_id": contract.id, "url": f"{url}/{n}"}
            for n in range(INSTANCES)
        ]
    )
    checks = env["bacg.uptime.check"]
    checks._create_missing()
    for number, instance in enumerate(instances):
        manner = dict(enumerate(MANNERS)).get(number % 100, "login")
        login, health = instance.check_ids
        login.path = f"/{number}/{manner}"
        health.write({"path": f"/{number}/login", "expected_text": False})
    env.cr.commit()


def _run(env) -> tuple[float, float, int]:
    """Return seconds that pass, more megabytes at the worst, and queries of a run."""
    process, worst, over = psutil.Process(), [0], threading.Event()
    before = process.memory_info().rss

    def watch():
        while not over.wait(0.05):
            worst[0] = max(worst[0], process.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    queries, begin = env.cr.sql_log_count, time.perf_counter()
    env["bacg.uptime.check"]._cron_check()
    seconds = time.perf_counter() - begin
    over.set()
    watcher.join()
    return seconds, (worst[0] - before) / 2**20, env.cr.sql_log_count - queries


def _check_states(env):
    """Make sure that each server was seen as it is; some may be half confirmed."""
    groups = dict(
        env["bacg.uptime.check"]._read_group(
            [("kind", "=", "login")], ["confirmed"], ["__count"]
        )
    )
    bad = sum(manner != "redirect" for manner in MANNERS) * INSTANCES // 100
    assert groups["up"] == INSTANCES - bad, groups
    assert groups["down"] <= bad, groups


def _make_year(env):
    """Fill the tables as after a year, an outage of each instance every fortnight."""
    cr = env.cr
    cr.execute("SELECT min(id) FROM bacg_uptime_check WHERE kind = 'login'")
    (check,) = cr.fetchone()
    kept = env["bacg.uptime.check"]._get_setting("hour_days")
    for hours, first, last in ((24, 365, kept + 1), (1, kept, 0)):
        cr.execute(
            """
            INSERT INTO bacg_uptime_hour (
                instance_id, start, hours, looks, failures, response_ms, slowest_ms
            )
            SELECT instance.id, moment, %(hours)s, 60 * %(hours)s, 1, 240, 900
              FROM generate_series(
                       date_trunc('day', now() at time zone 'utc')
                       - %(first)s * interval '1 day',
                       date_trunc('day', now() at time zone 'utc')
                       - %(last)s * interval '1 day' - interval '1 second',
                       %(hours)s * interval '1 hour'
                   ) moment, bacg_hosted_instance instance
          ORDER BY moment, instance.id
            """,
            {"hours": hours, "first": first, "last": last},
        )
    cr.execute(
        """
        INSERT INTO bacg_uptime_span (instance_id, state, start, stop)
        SELECT instance.id, state, day + shift, day + shift + interval '1 day'
          FROM generate_series(now() at time zone 'utc' - interval '365 days',
                               now() at time zone 'utc', '14 days') day,
               (VALUES ('up', interval '0'), ('down', interval '1 day')) change (
                   state, shift
               ),
               bacg_hosted_instance instance
      ORDER BY day, instance.id
        """
    )
    cr.execute(
        """
        INSERT INTO bacg_uptime_failure (check_id, at, reason, detail, response_ms)
        SELECT %s, moment, 'timeout', '5 s', 5000
          FROM generate_series(now() at time zone 'utc' - interval '30 days',
                               now() at time zone 'utc', '4 hours') moment,
               bacg_hosted_instance instance
      ORDER BY moment
        """,
        (check,),
    )
    cr.execute(
        """
        INSERT INTO bacg_uptime_outage (
            instance_id, contract_id, partner_id, company_id, state, start, stop
        )
        SELECT instance.id, contract_id, partner_id, company_id, 'confirmed', day,
               day + interval '1 day'
          FROM generate_series(now() at time zone 'utc' - interval '365 days',
                               now() at time zone 'utc', '14 days') day,
               bacg_hosted_instance instance
        """
    )
    cr.execute(
        """
        INSERT INTO bacg_uptime_observation (
            instance_id, company_id, outage_id, source, key, start, stop, evidence
        )
        SELECT instance_id, company_id, id, 'check', 'year ' || id, start, stop,
               repeat('x', 200)
          FROM bacg_uptime_outage WHERE stop IS NOT NULL
        """
    )
    cr.commit()


def _sizes(env) -> dict[str, float]:
    """Return the megabytes of each table of checks and outages, with its indexes."""
    env.cr.execute(
        """
        SELECT relname, pg_total_relation_size(oid) / 1048576.0 FROM pg_class
         WHERE relkind = 'r'
           AND (relname LIKE 'bacg_uptime_%' OR relname = 'bacg_hosted_instance')
        """
    )
    return {name: round(float(size), 1) for name, size in env.cr.fetchall()}
