"""What the customer uses: VITT apps, and the page of his agreement."""

import re
import time
from datetime import date, timedelta

import pytest

from tests.helpers import (
    PATIENCE_SECONDS,
    Person,
    make_agent,
    make_customer,
    make_user,
    reference,
)

DOMAIN = "servicios.gt"
AGENT = "agente_servicios"
OURS = "bacg_sla_platino."
TITLE = "Flujo de caja de la semana"
BODY = "Necesitamos programar los pagos a proveedores según el saldo de los bancos."


class Visitor(Person):
    """A customer's contact with the portal open in his browser."""

    def get(self, path):
        return self.session.get(self.url + path, timeout=self.timeout)

    def ask(self, app, **values):
        """Ask for an app, as the button on its page does."""
        token = re.search(r'csrf_token:? ?["=]+ ?"?([\w]+)', self.get("/my").text)[1]
        return self.session.post(
            f"{self.url}/my/apps/{app}/request",
            data={"csrf_token": token, **values},
            timeout=self.timeout,
        )


@pytest.fixture(scope="module")
def agent(stack, admin):
    make_agent(admin, AGENT)
    return Person(stack, AGENT, AGENT)


@pytest.fixture(scope="module")
def customer(admin):
    return make_customer(admin, "Servicios, S.A.", DOMAIN)


@pytest.fixture(scope="module")
def point(stack, admin, customer):
    """The contact point of the customer."""
    partner = _portal_user(admin, "punto_servicios", customer)
    contracts = _contracts(admin, customer)
    values = {"contact_ids": [[6, 0, [partner]]]}
    admin.call("bacg.sla.contract", "write", contracts, values)
    return Visitor(stack, "punto_servicios", "punto_servicios")


@pytest.fixture(scope="module")
def stranger(stack, admin):
    """The contact of a company whose contract ended yesterday."""
    yesterday = date.today() - timedelta(days=2)
    company = make_customer(
        admin, "Sin acuerdo, S.A.", f"sin.{DOMAIN}", date_to=str(yesterday)
    )
    _portal_user(admin, "ajeno_servicios", company)
    return Visitor(stack, "ajeno_servicios", "ajeno_servicios")


def _portal_user(admin, login, company):
    """Make a contact of a company with a portal user; return the contact's id."""
    mail = f"{login}@{DOMAIN}"
    user = make_user(
        admin, login, "base.group_portal", name=login, email=mail, lang="es_419"
    )
    [row] = admin.call("res.users", "read", [user], ["partner_id"])
    partner = row["partner_id"][0]
    admin.call("res.partner", "write", [partner], {"parent_id": company})
    return partner


def _contracts(admin, customer):
    return admin.call("bacg.sla.contract", "search", [("partner_id", "=", customer)])


def _wishes(admin, app):
    return admin.call("helpdesk.ticket", "search", [("vitt_app_id", "=", app)])


def _is_told(mail, address, words):
    """Wait until a mail to somebody has these words."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    texts = []
    while not any(words in text for text in texts):
        assert time.monotonic() < deadline, texts
        time.sleep(0.1)
        found = mail.received(address)
        texts = [one.get_body(("html",)).get_content() for one in found]


def test_apps(admin, agent, customer, point, stranger, mail):
    """SLA 6.01: found, asked for, a case without cost, installed; and what is not."""
    checks = reference(admin, f"{OURS}vitt_app_checks")
    catalogue = point.get("/my/apps?search=cheque")
    assert catalogue.ok and f"/my/apps/{checks}" in catalogue.text
    # Nothing for who has no running contract, by no door.
    for path in ("/my/apps", f"/my/apps/{checks}"):
        assert stranger.get(path).status_code == 403
    assert stranger.ask(checks).status_code == 403
    # Nor what is retired, or is no app at all.
    retired = {
        "name": "Cheques de antes",
        "state": "retired",
        "successor_id": checks,
        "category_id": reference(admin, f"{OURS}vitt_app_category_treasury"),
        "problem": "Imprimía cheques",
    }
    (old,) = admin.call("bacg.vitt.app", "create", [retired])
    refused = point.ask(old)
    assert refused.status_code == 409 and "Cheques" in refused.text
    assert point.ask(999_999).status_code == 404
    assert _wishes(admin, old) == _wishes(admin, checks) == []
    # Once, whatever else the form says.
    page = point.ask(checks, note="Para dos bancos", priority="3", company_id="7")
    (wish,) = _wishes(admin, checks)
    names = ["number", "priority", "scope_state", "commercial_partner_id"]
    (case,) = agent.call("helpdesk.ticket", "read", [wish], names)
    assert (case["priority"], case["scope_state"]) == ("0", "in_scope")
    assert case["commercial_partner_id"][0] == customer
    assert case["number"] in page.text and "Para dos bancos" in page.text
    assert mail.wait(f"punto_servicios@{DOMAIN}", case["number"])
    assert point.ask(checks).status_code == 409
    assert stranger.get(f"/my/ticket/{wish}").url.endswith("/my")
    # The agent installs it, and the customer sees his version.
    action = agent.call("helpdesk.ticket", "action_vitt_app_installed", [wish])
    values = {
        name.removeprefix("default_"): value
        for name, value in action["context"].items()
        if name.startswith("default_")
    }
    values |= {"series": "18.0", "version": "18.0.7.7.7"}
    agent.call("bacg.vitt.app.installation", "create", [values])
    assert "18.0.7.7.7" in point.get(f"/my/apps/{checks}").text
    assert point.ask(checks).status_code == 409
    assert len(_wishes(admin, checks)) == 1


def test_answer_with_an_app(admin, agent, point, mail):
    """SLA 6.02: a mail whose words an app answers: proposed, sent, read."""
    address = f"punto_servicios@{DOMAIN}"
    mail.send(f"Punto <{address}>", TITLE, BODY)
    mail.wait(address, TITLE)
    (case,) = agent.call("helpdesk.ticket", "search", [("name", "=", TITLE)])
    treasury = reference(admin, f"{OURS}vitt_app_treasury")
    names = ["proposed_vitt_app_ids", "first_response_at"]
    (row,) = agent.call("helpdesk.ticket", "read", [case], names)
    assert treasury in row["proposed_vitt_app_ids"]
    assert not row["first_response_at"]
    window = {"ticket_id": case, "app_id": treasury, "text": "Use la app Tesorería."}
    made = agent.call("bacg.vitt.app.answer", "create", [window])
    agent.call("bacg.vitt.app.answer", "action_confirm", made)
    (row,) = agent.call("helpdesk.ticket", "read", [case], names)
    assert row["first_response_at"]
    _is_told(mail, address, "Use la app Tesorería.")
    assert f"/my/apps/{treasury}" in point.get(f"/my/ticket/{case}").text


def test_my_service(admin, agent, customer, point, stranger):
    """The agreement clause by clause, to whom it belongs."""
    page = point.get("/my/service")
    clauses = admin.call(
        "bacg.sla.clause",
        "search_read",
        [("agreement_id", "=", reference(admin, f"{OURS}agreement_platino"))],
        ["number"],
    )
    for clause in clauses:
        assert f'id="clause_{clause["number"].replace(".", "_")}"' in page.text
    (contract,) = _contracts(admin, customer)
    assert point.get(f"/my/service/{contract}").ok
    assert stranger.get(f"/my/service/{contract}").status_code == 404
    assert "clause_1_01" not in stranger.get("/my/service").text
    assert (
        agent.session.get(
            f"{agent.url}/my/service/{contract}", timeout=agent.timeout
        ).status_code
        == 404
    )
