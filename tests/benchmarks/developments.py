"""What a customer of many developments and cases waits for: his pages, our forms."""

import time
from statistics import median
from xml.etree import ElementTree

import requests

from odoo import SUPERUSER_ID

from tests.benchmarks import databases
from tests.benchmarks.side import Side
from tests.benchmarks.table import Row
from tests.helpers import Person
from tooling import stack as stacks

NAME = "developments: 500 of a customer, 2,000 cases"
COUNT = 500
CASES = 2000
SECONDS = 1
LINES = 40  # that a form's list shows at first


def run(repetitions: int):
    """Yield the seconds until a page or the data of a form is there, over HTTP."""
    side = Side("ours", databases.DEVELOPMENTS)
    with side.environment(SUPERUSER_ID) as env:
        pages, forms = _make_records(env, side)
        env.cr.commit()
    with stacks.running(databases.DEVELOPMENTS) as running:
        customer = _sign_in(running, side.address(0))
        for path in pages:
            seconds = _median(lambda path=path: _get(customer, path), repetitions)
            yield Row(f"{NAME}, {path.rstrip('0123456789')}", "s", seconds, SECONDS)
        admin = Person(running, "admin", "admin")
        for model, record in forms:
            fields = _form_fields(admin, model)
            read = model, "web_read", [record], fields
            seconds = _median(lambda read=read: admin.call(*read), repetitions)
            yield Row(f"{NAME}, form {model}", "s", seconds, SECONDS)


def _make_records(env, side):
    """Fill the database; return the pages of the customer and the forms of ours."""
    contact = env["res.partner"].browse(side.contacts[0])
    customer = contact.parent_id
    contract = customer.sla_contract_ids
    contract.write({"contact_ids": contact.ids, "approver_ids": contact.ids})
    contact.user_ids.password = side.address(0)
    developments = env["bacg.development"].create(
        [
            {"name": f"Desarrollo {n}", "partner_id": customer.id, "state": "accepted"}
            for n in range(COUNT)
        ]
    )
    most = developments[0]
    cases = env["helpdesk.ticket"].create(
        [
            {
                **values,
                # Half of them of one development, the others spread.
                "development_id": most.id if n % 2 else developments[n % COUNT].id,
            }
            for n, values in enumerate(side.ticket_values(CASES))
        ]
    )
    bug = env["bacg.known.bug"].create(
        {
            "name": "Se aplica dos veces",
            "development_ids": most.ids,
            "case_ids": [
                (0, 0, {"ticket_id": case.id, "reason": "Igual"})
                for case in cases.filtered(lambda case: case.development_id == most)
            ],
        }
    )
    acceptance = env["bacg.sla.contract.acceptance"].create(
        {"contract_id": contract.id, "agreement_id": contract.agreement_id.id}
    )
    acceptance.action_ask_approval()
    asked = acceptance.approval_ids.filtered(lambda one: one.party == "customer")
    pages = [
        "/my/developments",
        f"/my/developments/{most.id}",
        "/my/approvals",
        f"/my/approvals/{asked.id}",
        "/my/tickets",
        f"/my/ticket/{cases[1].id}",
        "/new/ticket",
    ]
    records = [most, bug, contract, acceptance, cases[1]]
    return pages, [(record._name, record.id) for record in records]


def _sign_in(running, login: str) -> requests.Session:
    session = requests.Session()
    page = session.get(f"{running.url}/web/login", timeout=60)
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    values = {"login": login, "password": login, "csrf_token": token}
    session.post(f"{running.url}/web/login", data=values, timeout=60)
    session.root = running.url
    return session


def _get(session, path: str):
    answer = session.get(session.root + path, timeout=60)
    assert answer.ok and "/web/login" not in answer.url, path


def _form_fields(admin: Person, model: str) -> dict:
    """Return what the web client reads for the form of a model."""
    views = admin.call(model, "get_views", [[False, "form"]])
    arch = ElementTree.fromstring(views["views"]["form"]["arch"])
    return _read_specification(arch)


def _read_specification(node) -> dict:
    """Return the fields below a node of a view, with those of its lists."""
    found = {}
    for child in node:
        if child.tag != "field":
            found |= _read_specification(child)
            continue
        fields = _read_specification(child)
        found[child.get("name")] = {"fields": fields, "limit": LINES} if fields else {}
    return found


def _median(function, repetitions: int) -> float:
    """Return the median seconds of a call; the first one only warms the caches."""
    seconds = []
    for _turn in range(repetitions + 1):
        begin = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - begin)
    return median(seconds[1:])
