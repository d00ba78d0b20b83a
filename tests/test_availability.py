"""The 99 % as both sides live with it: an outage, its cause, statement, revision."""

from datetime import date, datetime, timedelta

import pytest

from tests.helpers import Person, make_agent, make_customer, make_user, reference

DOMAIN = "disponible.gt"
AGENT, MANAGER = "agente_disponible", "gerente_disponible"
CUSTOMER, STRANGER = "carmen_disponible", "ajeno_disponible"
MOMENT = "%Y-%m-%d %H:%M:%S"
STATEMENT = "bacg.uptime.statement"


def _due_month() -> date:
    """Return the first day of the last month whose statement is due by now."""
    # In Guatemala, where the customer is.
    today = (datetime.now() - timedelta(hours=6)).date()
    last = today.replace(day=1) - timedelta(days=1)
    if today.day < 3:
        last = last.replace(day=1) - timedelta(days=1)
    return last.replace(day=1)


@pytest.fixture(scope="module")
def world(admin, stack):
    """A customer whose ERP we host, and the people of both sides."""
    company = make_customer(admin, "Panadería Disponible", DOMAIN, hosted=True)
    make_agent(admin, AGENT)
    make_user(admin, MANAGER, "helpdesk_mgmt.group_helpdesk_manager")
    user = make_user(admin, CUSTOMER, "base.group_portal", email=f"carmen@{DOMAIN}")
    make_user(admin, STRANGER, "base.group_portal", email="ajena@otra.gt")
    [row] = admin.call("res.users", "read", [user], ["partner_id"])
    carmen = row["partner_id"][0]
    values = {"parent_id": company, "tz": "America/Guatemala", "lang": "es_419"}
    admin.call("res.partner", "write", [carmen], values)
    domain = [("partner_id", "=", company)]
    [contract] = admin.call("bacg.sla.contract", "search", domain)
    values = {"contact_ids": [[6, 0, [carmen]]], "uptime_tz": "America/Guatemala"}
    admin.call("bacg.sla.contract", "write", [contract], values)
    month = _due_month()
    [instance] = admin.call(
        "bacg.hosted.instance",
        "create",
        [
            {
                "name": "Producción",
                "contract_id": contract,
                "url": f"https://erp.{DOMAIN}",
                "measured_from": str(month),
            }
        ],
    )
    return {
        "admin": admin,
        "agent": Person(stack, AGENT, AGENT),
        "manager": Person(stack, MANAGER, MANAGER),
        "carmen": Person(stack, CUSTOMER, CUSTOMER),
        "stranger": Person(stack, STRANGER, STRANGER),
        "instance": instance,
        "month": month,
    }


def test_from_an_outage_to_the_revised_statement(world, mail):
    """SLA 2.01: entered, frozen, mailed, read in the portal, revised with a reason."""
    begin = datetime.combine(world["month"], datetime.min.time()) + timedelta(days=9)
    _enter_outage(world, begin, hours=10)
    _run(world)
    [statement] = _statements(world)
    assert statement["down_s"] == 10 * 3600
    # More than 1 % of any month, even if all the rest was up.
    assert statement["verdict"] == "breached"
    message = mail.wait(f"carmen@{DOMAIN}", statement["name"])[-1]
    assert [file.get_filename() for file in message.iter_attachments()]
    page = _read(world["carmen"], f"/my/availability/statements/{statement['id']}")
    assert statement["name"] in page
    assert "Nadie la había revisado" in page
    assert "Informe de disponibilidad" in page

    _enter_outage(world, begin + timedelta(days=3), hours=1)
    _run(world)
    [statement] = _statements(world)
    assert statement["revision_available"]
    values = {"statement_id": statement["id"], "reason": "Faltaba la del día 13."}
    [window] = world["manager"].call(f"{STATEMENT}.revise", "create", [values])
    world["manager"].call(f"{STATEMENT}.revise", "action_confirm", [window])
    [revision] = _statements(world)
    assert revision["name"] == statement["name"]
    assert revision["down_s"] == 11 * 3600
    page = _read(world["carmen"], f"/my/availability/{world['instance']}")
    assert "sin medición" in page
    assert f"/my/availability/statements/{revision['id']}" in page
    page = _read(world["carmen"], f"/my/availability/statements/{revision['id']}")
    assert "Faltaba la del día 13." in page
    assert "Producción" in _read(world["carmen"], "/my/service")
    answer = _get(world["stranger"], f"/my/availability/statements/{revision['id']}")
    assert answer.status_code == 404


def _enter_outage(world, begin, hours):
    values = {
        "instance_id": world["instance"],
        "start": begin.strftime(MOMENT),
        "stop": (begin + timedelta(hours=hours)).strftime(MOMENT),
    }
    world["agent"].call("bacg.uptime.outage", "create", [values])


def _run(world):
    cron = reference(world["admin"], "bacg_sla_uptime.ir_cron_uptime_statements")
    world["admin"].call("ir.cron", "method_direct_trigger", [cron])


def _statements(world):
    domain = [("instance_id", "=", world["instance"]), ("state", "=", "issued")]
    names = ["name", "down_s", "verdict", "revision_available"]
    return world["manager"].call(STATEMENT, "search_read", domain, names)


def _get(person, path):
    return person.session.get(person.url + path, timeout=30)


def _read(person, path):
    answer = _get(person, path)
    assert answer.status_code == 200, path
    return answer.text
