"""Localizations as a customer meets them: his windows, a release, what he asks."""

import re
import time
from datetime import UTC, date, datetime, timedelta

import pytest
import requests

from tests.helpers import (
    PATIENCE_SECONDS,
    Person,
    make_agent,
    make_customer,
    make_user,
    reference,
    sign_in,
)

DOMAIN = "localizaciones.gt"
ADDRESS = f"marta@{DOMAIN}"
CUSTOMER, STRANGER = "marta_localizaciones", "ajena_localizaciones"
AGENT, MANAGER = "agente_localizaciones", "gerente_localizaciones"
RELEASE = "FEL 2.0 de prueba"
ROLLOUT = "bacg.localization.rollout"
REQUEST = "bacg.localization.request"
FORMAT = "%Y-%m-%d %H:%M:%S"


@pytest.fixture(scope="module")
def world(admin, stack):
    """A customer who acquired Guatemala's localization, and the people of both."""
    company = make_customer(admin, "Café Localizaciones", DOMAIN)
    other = make_customer(admin, "Ferretería Localizaciones", "ajena-loc.gt")
    make_agent(admin, AGENT)
    make_user(admin, MANAGER, "helpdesk_mgmt.group_helpdesk_manager")
    people = {}
    for login, customer, address in (
        (CUSTOMER, company, ADDRESS),
        (STRANGER, other, "ajena@ajena-loc.gt"),
    ):
        user = make_user(admin, login, "base.group_portal", email=address)
        [row] = admin.call("res.users", "read", [user], ["partner_id"])
        people[login] = row["partner_id"][0]
        values = {"parent_id": customer, "lang": "es_419"}
        admin.call("res.partner", "write", [people[login]], values)
    domain = [("partner_id", "=", company)]
    [contract] = admin.call("bacg.sla.contract", "search", domain)
    points = {"contact_ids": [[6, 0, [people[CUSTOMER]]]]}
    admin.call("bacg.sla.contract", "write", [contract], points)
    country = reference(admin, "bacg_localization_registry.localization_gt")
    acquired = {"contract_id": contract, "localization_id": country}
    admin.call("bacg.localization.acquired", "create", [acquired])
    return {
        "company": company,
        "country": country,
        "marta": Person(stack, CUSTOMER, CUSTOMER),
        "stranger": Person(stack, STRANGER, STRANGER),
        "agent": Person(stack, AGENT, AGENT),
        "manager": Person(stack, MANAGER, MANAGER),
    }


def _read(person, model, domain, *names):
    [row] = person.call(model, "search_read", domain, list(names))
    return row


def _make_release(world):
    """Make a change that binds in 60 days, and the release that complies with it."""
    manager, country = world["manager"], world["country"]
    today = date.today()
    change = {
        "name": "FEL 2.0",
        "localization_id": country,
        "publication_date": str(today - timedelta(days=30)),
        "mandatory_from": str(today + timedelta(days=60)),
    }
    changes = manager.call("bacg.legal.change", "create", [change])
    [row] = manager.call("bacg.localization", "read", [country], ["odoo_versions"])
    series = row["odoo_versions"].split(",")[0].strip()
    version = f"{series}.2.0.0"
    line = {"technical_name": "l10n_gt_fel", "version": version}
    values = {
        "name": RELEASE,
        "localization_id": country,
        "change_ids": [[6, 0, changes]],
        "line_ids": [[0, 0, line]],
        "test_needed": False,
        "test_note": "Sin ambiente de pruebas",
    }
    releases = manager.call("bacg.compliance.release", "create", [values])
    manager.call("bacg.compliance.release", "action_ready", releases)
    return releases, version


def test_from_a_window_to_installed(world, mail, new_page):
    """SLA 3.03: he picks his window, is proposed a release, chooses and installs it."""
    page = new_page()
    sign_in(page, CUSTOMER, CUSTOMER)
    page.goto("/my/maintenance-windows/production")
    page.locator("#window_kind").select_option("weekly")
    page.locator("#window_weekday").select_option("SA")
    page.locator("#window_begins").fill("23:30")
    page.locator("button[value=preview]").click()
    previewed = page.locator("section[name=window_preview] li")
    previewed.first.wait_for()
    assert previewed.count() == 10
    page.locator("button[value=save]").click()
    page.wait_for_url("**/my/maintenance-windows")

    releases, version = _make_release(world)
    manager = world["manager"]
    manager.call("bacg.compliance.release", "action_propose", releases)
    domain = [("partner_id", "=", world["company"])]
    rollout = _read(manager, ROLLOUT, domain, "state", "exposure")
    assert (rollout["state"], rollout["exposure"]) == ("proposed", "window_left")
    [proposal] = mail.wait(ADDRESS, RELEASE)
    text = proposal.get_body(("html",)).get_content()
    path = re.search(r"/my/rollouts/\d+", text)[0]

    page.goto(path)
    page.locator("section[name=rollout_choose] input[name=window]").first.check()
    page.locator("section[name=rollout_choose] button").click()
    page.locator("section[name=rollout_history]").wait_for()
    row = _read(manager, ROLLOUT, domain, "state", "window_start")
    assert row["state"] == "chosen"
    start = datetime.strptime(row["window_start"], FORMAT).replace(tzinfo=UTC)
    assert start > datetime.now(UTC)

    page.locator("details:has(#installed_version) summary").click()
    page.locator("#installed_version").fill(version)
    page.locator("#installed_evidence").fill("Factura 4711")
    page.locator("form[action$=installed] button").click()
    page.locator("section[name=rollout_history]").wait_for()
    row = _read(manager, ROLLOUT, domain, "exposure", "outcome", "installed_version")
    assert (row["exposure"], row["outcome"]) == ("protected", "kept")
    assert row["installed_version"] == version
    # Another customer finds nothing of it.
    stranger = world["stranger"]
    answer = stranger.session.get(stranger.url + path)
    assert answer.status_code == requests.codes.not_found


def _ask(page, kind, subject, **values):
    page.goto("/my/localizations")
    page.locator("#request_kind").select_option(kind)
    page.locator("#request_subject").fill(subject)
    page.locator("#request_description").fill("Lo que pedimos, en detalle")
    for name, value in values.items():
        page.locator(f"#request_{name}").select_option(value)
    page.locator("form[action$=request] button").click()
    page.wait_for_url("**/my/localization-requests/*")


def _decide(agent, request, decision, note):
    values = {"request_id": request, "decision": decision, "note": note}
    window = agent.call(f"{REQUEST}.decide", "create", [values])
    agent.call(f"{REQUEST}.decide", "action_confirm", window)


def _wait_for_words(mail, words):
    """Wait until a mail to her has these words."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not any(
        words in message.get_body(("html",)).get_content()
        for message in mail.received(ADDRESS)
        if message.get_body(("html",))
    ):
        assert time.monotonic() < deadline, f"no mail says: {words}"
        time.sleep(0.2)


def test_a_special_request(world, mail, page):
    """SLA 3.04: asked in the portal, reviewed in a meeting, decided with minutes."""
    sign_in(page, CUSTOMER, CUSTOMER)
    _ask(page, "special", "Retención de zona franca")
    assert page.locator("a[href$='/sessions']").count() == 1
    agent = world["agent"]
    domain = [("kind", "=", "special"), ("partner_id", "=", world["company"])]
    asked = _read(agent, REQUEST, domain, "code", "ticket_id")
    values = {
        "ticket_id": asked["ticket_id"][0],
        "medium": "phone",
        "notes": "Revisado juntos",
        "spoke": True,
    }
    held = agent.call("bacg.sla.session.outcome", "create", [values])
    agent.call("bacg.sla.session.outcome", "action_held", held)
    agent.call(REQUEST, "write", [asked["id"]], {"minutes": "Es parte del servicio."})
    _decide(agent, asked["id"], "included", "Va con la siguiente entrega")
    _wait_for_words(mail, "Va con la siguiente entrega")
    page.reload()
    assert "Es parte del servicio." in page.locator("#wrap").inner_text()


def test_another_country(admin, world, page):
    """SLA 3.06: he asks for one that is not supported, and reads what comes of it."""
    sign_in(page, CUSTOMER, CUSTOMER)
    agent = world["agent"]
    chile = reference(admin, "base.cl")
    _ask(page, "new_country", "Chile", country=str(chile))
    domain = [("kind", "=", "new_country"), ("partner_id", "=", world["company"])]
    asked = _read(agent, REQUEST, domain, "country_id")
    assert asked["country_id"][0] == chile
    _decide(agent, asked["id"], "declined", "Por ahora un solo cliente lo pide")
    page.reload()
    assert "un solo cliente lo pide" in page.locator("#wrap").inner_text()
