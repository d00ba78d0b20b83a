"""Clauses from a customer's mail to what he reads: mails, and the page of his case."""

import base64
import html
import re
import time
from datetime import date, datetime, timedelta

import pytest
import requests

from tests.helpers import (
    PATIENCE_SECONDS,
    SUPPORT,
    Person,
    make_agent,
    make_customer,
    make_user,
    reference,
)

DOMAIN = "clausulas.gt"
AGENT, AREA = "agente_clausulas", "area_clausulas"
APPROVER = f"aprobadora@{DOMAIN}"
SECOND_MAILBOX = "soporte@bacgroup.net"
SPANISH = {"Accept-Language": "es-419,es;q=0.9"}
MOMENT = "%Y-%m-%d %H:%M:%S"
# Between two acts of a test.
TOLERANCE = timedelta(minutes=3)
OURS = "bacg_sla_platino."
# A pixel.
SIGNATURE = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
        "awAAAABJRU5ErkJggg=="
    )
).decode()


class Case:
    """A case that a customer's mail made: what our agent does, what he reads."""

    def __init__(
        self, mail, agent, subject, sender="ana", to=SUPPORT, body="Hola", domain=DOMAIN
    ):
        self.mail, self.agent = mail, agent
        self.address = f"{sender}@{domain}"
        mail.send(f"Ana <{self.address}>", subject, body, to=to)
        acknowledgement = mail.wait(self.address, subject)[0]
        self.link = _link(acknowledgement, "/my/ticket/")
        (self.id,) = agent.call("helpdesk.ticket", "search", [("name", "=", subject)])
        self.subject = subject

    def read(self, *names):
        return self.agent.call("helpdesk.ticket", "read", [self.id], list(names))[0]

    def act(self, method, *arguments):
        return self.agent.call("helpdesk.ticket", method, [self.id], *arguments)

    def window(self, model, person=None, **values):
        """Confirm a window of ours on the case."""
        person = person or self.agent
        made = person.call(model, "create", [{"ticket_id": self.id, **values}])
        person.call(model, "action_confirm", made)

    def clocks(self):
        """Return how long after the report each live clock ends, by metric."""
        names = ["metric", "state", "deadline", "started_at"]
        domain = [("ticket_id", "=", self.id), ("state", "!=", "cancelled")]
        rows = self.agent.call("bacg.sla.status", "search_read", domain, names)
        return {
            row["metric"]: _moment(row["deadline"]) - _moment(row["started_at"])
            for row in rows
            if row["deadline"]
        }

    def page(self):
        """Return the words of the page that the customer's link opens."""
        answer = requests.get(self.link, headers=SPANISH, timeout=60)
        assert answer.ok, answer.text
        return _words(answer.text)

    def is_told(self, words):
        """Wait until a mail to the customer has these words."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            found = self.mail.received(self.address)
            texts = [_words(m.get_body(("html",)).get_content()) for m in found]
            if any(words in text for text in texts):
                return True
            assert time.monotonic() < deadline, texts
            time.sleep(0.1)


def _moment(text):
    return datetime.strptime(text, MOMENT)


def _words(text):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def _link(message, path):
    body = message.get_body(("html",)).get_content()
    return html.unescape(re.search(rf'href="([^"]*{path}[^"]*)"', body)[1])


@pytest.fixture(scope="module")
def customer(admin):
    """A customer's company under the agreement."""
    return make_customer(admin, "Cláusulas, S.A.", DOMAIN)


@pytest.fixture(scope="module")
def agent(stack, admin, customer):
    make_agent(admin, AGENT)
    return Person(stack, AGENT, AGENT)


@pytest.fixture(scope="module")
def area(stack, admin):
    """Who takes what is for the other areas."""
    user = make_user(admin, AREA, "helpdesk_mgmt.group_helpdesk_user_team")
    for name in ("commercial", "administrative", "legal"):
        team = reference(admin, f"{OURS}team_{name}")
        values = {"user_ids": [[4, user]], "user_id": user}
        admin.call("helpdesk.ticket.team", "write", [team], values)
    return Person(stack, AREA, AREA)


def test_priorities(mail, agent):
    """SLA 1.04, 1.07, 1.08, 1.10, 1.20: the table's row, and a change of it."""
    case = Case(mail, agent, "La planilla se acumula", "prioridades")
    case.act("action_classify", "1")
    assert case.clocks()["first_response"] == timedelta(hours=6)
    # 48 working hours are six working days.
    assert case.clocks()["resolution"] >= timedelta(days=6)
    page = case.page()
    assert "genera acumulación de trabajo" in page
    case.window(
        "bacg.sla.priority.change",
        priority="2",
        mode="worse",
        reason="Ya nadie factura en la bodega",
    )
    clocks = case.clocks()
    assert timedelta(0) <= clocks["first_response"] - timedelta(hours=1) < TOLERANCE
    assert timedelta(0) <= clocks["resolution"] - timedelta(hours=4) < TOLERANCE
    page = case.page()
    assert "Detiene una parte esencial" in page
    assert "genera acumulación de trabajo" not in page


def test_times_by_kind(admin, mail, agent):
    """SLA 1.21: a kind of request with times of its own, in the customer's version."""
    platino = reference(admin, f"{OURS}agreement_platino")
    values = {"name": "Por tipo", "version": "v1"}
    draft = admin.call("bacg.sla.agreement", "copy", [platino], values)
    draft = draft[0] if isinstance(draft, list) else draft
    kind = admin.call("helpdesk.ticket.category", "create", [{"name": "Planillas"}])
    policy = {
        "agreement_id": draft,
        "sequence": 1,
        "name": "Planillas",
        "priority": "0",
        "category_ids": [[6, 0, kind]],
        "criterion": "Toda consulta de planillas",
        "target_ids": [[0, 0, {"metric": "first_response", "minutes": 90}]],
    }
    admin.call("bacg.sla.policy", "create", [policy])
    admin.call("bacg.sla.agreement", "action_publish", [draft])
    # A contract with cases keeps its agreement: one of its own.
    domain = "planillas.gt"
    make_customer(admin, "Planillas, S.A.", domain, agreement_id=draft)
    case = Case(mail, agent, "El aguinaldo no cuadra", domain=domain)
    agent.call("helpdesk.ticket", "write", [case.id], {"category_id": kind[0]})
    case.act("action_classify", "0")
    assert case.clocks() == {"first_response": timedelta(minutes=90)}
    assert "Toda consulta de planillas" in case.page()


def _classified(case, admin, code):
    kind = reference(admin, f"{OURS}category_{code}")
    case.agent.call("helpdesk.ticket", "write", [case.id], {"category_id": kind})
    case.act("action_classify", "0")


@pytest.mark.parametrize(
    ("code", "clause", "line"),
    [
        ("excluded_training", "1.11", "Capacitar a uno o varios usuarios"),
        ("vendor_subscription", "1.12", "suscripción de software"),
    ],
)
def test_not_covered(admin, mail, agent, code, clause, line):
    """SLA 1.11, 1.12: told why with the clause; no time to resolve it runs."""
    case = Case(mail, agent, f"Una consulta de {code}", f"no-{clause}")
    _classified(case, admin, code)
    assert "resolution" not in case.clocks()
    page = case.page()
    assert clause in page and line in page
    case.act("action_answer_coverage")
    assert case.is_told(line)
    assert case.read("first_response_at")["first_response_at"]


def test_covered(admin, mail, agent):
    """SLA 1.13: what is included is answered within the times of its priority."""
    case = Case(mail, agent, "¿Dónde está el reporte de ventas?", "incluido")
    _classified(case, admin, "included_report_guidance")
    assert set(case.clocks()) == {"first_response", "resolution"}
    kept = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
    agent.call(
        "helpdesk.ticket", "message_post", [case.id], body="Está en Ventas.", **kept
    )
    assert case.is_told("Está en Ventas.")
    assert case.read("first_response_at")["first_response_at"]


@pytest.mark.parametrize("name", ["commercial", "administrative", "legal"])
def test_other_areas(admin, mail, agent, area, name):
    """SLA 1.14, 1.15, 1.16: handed over, called by the area, told, and closed."""
    case = Case(mail, agent, f"Una solicitud {name}", f"area-{name}")
    _classified(case, admin, f"routed_{name}")
    assert set(case.clocks()) == {"first_response", "resolution"}
    case.act("action_hand_to_area")
    assert case.is_told("se comunicará con el punto de contacto")
    result = f"Le enviamos lo que pidió ({name})."
    case.window("bacg.sla.contact.made", area, result=result)
    assert case.is_told(result)
    (state,) = admin.call("helpdesk.ticket", "read", [case.id], ["closed"])
    assert state["closed"]


def test_some_users(mail, agent):
    """SLA 2.02, 2.05: URGENTE of some users: priority 2 and 24 clock hours."""
    case = Case(mail, agent, "URGENTE dos personas no entran", "algunos")
    assert case.read("priority")["priority"] == "3"
    assert "1 (urgente)" in case.page()
    reason = "Solo las dos personas de la bodega no entran."
    case.window(
        "bacg.sla.outage.outcome", scope="some_users", priority="2", reason=reason
    )
    assert case.read("priority")["priority"] == "2"
    assert case.clocks()["resolution"] == timedelta(hours=24)
    page = case.page()
    assert "2 (normal)" in page and "1 (urgente)" not in page


def test_localization(admin, mail, agent, customer):
    """SLA 3.01, 3.05: of the eight countries he acquired one; a case is about it."""
    names = ["name", "state", "country_id", "feature_ids"]
    found = agent.call("bacg.localization", "search_read", [], names)
    supported = {
        row["country_id"][0]: row for row in found if row["state"] == "supported"
    }
    wanted = [reference(admin, f"base.{code}") for code in COUNTRIES]
    assert set(wanted) <= supported.keys()
    contracts = admin.call(
        "bacg.sla.contract", "search", [("partner_id", "=", customer)]
    )
    acquired = {
        "contract_id": contracts[0],
        "localization_id": supported[wanted[0]]["id"],
    }
    admin.call("bacg.localization.acquired", "create", [acquired])
    case = Case(
        mail, agent, "La FEL del certificador no llega a la SAT", "localizacion"
    )
    kind = reference(admin, f"{OURS}category_localization")
    assert case.read("suggested_category_id")["suggested_category_id"][0] == kind
    case.act("action_take_suggestion")
    case.act("action_classify", "0")
    assert "Localización fiscal" in case.page()
    assert set(case.clocks()) == {"first_response", "resolution"}


COUNTRIES = ("gt", "hn", "pa", "cr", "ni", "bz", "mx", "us")


def test_bug_of_a_development(admin, mail, agent, customer):
    """SLA 4.01, 4.02, 4.03: free of cost, a day for the fix, a workaround at once."""
    development = {
        "name": "Descuentos por ruta",
        "partner_id": customer,
        "state": "accepted",
        "delivered_on": "2025-03-03",
    }
    (made,) = admin.call("bacg.development", "create", [development])
    case = Case(mail, agent, "Los descuentos salen al revés", "desarrollo")
    values = {"development_id": made, "bug_criticality": "2", "bug_type": "function"}
    agent.call("helpdesk.ticket", "write", [case.id], values)
    case.act("action_classify", "2")
    assert case.clocks()["workaround"] == timedelta(hours=4)
    due = case.read("bug_fix_due")["bug_fix_due"]
    page = case.page()
    assert "Descuentos por ruta" in page and due
    assert "sin costo" in page
    text = "Aplique el descuento a mano en cada línea."
    case.window("bacg.development.workaround", text=text)
    assert case.is_told(text)
    assert text in case.page()


@pytest.fixture(scope="module")
def contract(admin, customer):
    """The customer's contract, for which one contact approves."""
    person = {"name": "Aprobadora", "email": APPROVER, "parent_id": customer}
    approvers = admin.call("res.partner", "create", [person])
    domain = [("partner_id", "=", customer)]
    (contract,) = admin.call("bacg.sla.contract", "search", domain)
    values = {"approver_ids": [[6, 0, approvers]]}
    admin.call("bacg.sla.contract", "write", [contract], values)
    return contract


def _sign(link):
    """Sign what a link asks for, as the customer does without an account."""
    params = {"name": "Aprobadora", "signature": SIGNATURE}
    answer = requests.post(
        link.replace("?", "/sign?"), json={"params": params}, timeout=60
    ).json()
    assert answer["result"]["force_refresh"], answer


def _read(link):
    return _words(requests.get(link, headers=SPANISH, timeout=60).text)


def test_agreed_by_both(admin, mail, contract):
    """SLA 5.02: asked by mail, read and signed by the link, without an account."""
    values = {
        "contract_id": contract,
        "agreement_id": reference(admin, f"{OURS}agreement_platino"),
        "note": "Con la interfaz del banco",
    }
    (acceptance,) = admin.call("bacg.sla.contract.acceptance", "create", [values])
    admin.call("bacg.sla.contract.acceptance", "action_ask_approval", [acceptance])
    link = _link(mail.wait(APPROVER)[-1], "/my/approvals/")
    assert "Con la interfaz del banco" in _read(link)
    _sign(link)
    domain = [("contract_id", "=", contract), ("party", "=", "customer")]
    names = ["state", "way", "signed_by"]
    (approval,) = admin.call("bacg.approval", "search_read", domain, names)
    assert (approval["state"], approval["way"]) == ("granted", "link")
    assert approval["signed_by"] == "Aprobadora"
    page = requests.get(link, headers=SPANISH, timeout=60).text
    assert "signature_form" not in page


def test_migration(admin, mail, contract, customer):
    """SLA 5.01: a development moves to a new version of Odoo, without cost."""
    values = {"name": "Rutas", "partner_id": customer, "series": "18.0"}
    (development,) = admin.call("bacg.development", "create", [values])
    tomorrow = (date.today() + timedelta(days=1)).isoformat()
    values = {
        "contract_id": contract,
        "from_series": "18.0",
        "to_series": "19.0",
        "planned_start": tomorrow,
        "planned_end": tomorrow,
        "note": "Copia, prueba, fin de semana",
    }
    (migration,) = admin.call("bacg.migration", "create", [values])
    domain = [("migration_id", "=", migration), ("development_id", "=", development)]
    lines = admin.call("bacg.migration.line", "search", domain)
    outcome = {"state": "nothing_to_do", "new_version": "19.0.1.0.0"}
    admin.call("bacg.migration.line", "write", lines, outcome)
    rest = [("migration_id", "=", migration), ("id", "not in", lines)]
    others = admin.call("bacg.migration.line", "search", rest)
    outcome = {"state": "replaced_core", "replaced_by": "Odoo"}
    admin.call("bacg.migration.line", "write", others, outcome)
    known = len(mail.received(APPROVER))
    admin.call("bacg.migration", "action_ask_approval", [migration])
    link = _link(mail.wait(APPROVER, count=known + 1)[-1], "/my/approvals/")
    assert "Copia, prueba, fin de semana" in _read(link)
    _sign(link)
    domain = [("party", "=", "ours"), ("state", "=", "asked")]
    (ours,) = admin.call("bacg.approval", "search", domain, 0, 1, "id desc")
    given = admin.call("bacg.approval.give", "create", [{"approval_id": ours}])
    admin.call("bacg.approval.give", "action_confirm", given)
    admin.call("bacg.migration", "action_start", [migration])
    admin.call("bacg.migration", "action_done", [migration])
    moved = admin.call("bacg.development", "read", [development], ["series"])
    assert moved[0]["series"] == "19.0"
    told = mail.wait(APPROVER, count=known + 2)[-1]
    words = _words(told.get_body(("html",)).get_content())
    assert "19.0" in words and "Rutas" in words


def test_second_mailbox(admin, mail, agent):
    """SLA 7.03: a mail to the other mailbox is a case, proposed as an interface."""
    subject = "Queremos ver lo que hablamos"
    case = Case(mail, agent, subject, "interfase", to=SECOND_MAILBOX)
    kind = reference(admin, f"{OURS}category_interface")
    assert case.read("suggested_category_id")["suggested_category_id"][0] == kind
    assert subject in case.page()
