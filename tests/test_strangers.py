"""A flood of invented senders: every mail a case, and no more of ours than allowed."""

import smtplib
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from email.utils import make_msgid

import pytest

from tests.helpers import SUPPORT, MailWorld, Person, make_customer
from tooling import database, odoo_log, postgres
from tooling import stack as stacks
from tooling.checks import templates

DATABASE = "bacg_strangers"
CUSTOMER_DOMAIN = "clienta.gt"
FORGED = [f"empleado{number}@{CUSTOMER_DOMAIN}" for number in range(60)]
SENDERS = [
    *(f"persona{number}@inventada.example" for number in range(150)),
    *(f"persona{number}@gmail.com" for number in range(100)),
    *(f"persona@inventada{number}.example" for number in range(190)),
    *FORGED,
]
CONNECTIONS = 8
PATIENCE_SECONDS = 60
# The defaults of the settings.
USERS, USERS_OF_DOMAIN, TOLD_OF_DOMAIN, TOLD_STRANGERS = 20, 5, 100, 100


@pytest.fixture(scope="module")
def stack():
    """Odoo on a database of its own: the flood would bury other tests' cases."""
    with postgres.running():
        database.copy(templates.installed(), DATABASE)
        stacks.Stack(DATABASE).log.unlink(missing_ok=True)
        with stacks.running(DATABASE) as running:
            yield running
        database.drop(DATABASE)


@pytest.fixture(scope="module")
def admin(stack):
    """The administrator of that database."""
    return Person(stack, "admin", "admin")


@pytest.fixture(scope="module")
def flood(stack, admin):
    """Sends 500 mails of 500 people and waits until what we send is out."""
    make_customer(admin, "Clienta", CUSTOMER_DOMAIN)
    mail = MailWorld(stack)
    # Core notes the state of the mailbox at its first mail, once.
    mail.send("primera@otra.example", "Primera")
    mail.wait("primera@otra.example", count=2)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(
            pool.map(
                lambda n: _send(stack, SENDERS[n::CONNECTIONS]), range(CONNECTIONS)
            )
        )
    queue = [("state", "=", "outgoing")]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while left := admin.call("mail.mail", "search_count", queue):
        assert time.monotonic() < deadline, f"{left} mails still wait"
        time.sleep(0.5)
    return mail


def _send(stack, senders):
    with smtplib.SMTP("127.0.0.1", stack.smtp_port) as server:
        for sender in senders:
            text = (
                f"From: {sender}\r\nTo: {SUPPORT}\r\nSubject: Ayuda de {sender}\r\n"
                f"Message-ID: {make_msgid(domain='inventada.example')}\r\n\r\nHola\r\n"
            )
            server.sendmail(sender, SUPPORT, text.encode())


def _domain(address):
    return address.rpartition("@")[2]


def test_every_message_is_a_case(admin, flood):
    """SLA 1.01, 1.02: 500 mails, 500 rows in the log, 500 cases, none lost."""
    rows = admin.call(
        "bacg.mail.inbound",
        "search_read",
        [("subject", "like", "Ayuda de")],
        ["state", "ticket_id", "email_from"],
    )
    assert sorted(row["email_from"] for row in rows) == sorted(SENDERS)
    assert Counter(row["state"] for row in rows) == {"case": len(SENDERS)}
    assert len({row["ticket_id"][0] for row in rows}) == len(SENDERS)


def test_no_more_users_than_the_limits(admin, flood):
    """SLA 1.03: the others wait for a manager's click, one contact each."""
    contacts = admin.call(
        "res.partner",
        "search_read",
        [("email_normalized", "in", SENDERS)],
        ["email_normalized", "sla_portal_access", "sla_user_made_at"],
    )
    assert len(contacts) == len(SENDERS)
    access = Counter(contact["sla_portal_access"] for contact in contacts)
    invited = [c for c in contacts if c["sla_portal_access"] == "invited"]
    assert access == {"invited": len(invited), "pending": len(SENDERS) - len(invited)}
    assert len(invited) == USERS - 1  # the first mail's sender is the twentieth
    users = [("login", "in", SENDERS)]
    assert admin.call("res.users", "search_count", users) == len(invited)
    by_domain = Counter(_domain(contact["email_normalized"]) for contact in invited)
    del by_domain[CUSTOMER_DOMAIN]
    assert max(by_domain.values(), default=0) <= USERS_OF_DOMAIN


def test_no_more_mails_than_the_limits(admin, flood):
    """What went out is acknowledgements and invitations, and within the limits."""
    told, invited = Counter(), 0
    for message in _sent_to(flood, set(SENDERS)):
        if "Ayuda de" in message["Subject"]:
            told[_domain(message["X-RcptTo"])] += 1
        else:
            invited += 1
            assert "/web/signup" in message.get_body(("html",)).get_content()
    assert invited == USERS - 1
    customers = told.pop(CUSTOMER_DOMAIN)
    assert customers == len(FORGED)
    assert sum(told.values()) == TOLD_STRANGERS - 1
    assert max(told.values()) <= TOLD_OF_DOMAIN
    quiet = [
        ("name", "like", "Ayuda de"),
        ("acknowledged_at", "=", False),
    ]
    expected = len(SENDERS) - customers - TOLD_STRANGERS + 1
    assert admin.call("helpdesk.ticket", "search_count", quiet) == expected


def _sent_to(mail, recipients):
    return [m for m in mail.received("") if m["X-RcptTo"] in recipients]


def test_not_one_error(stack, flood):
    """Nothing at all complains: not even of two transactions that met."""
    entries = odoo_log.entries(stack.log.read_text())
    complaints = odoo_log.unexpected(entries, [])
    assert not complaints, "\n".join(map(str, complaints))
