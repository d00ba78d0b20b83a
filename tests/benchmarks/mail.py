"""Mail intake: core's gateway on the other sides, keep-first on ours."""

import itertools

from odoo import SUPERUSER_ID

from tests.benchmarks.side import MAILBOX, settle
from tests.benchmarks.stopwatch import Stopwatch

MAILS = 40
# A person whose mail program wants no automatic answer.
QUIET = "X-Auto-Response-Suppress: All\r\n"
_numbers = itertools.count()


def _raw(sender: str, headers: str = "") -> bytes:
    """Return a small message that was never seen before."""
    number = next(_numbers)
    return (
        f"From: Nueva Persona <{sender}>\r\nTo: {MAILBOX}\r\n"
        f"Subject: No imprime {number}\r\nMessage-ID: <{number}@bench.example>\r\n"
        f"{headers}Content-Type: text/plain; charset=utf-8\r\n\r\n"
        "Buenas tardes, no imprime.\r\n"
    ).encode()


def _take(side, env, raw: bytes):
    """Take one message in, up to the end of its transaction."""
    if side.name == "ours":
        row = env["bacg.mail.inbound"]._keep(raw, "http", envelope_from="x@x.example")
        # The commit between keeping and processing.
        settle(env)
        row._process()
        state = row.state
    else:
        gateway = env["mail.thread"].with_context(fetchmail_cron_running=True)
        state = "case" if gateway.message_process(False, raw) else "lost"
    settle(env)
    assert state == "case", (side.name, state)


def _milliseconds(side, env, messages: list[bytes]) -> float:
    """Return the time for one message; each begins with empty caches."""
    gateway = env(user=SUPERUSER_ID)
    watch = Stopwatch(env)
    for raw in messages:
        _take(side, gateway, raw)
        env.invalidate_all()
    return watch.seconds() / len(messages) * 1000


def known(answered: bool):
    """Return a measure: milliseconds for a mail of a contact who has his user."""

    def measure(side, env) -> float:
        headers = "" if answered else QUIET
        messages = [_raw(side.address(n), headers) for n in range(MAILS)]
        return _milliseconds(side, env, messages)

    return measure


def unknown(side, env) -> float:
    """Return the milliseconds for a mail of a person nobody knows."""
    messages = [_raw(f"alguien@nueva{next(_numbers)}.example") for _ in range(MAILS)]
    return _milliseconds(side, env, messages)
