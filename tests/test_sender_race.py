"""Two mails of one new person in two transactions: one contact, one user, one limit."""

import pytest

from tests import shells

DATABASE = "bacg_sender_race"
# The first transaction has made the person and has not committed; the second one, begun
# before that, meets the lock, waits, and finds by itself that its view is too old.
RACE = """
import json, sys, threading, time
from odoo import SUPERUSER_ID, api
from odoo.service.model import retrying

company = env.company
company.sla_portal_user_limit, company.sla_acknowledgement_stranger_limit = LIMITS
env["mail.alias"].search([]).alias_status = "valid"  # core notes it at the first mail
env.cr.commit()
registry = env.registry
WAITING = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"

def keep(sender, number):
    raw = (
        f"From: {sender}\\r\\nTo: soporte@bacg.cloud\\r\\nSubject: {number}\\r\\n"
        f"Message-ID: <{number}@carrera.gt>\\r\\n\\r\\nHola\\r\\n"
    ).encode()
    with registry.cursor() as cr:
        rows = api.Environment(cr, SUPERUSER_ID, {})["bacg.mail.inbound"]
        return rows._keep(raw, "http").id

first, second = [keep(sender, number) for number, sender in enumerate(SENDERS)]
begun, tries = threading.Event(), []

def later():
    with registry.cursor() as cr:
        rows = api.Environment(cr, SUPERUSER_ID, {})["bacg.mail.inbound"]
        cr.execute("SELECT 1")
        begun.set()
        made.wait()
        def process():
            tries.append(1)
            rows.browse(second)._process()
        retrying(process, rows.env)

made = threading.Event()
thread = threading.Thread(target=later)
thread.start()
begun.wait()
with registry.cursor() as cr:
    api.Environment(cr, SUPERUSER_ID, {})["bacg.mail.inbound"].browse(first)._process()
    made.set()
    while True:
        env.cr.execute(WAITING)
        if env.cr.fetchall():
            break
        assert thread.is_alive()
        time.sleep(0.05)
thread.join()
env.cr.rollback()
rows = env["bacg.mail.inbound"].browse([first, second])
partners = rows.ticket_id.partner_id
print("RESULT", json.dumps({
    "states": rows.mapped("state"),
    "tries": len(tries),
    "partners": len(partners),
    "users": len(partners.user_ids),
    "requests": partners.mapped(lambda p: p.sla_user_request or ""),
    "acknowledged": len(rows.ticket_id.filtered("acknowledged_at")),
}))
"""


@pytest.fixture
def race():
    """Returns a function that runs the race and tells what came of it."""
    with shells.copied(DATABASE):
        yield _race


def _race(senders, limits=(20, 100)):
    script = f"SENDERS, LIMITS = {senders!r}, {limits!r}\n{RACE}"
    result, log = shells.run(DATABASE, script)
    assert "ERROR" not in log, log
    return result


def test_one_person(race):
    """SLA 1.03: two first mails at the same moment, two cases, one person."""
    found = race(["Marta <marta@carrera.gt>", "MARTA <Marta@Carrera.gt>"])
    assert found["states"] == ["case", "case"]
    assert found["tries"] == 2
    assert (found["partners"], found["users"], found["acknowledged"]) == (1, 1, 2)


def test_one_place_left(race):
    """The limits hold for two strangers who write at the same moment."""
    found = race(["a@una.gt", "b@otra.gt"], limits=(1, 1))
    assert found["states"] == ["case", "case"]
    assert (found["partners"], found["users"]) == (2, 1)
    assert sorted(found["requests"]) == ["", "pending"]
    assert found["acknowledged"] == 1
