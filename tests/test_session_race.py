"""Two customers propose the same free time at the same moment: one of them gets it."""

import pytest

from tests import shells
from tooling import postgres

DATABASE = "bacg_session_race"
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
from datetime import timedelta
ticket = env["helpdesk.ticket"].search([("name", "=", f"Caso {number}")])
first = ticket._session_starts(timedelta(hours=1))[4]
def act():
    meet()
    env["bacg.sla.session"]._propose(
        ticket, [first], ticket.partner_id, minutes=60, medium="phone"
    )
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
    codes = shells.act_at_once(copied, PROPOSE, tmp_path)
    assert codes == [0, shells.REFUSED]
    assert postgres.execute(RESULT, database=DATABASE) == [("proposed", 1)]
