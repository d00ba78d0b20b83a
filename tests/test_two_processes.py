"""Breaches noticed by several processes at once, and by one that is killed."""

import random
import subprocess
import time

import pytest

from tooling import database, odoo, postgres
from tooling.checks import templates

DATABASE = "bacg_processes"
CASES = 300
ACTION = 'print("go", flush=True); env["bacg.sla.status"]._cron_events()\n'
MAKE = f"""
from datetime import datetime, timedelta
customer = env["res.partner"].create({{"name": "Muchos, S. A.", "is_company": True}})
env["bacg.sla.contract"].create({{
    "partner_id": customer.id,
    "agreement_id": env.ref("bacg_sla_platino.agreement_platino").id,
    "date_from": "2024-02-01",
}})
moment = datetime.now().replace(microsecond=0) - timedelta(hours=2)
env["helpdesk.ticket"].with_context(tracking_disable=True).create([
    {{
        "name": f"Caso {{number}}",
        "description": "x",
        "partner_id": customer.id,
        "priority": "3",
        "team_id": env.ref("bacg_sla_platino.team_support").id,
        "reported_at": moment,
    }}
    for number in range({CASES})
])
# As if nobody had looked since: the clocks were right an hour before their deadline.
env.cr.execute("DELETE FROM bacg_sla_event WHERE kind = 'breached'")
env.cr.execute(
    "UPDATE bacg_sla_status SET breached_at = NULL, next_event_at = deadline"
)
env.cr.commit()
"""


@pytest.fixture
def late_cases():
    """A database with cases that are all late and that nobody has noticed."""
    with postgres.running():
        database.copy(templates.installed(), DATABASE)
        _run(MAKE).wait()
        yield
        database.drop(DATABASE)


def _run(script: str) -> subprocess.Popen:
    """Start a process that runs `script` in Odoo's shell."""
    process = subprocess.Popen(
        [*odoo.COMMAND, "shell", "-d", DATABASE, "--no-http", "--log-level=error"],
        env=odoo.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    process.stdin.write(script)
    process.stdin.close()
    return process


def _wait_for_go(process):
    while "go" not in process.stdout.readline():
        assert process.poll() is None
    return process


def _count(query):
    return postgres.execute(query, database=DATABASE)[0][0]


def test_each_breach_once(late_cases):
    """SLA 1.09: killed on the way and run twice at once, each breach is one row."""
    for delay in (0.05, random.Random(1).random(), 0.6):
        process = _wait_for_go(_run(ACTION))
        time.sleep(delay)
        process.kill()
        process.wait()
    together = [_wait_for_go(_run(ACTION)) for _process in range(2)]
    assert [process.wait(timeout=120) for process in together] == [0, 0]
    assert _count("SELECT count(*) FROM bacg_sla_status") == 2 * CASES
    noticed = "SELECT count(*) FROM bacg_sla_status WHERE breach_noticed_at IS NOT NULL"
    assert _count(noticed) == 2 * CASES
    events = "SELECT count(*) FROM bacg_sla_event WHERE kind = 'breached'"
    assert _count(events) == 2 * CASES
    twice = """
        SELECT count(*) FROM (
            SELECT ticket_id, new_value FROM bacg_sla_event WHERE kind = 'breached'
            GROUP BY ticket_id, new_value HAVING count(*) > 1
        ) AS repeated
    """
    assert _count(twice) == 0
