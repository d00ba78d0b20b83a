"""Mail on its way to Odoo: who sends what by which transport, and what became of it."""

import re
import smtplib
import subprocess
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from random import Random

import requests

from tests.helpers import SUPPORT, Person, reference
from tooling import mailgate, postgres
from tooling.stack import HOST

MARK = re.compile(r"Marca (\w+-\d+)")
PATIENCE_SECONDS = 300
RETRY_SECONDS = 0.5
ROWS = """
    SELECT subject, state, ticket_id FROM bacg_mail_inbound
     WHERE subject LIKE '%%Marca %%'
"""
CASES = "SELECT name, id FROM helpdesk_ticket WHERE name LIKE '%%Marca %%'"
A_MINUTE_PASSES = """
    UPDATE bacg_mail_inbound SET create_date = create_date - interval '1 minute'
     WHERE state = 'pending'
"""
QUEUED = "SELECT count(*) FROM mail_mail WHERE state = 'outgoing'"
MESSAGES = """
    SELECT body, res_id FROM mail_message
     WHERE model = 'helpdesk.ticket' AND message_type = 'email'
       AND body LIKE '%%Marca %%'
"""


@dataclass(frozen=True)
class Mail:
    """A mail with a mark of its own, in its subject and in its body.

    :param answers: the case it is an answer to, else it asks for a new one
    """

    mark: str
    sender: str
    content: bytes
    to: str = SUPPORT
    answers: int | None = None


def write(
    mark: str, sender: str, to=SUPPORT, case: dict | None = None, padding: int = 0
) -> Mail:
    """Return a mail from `sender`; with a `case` it answers the mail that made it."""
    message = EmailMessage()
    message["From"], message["To"] = sender, to
    message["Subject"] = f"Marca {mark}"
    message["Message-ID"] = f"<{mark}@transportes.example>"
    if case:
        message.replace_header("Subject", f"RE: Marca {mark}")
        message["References"] = case["message_id"]
    message.set_content(f"Buenas tardes.\nMarca {mark}\nGracias.")
    if padding:
        content = bytes(padding)
        message.add_attachment(content, "application", "octet-stream", filename="a.bin")
    content = message.as_bytes(policy=message.policy.clone(linesep="\r\n"))
    return Mail(mark, sender, content, to, case and case["id"])


def unevenly(senders: list[str], counts: tuple[int, ...]) -> list[str]:
    """Return the sender of each mail, if each writes so many."""
    return [s for s, n in zip(senders, counts, strict=True) for _mail in range(n)]


def batch(transport: str, count: int, cases: list[dict], chance: Random) -> list[Mail]:
    """Return `count` mails: cases, answers to `cases`, and some of them twice."""
    answers, repeated = count * 3 // 20, count // 20
    mails = [
        write(
            f"{transport}-{number}",
            f"persona{number % 3}@{transport}.example",
            case=cases[number % len(cases)] if number < answers else None,
            padding=chance.choice([0] * 9 + [200_000]),
        )
        for number in range(count - repeated)
    ]
    mails += chance.sample(mails, repeated)
    chance.shuffle(mails)
    return mails


def persist(attempt, mail: Mail):
    """Send a mail as a mail server does: until it is accepted."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not attempt(mail):
        assert time.monotonic() < deadline, f"{mail.mark} was never accepted"
        time.sleep(RETRY_SECONDS)


def send_all(attempt, mails: list[Mail], connections: int):
    """Send mails over several connections at a time, each until it is accepted."""
    with ThreadPoolExecutor(connections) as pool:
        for sent in [pool.submit(persist, attempt, mail) for mail in mails]:
            sent.result()


def by_smtp(port: int, protocol=smtplib.SMTP):
    """Return a function that tries to send one mail by SMTP or LMTP."""

    def attempt(mail: Mail) -> bool:
        try:
            with protocol(HOST, port, timeout=60) as client:
                client.sendmail(mail.sender, mail.to, mail.content)
        except smtplib.SMTPResponseException as refused:
            assert refused.smtp_code < 500, refused
            return False
        except OSError:
            return False
        return True

    return attempt


def by_pipe(stack, token_file):
    """Return a function that pipes one mail into the mail gate, as Postfix does."""
    command = [sys.executable, "-I", mailgate.__file__, "--url", stack.url]
    command += ["--token-file", token_file, "--database", stack.database]

    def attempt(mail: Mail) -> bool:
        result = subprocess.run(
            [*command, "--sender", mail.sender, "--", mail.to],
            input=mail.content,
            check=False,
            capture_output=True,
        )
        outcomes = {mailgate.KEPT[0]: True, mailgate.TRY_LATER[0]: False}
        assert result.returncode in outcomes, result.stderr
        return outcomes[result.returncode]

    return attempt


def fetch_all(fetch, left):
    """Let Odoo fetch until nothing is left, whatever happens to it meanwhile."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while left():
        assert time.monotonic() < deadline, "not everything was fetched"
        with suppress(requests.RequestException):
            fetch()
        time.sleep(RETRY_SECONDS)


def progress(database: str) -> dict[str, int]:
    """Return how many different mails of each transport Odoo has kept so far."""
    marks = {_mark(subject) for subject, *_rest in _select(ROWS, database)}
    counts = defaultdict(int)
    for mark in marks:
        counts[mark.partition("-")[0]] += 1
    return counts


def finish(database: str, admin: Person):
    """Let the scheduled action finish what was kept when Odoo died."""
    _select(A_MINUTE_PASSES, database)
    action = reference(admin, "bacg_sla_platino.ir_cron_mail_inbound")
    admin.call("ir.cron", "method_direct_trigger", [action])


def faults(database: str, mails: list[Mail]) -> list[str]:
    """Return what is wrong with what became of `mails`; each counts exactly once."""
    rows, cases, messages = (
        _by_mark(_select(query, database)) for query in (ROWS, CASES, MESSAGES)
    )
    times = defaultdict(int)
    for mail in mails:
        times[mail.mark] += 1
    found = []
    for mail in set(mails):
        wanted = ["reply"] if mail.answers else ["case"]
        states = sorted(state for state, _ticket in rows[mail.mark])
        tickets = {ticket for state, ticket in rows[mail.mark] if state in wanted}
        made = [id_ for (id_,) in cases[mail.mark]]
        posted = [id_ for (id_,) in messages[mail.mark]]
        first = [state for state in states if state != "duplicate"]
        case = [mail.answers] if mail.answers else made[:1]
        if (
            first != wanted
            or len(states) < times[mail.mark]
            or (mail.answers and made)
            or (not mail.answers and len(made) != 1)
            or posted != case
            or tickets != set(case)
        ):
            found.append(f"{mail.mark}: rows {states}, cases {made}, messages {posted}")
    return found


def wait_until_sent(database: str):
    """Wait until Odoo has sent all it wants to: stopped meanwhile, it complains."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while _select(QUEUED, database)[0][0]:
        assert time.monotonic() < deadline, "the mail queue does not get empty"
        time.sleep(0.2)


def _select(query: str, database: str) -> list:
    return postgres.execute(query, database=database)


def _by_mark(rows: list) -> dict:
    """Return the rows without their first column, the text that has the mark."""
    found = defaultdict(list)
    for text, *rest in rows:
        found[_mark(text)].append(tuple(rest))
    return found


def _mark(text: str) -> str:
    return MARK.search(text).group(1)
