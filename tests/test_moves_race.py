"""Two agents, two transactions, one case: the second one looks again."""

import pytest

from tests import shells

DATABASE = "bacg_moves_race"
# The second transaction has begun before the first one moves the case.
RACE = """
import json
from odoo import api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import new_test_user

group = "helpdesk_mgmt.group_helpdesk_user"
ana, luis = (new_test_user(env, login, group, name=login) for login in ("Ana", "Luis"))
customer = env["res.partner"].create({"name": "Carrera", "is_company": True})
env["bacg.sla.contract"].create({
    "partner_id": customer.id,
    "agreement_id": env.ref("bacg_sla_platino.agreement_platino").id,
    "date_from": "2024-02-01",
})
case = env["helpdesk.ticket"].create({
    "name": "Carrera",
    "description": "Carrera",
    "partner_id": customer.id,
    "team_id": env.ref("bacg_sla_platino.team_support").id,
})

def to(mode, **said):
    def move(case):
        values = {"stage_id": case._sla_stage(mode).id, "solution": "Listo"}
        case._sla_with(**said).write(values)
    return move

def add_wait(case):
    case._sla_add_wait("third_party", "El banco")

def end_waits(case):
    waits = case.sla_pause_ids._still_open()
    waits.filtered(lambda pause: not pause.by_stage).action_end()

def act(user, cr, move):
    retrying(lambda: move(api.Environment(cr, user.id, {})[case._name].browse(case.id)),
             api.Environment(cr, user.id, {}))

BEFORE
env.cr.commit()
told = ""
with env.registry.cursor() as later:
    later.execute("SELECT id FROM bacg_sla_pause")
    with env.registry.cursor() as cr:
        act(ana, cr, FIRST)
    try:
        act(luis, later, SECOND)
    except UserError as error:
        told = str(error)
env.invalidate_all()
env.cr.rollback()
pauses = case.sla_pause_ids
resolution = case.sla_status_ids.filtered(lambda s: s.metric == "resolution")
print("RESULT", json.dumps({
    "told": told,
    "mode": case.stage_id.sla_mode,
    "open": pauses._still_open().mapped("reason"),
    "pauses": len(pauses),
    "clock": resolution.state,
    "moves": case.sla_event_ids.filtered(lambda e: e.kind == "stage").mapped(
        lambda e: [e.author_id.name, e.new_value]
    ),
}))
"""


@pytest.fixture
def race():
    """Returns a function that lets two agents act and tells what came of it."""
    with shells.copied(DATABASE):
        yield _race


def _race(first, second, before=""):
    acts = {"FIRST": first, "SECOND": second, "BEFORE": before}
    script = RACE
    for name, code in acts.items():
        script = script.replace(name, code)
    return shells.run(DATABASE, script)[0]


def test_both_moves_are_done(race):
    """SLA 1.19: a case waits for one and then for the other, one pause at a time."""
    wait = 'to("wait_vendor", reason="Odoo lo revisa")'
    found = race('to("wait_customer")', wait)
    assert found["told"] == ""
    assert found["moves"] == [["Ana", "wait_customer"], ["Luis", "wait_vendor"]]
    assert (found["mode"], found["open"]) == ("wait_vendor", ["vendor"])
    assert (found["pauses"], found["clock"]) == (2, "paused")


def test_who_comes_too_late_reads_by_whom(race):
    """SLA 1.19: a case that was closed meanwhile waits for nobody."""
    found = race('to("stop")', "add_wait")
    assert "it can no longer wait. Ana closed it on" in found["told"]
    assert (found["mode"], found["open"]) == ("stop", ["closed"])


def test_closing_ends_what_was_added_meanwhile(race):
    """SLA 1.19: also the wait that changed no clock, as the case waited already."""
    found = race("add_wait", 'to("stop")', 'to("wait_customer")(case)')
    assert found["told"] == ""
    assert (found["mode"], found["open"]) == ("stop", ["closed"])


def test_moving_on_sees_what_was_ended_meanwhile(race):
    """SLA 1.19: the clock runs again when the last of two waits is over."""
    before = 'to("wait_customer")(case); add_wait(case)'
    found = race("end_waits", 'to("run")', before)
    assert (found["mode"], found["open"]) == ("run", [])
    assert found["clock"] == "running"
