"""Two servers share the checks: each is one's, and each result counts once."""

import pytest

from tests import shells

DATABASE = "bacg_uptime_race"
# One has taken its part and has not committed; the other begins before it does and
# takes of what is left.
RACE = """
import json, threading
from odoo import SUPERUSER_ID, api, fields
from odoo.addons.bacg_sla_uptime.tools import probe

partner = env["res.partner"].create({"name": "Carrera", "is_company": True})
contract = env["bacg.sla.contract"].create({
    "partner_id": partner.id,
    "agreement_id": env.ref("bacg_sla_platino.agreement_platino").id,
    "date_from": "2026-01-01",
    "hosted": True,
})
env["bacg.hosted.instance"].search([]).active = False
env["bacg.hosted.instance"].create([
    {"name": str(n), "contract_id": contract.id, "url": f"https://e{n}.carrera.gt"}
    for n in range(40)
])
env["bacg.uptime.check"]._create_missing()
env.cr.commit()
registry, now = env.registry, fields.Datetime.now()
probe.run = lambda targets, **_limits: {key: [probe.Result(now)] for key in targets}
taken = {}
claimed, begun, looked = threading.Event(), threading.Event(), threading.Event()

def first():
    with registry.cursor() as cr:
        checks = api.Environment(cr, SUPERUSER_ID, {})["bacg.uptime.check"]
        jobs = taken["first"] = checks._claim(limit=30)
        claimed.set()
        begun.wait(20)
        cr.commit()
        looked.wait(20)
        checks._take(jobs, checks._look(jobs), False)

def second():
    claimed.wait(20)
    with registry.cursor() as cr:
        checks = api.Environment(cr, SUPERUSER_ID, {})["bacg.uptime.check"]
        jobs = taken["second"] = checks._claim(limit=30)
        begun.set()
        cr.commit()
        checks._take(jobs, checks._look(jobs), False)
        cr.commit()
        looked.set()
        thread.join()
        taken["rest"] = checks._claim()

thread = threading.Thread(target=first)
thread.start()
second()
thread.join()
env.cr.rollback()
env.invalidate_all()
checks = env["bacg.uptime.check"].search([("instance_id.active", "=", True)])
spans = env["bacg.uptime.span"].search([("instance_id", "in", checks.instance_id.ids)])
print("RESULT", json.dumps({
    "first": len(taken["first"]),
    "both": len(taken["first"].keys() & taken["second"].keys()),
    "all": len({**taken["first"], **taken["second"], **taken["rest"]}),
    "rest": len(taken["rest"]),
    "looked": len(checks.filtered("checked_at")),
    "spans": len(spans),
    "known": len(checks.filtered(lambda c: c.kind == "login" and c.checked_at)),
}))
"""

# A check sees an outage that a feed has just told: it began before the feed was done.
SEEN_TWICE = """
import json
from psycopg2.errors import SerializationFailure
from odoo import SUPERUSER_ID, api, fields

partner = env["res.partner"].create({"name": "Carrera", "is_company": True})
instance = env["bacg.hosted.instance"].create({
    "name": "ERP",
    "contract_id": env["bacg.sla.contract"].create({
        "partner_id": partner.id,
        "agreement_id": env.ref("bacg_sla_platino.agreement_platino").id,
        "date_from": "2026-01-01",
        "hosted": True,
    }).id,
    "url": "https://erp.carrera.gt",
})
env.cr.commit()
own = [("instance_id", "=", instance.id), ("state", "!=", "rejected")]

def observe(cr, source):
    outages = api.Environment(cr, SUPERUSER_ID, {})["bacg.uptime.outage"]
    outages._observe([{
        "instance_id": instance.id,
        "source": source,
        "key": source,
        "start": fields.Datetime.to_datetime("2026-06-01 10:00:00"),
        "stop": False,
        "evidence": "502",
    }])
    cr.commit()

begun_anew = False
with env.registry.cursor() as feed, env.registry.cursor() as check:
    check.execute("SELECT count(*) FROM bacg_uptime_outage")
    observe(feed, "feed")
    try:
        observe(check, "check")
    except SerializationFailure:
        begun_anew = True
        check.rollback()
        observe(check, "check")
env.cr.rollback()
env.invalidate_all()
print("RESULT", json.dumps({
    "begun_anew": begun_anew,
    "outages": env["bacg.uptime.outage"].search_count(own),
}))
"""


@pytest.fixture
def found():
    """Return what came of it."""
    with shells.copied(DATABASE):
        result, log = shells.run(DATABASE, RACE)
    assert "ERROR" not in log, log
    return result


def test_two_servers(found):
    """No check is two servers', none is forgotten, each state is told once."""
    assert found["first"] == 30
    assert found["both"] == 0
    assert found["all"] == 80
    assert found["rest"] == 20
    assert found["looked"] == 60
    assert found["spans"] == found["known"]


def test_two_sources_at_once():
    """One event is one outage, though neither saw what the other one noted."""
    with shells.copied(DATABASE):
        result, _log = shells.run(DATABASE, SEEN_TWICE)
    assert result == {"begun_anew": True, "outages": 1}
