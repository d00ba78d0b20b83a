"""Two customers propose the same free time at the same moment: one of them gets it."""

import pytest

from tests import shells
from tooling import postgres

DATABASE = "bacg_session_race"
TAKEN = 3
PREPARE = """
from odoo.tests import new_test_user
agent = new_test_user(env, "carrera_sesion", "helpdesk_mgmt.group_helpdesk_user")
for number in range(2):
    person = env["res.partner"].create({"name": f"Cliente {number}"})
    env["helpdesk.ticket"].create({
        "name": f"Caso {number}",
        "description": "x",
        "partner_id": person.id,
        "team_id": env.ref("bacg_sla_platino.team_support").id,
        "user_id": agent.id,
    })
env.cr.commit()
"""
# Both have read the free times before either of them proposes.
PROPOSE = """
import os, pathlib, time
from datetime import timedelta
from odoo.exceptions import UserError
from odoo.service.model import retrying
number, folder = {number}, pathlib.Path({folder!r})
ticket = env["helpdesk.ticket"].search([("name", "=", f"Caso {{number}}")])
first = ticket._session_starts(timedelta(hours=1))[4]
def propose():
    (folder / f"ready{{number}}").touch()
    while len(list(folder.glob("ready*"))) < 2:
        time.sleep(0.05)
    env["bacg.sla.session"]._propose(
        ticket, [first], ticket.partner_id, minutes=60, medium="phone"
    )
try:
    retrying(propose, env)
except UserError:
    os._exit({taken})
env.cr.commit()
"""
RESULT = "SELECT state, count(*) FROM bacg_sla_session GROUP BY state"


@pytest.fixture
def copied():
    """A new database with our addons."""
    with shells.copied(DATABASE) as name:
        yield name


def test_a_free_time_is_proposed_once(copied, tmp_path):
    """SLA 1.17: the second customer reads that the time is not free any more."""
    assert shells.finish(shells.start(copied, PREPARE)) == 0
    words = {"folder": str(tmp_path), "taken": TAKEN}
    scripts = [PROPOSE.format(number=number, **words) for number in range(2)]
    assert shells.at_once(copied, scripts) == [0, TAKEN]
    assert postgres.execute(RESULT, database=DATABASE) == [("proposed", 1)]
