"""Mail through running servers: each side takes it over the network, in its own way."""

import time
import xmlrpc.client
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from random import Random

from tests import transports
from tests.benchmarks import databases
from tests.benchmarks.side import MAILBOX
from tests.benchmarks.table import Row
from tooling import stack as stacks

NAME = "mail: 1,000 from 7 senders through SMTP"
# Unevenly, as customers are.
MAILS_OF = (500, 250, 120, 60, 40, 20, 10)
CONNECTIONS = 4
SLICES = 10


def run(sides):
    """Yield the seconds and the throughput, of the bare side and of ours.

    Ours takes the mails by SMTP; core has no such door, its own mail gate script calls
    ``message_process`` by XML-RPC for each message. Both servers run, and the sides
    take turns with slices of the mails, so that noise hits both.
    """
    seconds = {}
    with ExitStack() as exits:
        deliver = {
            side.name: WAYS[side.name](
                exits.enter_context(stacks.running(databases.name(side.name)))
            )
            for side in sides
        }
        for mails in _slices(sides[0]):
            for name, attempt in deliver.items():
                begin = time.perf_counter()
                _send(attempt, mails)
                seconds[name] = seconds.get(name, 0) + time.perf_counter() - begin
    yield Row(NAME, "s", limit=2.5, against="bare", **seconds)
    speeds = {name: sum(MAILS_OF) / spent for name, spent in seconds.items()}
    yield Row(f"{NAME}, a second", "", **speeds)


def _slices(side) -> list[list[transports.Mail]]:
    """Return the mails, shuffled and split; the senders are known on each side."""
    senders = [side.address(number) for number in range(len(MAILS_OF))]
    mails = [
        transports.write(f"mil-{number}", sender, to=MAILBOX)
        for number, sender in enumerate(transports.unevenly(senders, MAILS_OF))
    ]
    Random(0).shuffle(mails)
    return [mails[part::SLICES] for part in range(SLICES)]


def _send(attempt, mails: list[transports.Mail]):
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        assert all(pool.map(attempt, mails))


def _by_xmlrpc(stack):
    """Return a function that sends one mail as core's ``odoo-mailgate.py`` does."""
    common = xmlrpc.client.ServerProxy(f"{stack.url}/xmlrpc/2/common")
    login = stack.database, common.login(stack.database, "admin", "admin"), "admin"

    def attempt(mail) -> bool:
        with xmlrpc.client.ServerProxy(f"{stack.url}/xmlrpc/2/object") as models:
            arguments = [False, xmlrpc.client.Binary(mail.content)]
            call = "mail.thread", "message_process", arguments
            return bool(models.execute_kw(*login, *call))

    return attempt


def _by_smtp(stack):
    return transports.by_smtp(stack.smtp_port)


WAYS = {"bare": _by_xmlrpc, "ours": _by_smtp}
