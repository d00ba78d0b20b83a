"""Real mail servers hand mail to Odoo, which is killed again and again meanwhile."""

import os
import smtplib
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from random import Random

import pytest

from tests import transports
from tests.helpers import MailWorld, Person, make_customer, reference
from tooling import dovecot
from tooling.console import say
from tooling.process import free_port

DATABASE = "bacg_transports"
# The moments are drawn by chance, the same ones each time.
SEED = int(os.environ.get("TRANSPORTS_SEED", "20240201"))
# A thousand mails by night; a fifth of them shows the same, if less often.
SHARE = 1 if os.environ.get("SLA_NIGHTLY") else 5
EACH = 300 // SHARE
CONNECTIONS = 2
# Seven senders, unevenly.
MAILS_OF = [count // SHARE for count in (500, 250, 120, 60, 40, 20, 10)]
SENDERS = "clientes.example"
SENDER = f"luis@{SENDERS}"
TWICE = 30


@pytest.fixture(scope="module")
def stack(run_stack):
    """Odoo on a database of its own, where it may be killed."""
    # Where nobody looks for a free port while ours is dead, no client either.
    port = free_port(20_000 + os.getpid() % 10_000)
    with run_stack(DATABASE, http_port=port) as running:
        yield running
        transports.wait_until_sent(DATABASE)


@pytest.fixture(scope="module")
def admin(stack):
    return Person(stack, "admin", "admin")


@pytest.fixture(scope="module")
def mail_server():
    with dovecot.running() as server:
        yield server


@pytest.fixture
def cases(stack, admin):
    """Some cases and the Message-ID that an answer to them refers to."""
    make_customer(admin, "Transportes", "smtp.example")
    mail = MailWorld(stack)
    subjects = [f"Pregunta {number}" for number in range(10)]
    sent = [mail.send("ana@smtp.example", subject) for subject in subjects]
    domain = [("name", "in", subjects)]
    found = admin.call("helpdesk.ticket", "search_read", domain, ["name"])
    ids = {case["name"]: case["id"] for case in found}
    return [
        {"id": ids[subject], "message_id": message["Message-ID"]}
        for subject, message in zip(subjects, sent, strict=True)
    ]


def _kill_now_and_then(stack, chance, unfinished):
    """Kill Odoo once in the middle of each transport; return the counts at each."""
    due = {name: chance.randint(EACH // 10, EACH * 8 // 10) for name in unfinished()}
    seen = []
    while unfinished():
        counts = transports.progress(DATABASE)
        reached = [name for name, number in due.items() if counts[name] >= number]
        if reached:
            time.sleep(chance.uniform(0, 0.2))
            stack.kill_odoo()
            seen.append(transports.progress(DATABASE))
            stack.start_odoo()
            due = {name: due[name] for name in due if name not in reached}
        time.sleep(0.02)
    return seen


@pytest.fixture
def attempts(stack, tmp_path):
    """Transport → function that tries to send a mail."""
    token_file = tmp_path / "token"
    token_file.write_text(stack.token())
    return {
        "smtp": transports.by_smtp(stack.smtp_port),
        "lmtp": transports.by_smtp(stack.lmtp_port, smtplib.LMTP),
        "pipe": transports.by_pipe(stack, token_file),
    }


@pytest.fixture
def fetches(stack, admin, mail_server):
    """Transport → function that fetches what is there, function that counts the rest.

    By the button of a server as an administrator sets it up; the scheduled action,
    which is active from then on, fetches from the same servers meanwhile.
    """
    patient = Person(stack, "admin", "admin", timeout=transports.PATIENCE_SECONDS)
    action = reference(admin, "mail.ir_cron_mail_gateway_action")
    admin.call("ir.cron", "write", [action], {"interval_number": 1})
    imap = _incoming_server(admin, "imap", mail_server.imap_port)
    pop = _incoming_server(admin, "pop", mail_server.pop_port)
    fetch = partial(patient.call, "fetchmail.server", "fetch_mail")
    return {
        "imap": (partial(fetch, [imap]), partial(mail_server.count, "imap", "UNSEEN")),
        "pop": (partial(fetch, [pop]), partial(mail_server.count, "pop")),
    }


def _incoming_server(admin, kind, port):
    """Set up an incoming mail server whose user is named as its kind."""
    values = {
        "name": kind,
        "server_type": kind,
        "server": dovecot.HOST,
        "port": port,
        "is_ssl": False,
        "user": kind,
        "password": dovecot.PASSWORD,
    }
    server = admin.call("fetchmail.server", "create", [values])[0]
    admin.call("fetchmail.server", "button_confirm_login", [server])
    return server


def test_killed_while_mail_comes_in(
    stack, admin, cases, attempts, fetches, mail_server
):
    """SLA 1.01, 1.02: by every transport each mail counts, exactly once."""
    say(f"TRANSPORTS_SEED={SEED}")
    chance = Random(SEED)
    mails = {
        name: transports.batch(name, EACH, cases, chance)
        for name in (*attempts, *fetches)
    }
    for name in fetches:
        mail_server.deliver(name, [mail.content for mail in mails[name]])
    with ThreadPoolExecutor() as pool:
        work = {
            name: pool.submit(transports.send_all, attempt, mails[name], CONNECTIONS)
            for name, attempt in attempts.items()
        }
        for name, functions in fetches.items():
            work[name] = pool.submit(transports.fetch_all, *functions)
        seen = _kill_now_and_then(
            stack, chance, lambda: [n for n in work if not work[n].done()]
        )
        for done in work.values():
            done.result()
    say(f"killed {len(seen)} times")
    for name, sent in mails.items():
        different = len({mail.mark for mail in sent})
        reached = [counts[name] for counts in seen]
        assert any(0 < count < different for count in reached), f"{name} ran through"
    transports.finish(DATABASE, admin)
    everything = [mail for batch in mails.values() for mail in batch]
    assert not transports.faults(DATABASE, everything)


def test_one_mail_by_two_ways_at_once(stack, attempts):
    """SLA 1.02: delivered to both mailboxes at once, it differs, but is one case."""
    mails = [transports.write(f"dos-{number}", SENDER) for number in range(TWICE)]
    copies = [
        replace(mail, content=b"Received: by mx.example.net\r\n" + mail.content)
        for mail in mails
    ]
    with ThreadPoolExecutor() as pool:
        ways = zip(("smtp", "lmtp"), (mails, copies), strict=True)
        work = [
            pool.submit(transports.send_all, attempts[name], sent, CONNECTIONS)
            for name, sent in ways
        ]
        for done in work:
            done.result()
    assert not transports.faults(DATABASE, mails)


def test_many_mails_from_seven_senders(stack, admin):
    """SLA 1.01, 1.02: unlimited cases; none is lost, none is double."""
    make_customer(admin, "Clientes", SENDERS)
    company = reference(admin, "base.main_company")
    admin.call("res.company", "write", [company], {"sla_portal_user_limit": 1000})
    chance = Random(SEED)
    senders = [f"persona{number}@{SENDERS}" for number in range(len(MAILS_OF))]
    mails = [
        transports.write(f"mil-{number}", sender)
        for number, sender in enumerate(transports.unevenly(senders, MAILS_OF))
    ]
    chance.shuffle(mails)
    begin = time.monotonic()
    transports.send_all(transports.by_smtp(stack.smtp_port), mails, 6)
    say(f"{len(mails) / (time.monotonic() - begin):.1f} mails a second by SMTP")
    assert not transports.faults(DATABASE, mails)
    for sender, count in zip(senders, MAILS_OF, strict=True):
        ours = [("partner_id.email", "=", sender)]
        assert admin.call("helpdesk.ticket", "search_count", ours) == count
        for model in ("res.partner", "res.users"):
            domain = [("email", "=", sender)]
            assert admin.call(model, "search_count", domain) == 1
