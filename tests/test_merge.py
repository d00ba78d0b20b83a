"""Cases merged with OCA's addon, which ours does not depend on."""

from datetime import datetime
from pathlib import Path

import pytest

from tooling import database, odoo, postgres
from tooling.checks import templates

DATABASE = "bacg_merge"
SCRIPT = Path(__file__).with_name("merge_cases.py")
FIRST = datetime(2026, 3, 9, 14)


@pytest.fixture(scope="module", autouse=True)
def merged():
    """A database with the companion, in which the script merged its cases."""
    with postgres.running():
        database.copy(templates.installed(), DATABASE)
        database.maintain(DATABASE, "-i", "helpdesk_mgmt_merge")
        with SCRIPT.open() as script:
            shell = ["shell", "-d", DATABASE, "--no-http"]
            log = odoo.run_quietly(shell, DATABASE, stdin=script)
        assert not database.complaints(log)
        yield
        database.drop(DATABASE)


def _ask(query, *parameters):
    return postgres.execute(query, *parameters, database=DATABASE)


def _case(name):
    """Return the hours of report and first answer after the first report."""
    query = "SELECT reported_at, first_response_at FROM helpdesk_ticket WHERE name = %s"
    ((reported, answered),) = _ask(query, name)
    return _hours(reported), _hours(answered)


def _hours(moment):
    return moment and (moment - FIRST).total_seconds() / 3600


def _clocks(name, metric="first_response"):
    """Return state, reason and start of a case's clocks, the oldest first."""
    query = """
        SELECT status.state, status.cancel_reason, status.started_at
        FROM bacg_sla_status AS status
        JOIN helpdesk_ticket AS ticket ON ticket.id = status.ticket_id
        WHERE ticket.name = %s AND status.metric = %s ORDER BY status.id
    """
    return [(s, reason, _hours(at)) for s, reason, at in _ask(query, name, metric)]


def _deadlines(name):
    """Return by metric when a case's live or reached clocks are due."""
    query = """
        SELECT status.metric, status.deadline FROM bacg_sla_status AS status
        JOIN helpdesk_ticket AS ticket ON ticket.id = status.ticket_id
        WHERE ticket.name = %s AND status.state != 'cancelled'
    """
    return dict(_ask(query, name))


def _ledger(name, kind):
    query = """
        SELECT event.at, event.new_value, event.reason FROM bacg_sla_event AS event
        JOIN helpdesk_ticket AS ticket ON ticket.id = event.ticket_id
        WHERE ticket.name = %s AND event.kind = %s ORDER BY event.id
    """
    return _ask(query, name, kind)


def test_target_takes_what_was_first():
    """The earlier report and the earlier answer count, and the ledger says whence."""
    assert _case("Caso U-1") == (0, 3)
    assert _clocks("Caso U-1") == [("reached", None, 0)]
    assert [number for _at, number, _why in _ledger("Caso U-1", "merged")] == ["U-2"]
    assert [_hours(at) for at, *_rest in _ledger("Caso U-1", "reported")] == [2, 0]
    assert [_hours(at) for at, *_rest in _ledger("Caso U-1", "answered")] == [5, 3]
    assert "U-2" in _ledger("Caso U-1", "answered")[-1][2]


def test_deadlines_count_from_the_first_report():
    """SLA 1.06: eight clock hours and 72 business hours, from 08:00 in Guatemala."""
    assert _deadlines("Caso U-1") == {
        "first_response": datetime(2026, 3, 9, 22),
        "resolution": datetime(2026, 3, 19, 23),
    }
    assert _deadlines("Caso nuevo") == {
        "first_response": datetime(2026, 3, 9, 23),
        "resolution": datetime(2026, 3, 20, 15),
    }
    assert _deadlines("Caso U-2") == {}


def test_sources_count_no_more():
    """Clocks of merged cases end cancelled, the finished ones, too."""
    assert _clocks("Caso U-2") == [("cancelled", "merged", 0)]
    assert _clocks("Caso U-2", "resolution") == [("cancelled", "merged", 0)]
    assert _clocks("Caso U-4") == [("cancelled", "merged", 1)]


def test_mail_follows():
    """An answer that names a merged case stands on the one that is left."""
    query = """
        SELECT inbound.state, ticket.number FROM bacg_mail_inbound AS inbound
        JOIN helpdesk_ticket AS ticket ON ticket.id = inbound.ticket_id
    """
    assert _ask(query) == [("reply", "U-1")]


def test_message_of_the_merge_is_no_answer():
    """OCA posts it in the agent's name to the customer; nobody answered yet."""
    assert _case("Caso U-3") == (0, None)
    assert _case("Caso U-4") == (1, None)
    assert not _ledger("Caso U-3", "answered")
    assert [state for state, *_rest in _clocks("Caso U-3")] == ["running"]


def test_waits_come_along():
    """The target is measured from the earlier report, without what stood still."""
    query = """
        SELECT pause.reason, pause.start, pause.stop, source.name
        FROM bacg_sla_pause AS pause
        JOIN helpdesk_ticket AS ticket ON ticket.id = pause.ticket_id
        LEFT JOIN helpdesk_ticket AS source ON source.id = pause.merged_from_id
        WHERE ticket.name = %s
    """
    found = _ask(query, "Caso U-8")
    assert [
        (reason, _hours(start), _hours(stop), source)
        for reason, start, stop, source in found
    ] == [("customer", 1, 3, "Caso U-7")]
    assert _ledger("Caso U-8", "pause_merged")[0][1] == "customer"


def test_new_case():
    """A case made by the merge was reported when the first of the others was."""
    assert _case("Caso nuevo") == (1, 2)
    assert _clocks("Caso nuevo") == [("reached", None, 1)]
    assert _ledger("Caso nuevo", "merged")[0][1] == "U-5, U-6"
