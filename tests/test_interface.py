"""An interface as both sides live with it: extra, contacts, minutes, production."""

import base64
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from tests.helpers import Person, make_agent, make_customer, make_user, sign_in

DOMAIN = "interfaces.gt"
AGENT, MANAGER, CUSTOMER = "agente_interfaz", "gerente_interfaz", "marta_interfaz"
STRANGER = "ajeno_interfaz"
IMAGE = Path(__file__).parents[1] / "docs" / "caso.png"
FORMAT = "%Y-%m-%d %H:%M:%S"


@pytest.fixture(scope="module")
def world(admin, stack):
    """A customer with an interface and no extra, and the people of both sides."""
    company = make_customer(admin, "Café Interfaces", DOMAIN)
    make_agent(admin, AGENT)
    make_user(admin, MANAGER, "helpdesk_mgmt.group_helpdesk_manager")
    user = make_user(admin, CUSTOMER, "base.group_portal", email=f"marta@{DOMAIN}")
    make_user(admin, STRANGER, "base.group_portal", email="ajeno@otra.gt")
    [row] = admin.call("res.users", "read", [user], ["partner_id"])
    marta = row["partner_id"][0]
    values = {"parent_id": company, "tz": "America/Guatemala", "lang": "es_419"}
    admin.call("res.partner", "write", [marta], values)
    domain = [("partner_id", "=", company)]
    [contract] = admin.call("bacg.sla.contract", "search", domain)
    values = {"approver_ids": [[6, 0, [marta]]], "contact_ids": [[6, 0, [marta]]]}
    admin.call("bacg.sla.contract", "write", [contract], values)
    agent = Person(stack, AGENT, AGENT)
    [interface] = agent.call(
        "bacg.interface",
        "create",
        [
            {
                "name": "Pagos con el banco",
                "partner_id": company,
                "other_system": "Banca en línea",
                "user_id": agent.information["uid"],
                "production_url": "https://erp.example.com",
                "criticality": "high",
            }
        ],
    )
    return {
        "agent": agent,
        "manager": Person(stack, MANAGER, MANAGER),
        "marta": Person(stack, CUSTOMER, CUSTOMER),
        "stranger": Person(stack, STRANGER, STRANGER),
        "contract": contract,
        "partner": marta,
        "interface": interface,
    }


def _window(person, model, values):
    """Fill in a window and confirm it, as the web client does."""
    [window] = person.call(model, "create", [values])
    return person.call(model, "action_confirm", [window])


def _refused(words, call, *args):
    with pytest.raises(AssertionError, match=words):
        call(*args)


def _read(person, model, record, *names):
    [row] = person.call(model, "read", [record], list(names))
    return [row[name] for name in names]


def _case(world, classify):
    agent = world["agent"]
    [case] = agent.call(
        "helpdesk.ticket",
        "create",
        [
            {
                "name": "El banco rechaza los pagos",
                "description": "Todos",
                "partner_id": world["partner"],
                "interface_id": world["interface"],
            }
        ],
    )
    agent.call("helpdesk.ticket", classify, [case])
    return case


def _cover(world, case):
    values = {"ticket_id": case, "scope_state": "in_scope", "reason": "Sin pagos"}
    return _window(world["agent"], "bacg.sla.coverage.change", values)


def _answer(world, minute):
    """Let the customer sign in the portal, and the agent approve for us."""
    agent, marta = world["agent"], world["marta"]
    domain = [
        ("res_model", "=", "bacg.change.minute"),
        ("res_id", "=", minute),
        ("state", "=", "asked"),
    ]
    rows = agent.call("bacg.approval", "search_read", domain, ["party"])
    asked = {row["party"]: row["id"] for row in rows}
    signature = base64.b64encode(IMAGE.read_bytes()).decode()
    path = f"/my/approvals/{asked['customer']}/sign"
    values = {"name": "Marta", "signature": signature}
    assert "error" not in marta._post(path, values)
    _window(agent, "bacg.approval.give", {"approval_id": asked["ours"]})


def test_the_extra_decides(world):
    """SLA 7.01: without it out of scope with a way on; at 1 an agent overrides."""
    calm, urgent = _case(world, "action_classify_4"), _case(world, "action_classify_1")
    agent = world["agent"]
    for case in (calm, urgent):
        state, ways = _read(agent, "helpdesk.ticket", case, "scope_state", "way_ids")
        assert (state, ways[0][0]) == ("excluded", "quote")
    _refused("7.01", _cover, world, calm)
    _cover(world, urgent)
    assert _read(agent, "helpdesk.ticket", urgent, "scope_state") == ["in_scope"]
    values = {"contract_id": world["contract"], "name": "Odoo con el banco"}
    world["manager"].call("bacg.sla.contract.extra", "create", [values])
    assert _read(agent, "helpdesk.ticket", calm, "scope_state") == ["in_scope"]


def test_what_is_recommended(world):
    """SLA 7.02, 7.06: contacts and a test environment, or a risk accepted by name."""
    agent, interface = world["agent"], world["interface"]
    gaps = _read(agent, "bacg.interface", interface, "gap_text")[0]
    assert "contacto técnico del cliente" in gaps or "technical contact" in gaps
    bad = {"test_url": "https://odoo:clave@pruebas.example.com"}
    _refused(
        "secretos|secrets", agent.call, "bacg.interface", "write", [interface], bad
    )
    values = {"contact_id": world["partner"]}
    agent.call("bacg.interface", "write", [interface], values)
    page = world["marta"].session.get(f"{world['marta'].url}/my/interfaces/{interface}")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = world["marta"].session.post(
        f"{world['marta'].url}/my/interfaces/{interface}/accept-risk",
        data={"csrf_token": token, "reason": "El banco no da pruebas"},
    )
    assert answer.status_code == requests.codes.ok
    assert not _read(agent, "bacg.interface", interface, "gap_text")[0]


def _post_twice(person, path, **values):
    """Send a form twice at once, as a double click does; return the two answers."""
    token = person.session.get(f"{person.url}/my/interfaces").text
    values["csrf_token"] = re.search(r'csrf_token:? ?["=]+ ?"?([\w]+)', token)[1]

    def post(_click):
        return requests.post(
            f"{person.url}{path}",
            data=values,
            cookies=person.session.cookies,
            timeout=person.timeout,
        )

    with ThreadPoolExecutor(2) as clicks:
        return list(clicks.map(post, range(2)))


def test_a_double_click_makes_one_case(admin, world):
    """SLA 1.02, 6.01, 7.03: two posts at once of a form are one case."""
    interface, marta = world["interface"], world["marta"]
    [app] = admin.call("bacg.vitt.app", "search", [("state", "=", "production")], 0, 1)
    for path, values in (
        (f"/my/interfaces/{interface}/session", {"subject": "Doble clic"}),
        ("/submitted/ticket", {"subject": "Doble", "description": "clic"}),
        (f"/my/apps/{app}/request", {"note": "Doble clic"}),
    ):
        before = set(admin.call("helpdesk.ticket", "search", []))
        answers = _post_twice(marta, path, **values)
        made = set(admin.call("helpdesk.ticket", "search", [])) - before
        assert len(made) == 1
        # The app's page says in its second answer that it is asked for already.
        known = (requests.codes.ok, requests.codes.conflict)
        assert all(answer.status_code in known for answer in answers)


def test_a_session_from_the_interface(world):
    """SLA 7.03: from the interface, a day ahead: not in 23 hours."""
    agent = world["agent"]
    action = _window(
        agent,
        "bacg.interface.session",
        {"interface_id": world["interface"], "subject": "Pagos rechazados"},
    )
    case = action["context"]["default_ticket_id"]
    values = {"ticket_id": case, "medium": "phone", "minutes": 60}
    soon = datetime.now(UTC) + timedelta(hours=23)
    model = "bacg.sla.session.plan"
    early = {**values, "start": soon.strftime(FORMAT)}
    _refused("anticipación|notice", _window, agent, model, early)
    day = datetime.now(UTC) + timedelta(hours=25)
    _window(agent, model, {**values, "start": day.strftime(FORMAT)})
    states = agent.call(
        "bacg.sla.session", "search_read", [("ticket_id", "=", case)], ["state"]
    )
    assert [row["state"] for row in states] == ["planned"]


def test_a_change_from_minutes_to_production(world, new_page):
    """SLA 7.04, 7.05, 7.06: agreed by both, tested, approved, in production."""
    agent, url = world["agent"], world["marta"].url
    planned = datetime.now(UTC) + timedelta(days=2)
    line = {
        "name": "Formato nuevo del archivo",
        "reason": "El banco lo cambia",
        "priority": "1",
        "risk": "medium",
        "impact": "Los pagos de la noche",
        "test_plan": "Tres pagos en pruebas",
        "backout_plan": "La versión anterior",
    }
    model = "bacg.change.minute"
    [minute] = agent.call(
        model,
        "create",
        [
            {
                "subject": "Formato del banco",
                "interface_id": world["interface"],
                "planned_start": planned.strftime(FORMAT),
                "planned_stop": (planned + timedelta(hours=1)).strftime(FORMAT),
                "line_ids": [[0, 0, line]],
            }
        ],
    )
    agent.call(model, "action_ask_approval", [minute])
    page = new_page()
    sign_in(page, CUSTOMER, CUSTOMER)
    page.goto(f"/my/changes/{minute}")
    page.locator(
        ".o_portal_sign_submit, form.o_portal_sign_form button"
    ).first.wait_for()
    assert "La versión anterior" in page.locator("#wrap").inner_text()
    _answer(world, minute)
    _refused(
        "ya no cambia|not change",
        agent.call,
        model,
        "write",
        [minute],
        {"subject": "Otro"},
    )

    start = datetime.now(UTC).strftime(FORMAT)
    step = {"minute_id": minute, "start": start}
    missing = "evidencia|evidence"
    _refused(missing, _window, agent, "bacg.change.production", step)
    file = base64.b64encode(b"Tres pagos aceptados").decode()
    evidence = {"minute_id": minute, "file": file, "filename": "pruebas.txt"}
    _window(agent, "bacg.change.evidence.add", evidence)
    agent.call(model, "action_tested", [minute])
    agent.call(model, "action_ask_approval", [minute])
    _answer(world, minute)
    # Begun before the evidence: refused.
    _refused(missing, _window, agent, "bacg.change.production", step)
    page.wait_for_timeout(1100)  # the approval is older than the step
    step["start"] = datetime.now(UTC).strftime(FORMAT)
    _window(agent, "bacg.change.production", step)
    outcome = {"minute_id": minute, "result": "failed", "note": "Rechazos"}
    _window(agent, "bacg.change.outcome", outcome)
    state, case = _read(agent, model, minute, "state", "ticket_id")
    assert state == "verified"
    assert case

    page.goto(f"/my/changes/{minute}")
    assert case[1].split()[0] in page.locator("#wrap").inner_text()
    paper = world["marta"].session.get(f"{url}/my/changes/{minute}/pdf")
    assert paper.status_code == requests.codes.ok
    for path in (f"/my/changes/{minute}", f"/my/interfaces/{world['interface']}"):
        foreign = world["stranger"].session.get(f"{url}{path}")
        assert foreign.status_code == requests.codes.not_found
