"""Two servers on one database, a bridge before each, agents, and a dice that kills."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager, suppress
from random import Random

import psutil
import psycopg2
import requests
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox

from tests import transports
from tests.helpers import Person, reference
from tooling import intake, postgres
from tooling.console import Problem
from tooling.paths import LOG, MAIL, ROOT
from tooling.process import DYING_WITH_US, free_port, stop
from tooling.stack import HOST, START_SECONDS, Stack

WORKERS = 2
SETTLE_SECONDS = 120
# Where nobody looks for a free port while ours is dead, no client either.
PORTS = 20_000 + os.getpid() % 10_000
# What an agent hears when what he talked to was killed: he looks, and goes on.
LOST = re.compile(
    r"psycopg2\.(InterfaceError|OperationalError)|psycopg2\.errors\.AdminShutdown"
    r"|server closed the connection|database system is"
)
ACTIONS = (
    "bacg_sla_platino.ir_cron_mail_inbound",
    "bacg_sla_platino.ir_cron_sla_events",
    "bacg_sla_platino.ir_cron_weekly_followup",
    "mail.ir_cron_mail_scheduler_action",
)
CHECKPOINTER = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"
OPEN = [("closed", "=", False), ("priority", "in", ("0", "1"))]


class Bridge:
    """The intake as a process of its own, which can be killed."""

    def __init__(self, stack: Stack):
        self.stack = stack
        self.token_file = MAIL / f"{stack.database}.token"
        self.token_file.write_text(stack.token())

    def start(self):
        options = {
            "url": self.stack.url,
            "database": self.stack.database,
            "token-file": self.token_file,
            "smtp-port": self.stack.smtp_port,
            "lmtp-port": self.stack.lmtp_port,
        }
        arguments = [f"--{name}={value}" for name, value in options.items()]
        command = [*DYING_WITH_US, sys.executable, "-m", intake.__name__, *arguments]
        with (LOG / f"{self.stack.database}-bridge.log").open("a") as log:
            self.process = subprocess.Popen(command, stderr=log, cwd=ROOT)

    def kill(self):
        self.process.kill()
        self.process.wait()


class Fleet:
    """What runs for one database, and what befalls it."""

    def __init__(self, database: str, relay_port: int):
        self.database = database
        self.stacks = [
            Stack(
                database,
                WORKERS,
                http_port=free_port(PORTS + number * 10),
                smtp_port=free_port(PORTS + number * 10 + 1),
                lmtp_port=free_port(PORTS + number * 10 + 2),
                gevent_port=free_port(PORTS + number * 10 + 3),
                relay_port=relay_port,
            )
            for number in range(2)
        ]
        self.bridges = [Bridge(stack) for stack in self.stacks]
        self.killed = Counter()
        self.given_up = False

    def start_server(self, stack: Stack):
        """Start a server, again if PostgreSQL was not there for it."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                stack.start_odoo()
                return
            except (Problem, psycopg2.OperationalError):
                assert time.monotonic() < deadline, f"{stack.url} does not come back"
                time.sleep(0.5)

    def _revive(self):
        """Start servers that ended by themselves, as systemd does.

        Odoo's main process may end when PostgreSQL does.
        """
        for stack in self.stacks:
            if stack.process.poll() is not None:
                stack.kill_odoo()  # what is left of it
                self.start_server(stack)
                self.killed["ended by itself"] += 1

    def disturb(self, chance: Random, rounds: int, unfinished):
        """Kill one of each kind a round, in an order and at moments of the dice.

        :param unfinished: tells whether work is left that needs all servers
        """
        kinds = (
            self._kill_worker,
            self._kill_server,
            self._kill_bridge,
            self._kill_postgres,
        )
        order = [kill for _n in range(rounds) for kill in chance.sample(kinds, 4)]
        try:
            while order or unfinished():
                time.sleep(chance.uniform(0.2, 3))
                self._revive()
                if order:
                    kill = order.pop()
                    kill(chance)
                    self.killed[kill.__name__.removeprefix("_kill_")] += 1
        except BaseException:
            self.given_up = True  # or the senders would wait for their server
            raise

    def sender(self, stack: Stack):
        """Return a function that tries to send one mail over the server's bridge."""
        attempt = transports.by_smtp(stack.smtp_port)

        def try_to_send(mail):
            assert not self.given_up
            return attempt(mail)

        return try_to_send

    def _kill_worker(self, chance):
        family = psutil.Process(chance.choice(self.stacks).process.pid).children()
        with suppress(psutil.NoSuchProcess):
            for worker in chance.sample(family, min(len(family), 1)):
                worker.kill()

    def _kill_server(self, chance):
        stack = chance.choice(self.stacks)
        stack.kill_odoo()
        time.sleep(chance.uniform(0, 2))
        self.start_server(stack)

    def _kill_bridge(self, chance):
        bridge = chance.choice(self.bridges)
        bridge.kill()
        time.sleep(chance.uniform(0, 1))
        bridge.start()

    def _kill_postgres(self, _chance):
        """Kill one of PostgreSQL's own: it ends all sessions and recovers."""
        with suppress(psycopg2.OperationalError):
            ((pid,),) = postgres.execute(CHECKPOINTER)
            os.kill(pid, signal.SIGKILL)

    def settle(self):
        """Let all that is due be done, whoever held it when he died."""
        admin = self._patiently(lambda: Person(self.stacks[0], "admin", "admin"))
        postgres.execute(transports.A_MINUTE_PASSES, database=self.database)
        for name in ACTIONS:
            action = reference(admin, name)
            self._patiently(
                lambda action=action: admin.call(
                    "ir.cron", "method_direct_trigger", [action]
                )
            )
        transports.wait_until_sent(self.database)

    def _patiently(self, function):
        """Call what may meet an action that runs, or a server that comes back."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while True:
            self._revive()
            try:
                return function()
            except (requests.RequestException, AssertionError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(1)


@contextmanager
def running(database: str):
    """Run the fleet on `database` while the context lasts."""
    MAIL.mkdir(parents=True, exist_ok=True)
    with ExitStack() as exits:
        relay = Controller(Mailbox(MAIL / database), HOST, free_port())
        relay.start()
        exits.callback(relay.stop)
        fleet = Fleet(database, relay.port)
        for stack, bridge in zip(fleet.stacks, fleet.bridges, strict=True):
            exits.callback(lambda stack=stack: stop(stack.process))
            fleet.start_server(stack)
            bridge.start()
            exits.callback(lambda bridge=bridge: stop(bridge.process))
        yield fleet


class Agent(threading.Thread):
    """Answers, moves, classifies and resolves cases that his colleagues have, too.

    ``said`` tells of each answer to a customer whether the server confirmed it;
    ``stumbled`` what went wrong and was not a lost connection.
    """

    def __init__(self, stack: Stack, login: str, stages: dict, chance: Random):
        super().__init__(daemon=True)
        self.person = Person(stack, login, login)
        self.login, self.stages, self.chance = login, stages, chance
        self.said, self.stumbled, self.done = {}, Counter(), Counter()
        self.leave = threading.Event()

    def run(self):
        acts = (self._answer, self._move, self._move, self._classify, self._resolve)
        while not self.leave.wait(self.chance.uniform(0, 0.1)):
            act = self.chance.choice(acts)
            try:
                # The oldest first, as they all do.
                cases = self._call("search", OPEN, limit=3, order="id")
                for case in self.chance.sample(cases, min(len(cases), 1)):
                    act(case)
                    self.done[act.__name__] += 1
            except requests.RequestException:
                time.sleep(0.5)
            except AssertionError as error:
                if not LOST.search(str(error)):
                    last = str(error).strip().splitlines()[-1]
                    self.stumbled[f"{act.__name__}: {last}"] += 1

    def _call(self, method, *args, **kwargs):
        return self.person.call("helpdesk.ticket", method, *args, **kwargs)

    def _answer(self, case):
        mark = f"{self.login}-{len(self.said)}"
        self.said[mark] = False
        subtype = {"subtype_xmlid": "mail.mt_comment", "message_type": "comment"}
        self._call("message_post", [case], body=f"Respuesta {mark}.", **subtype)
        self.said[mark] = True

    def _move(self, case):
        names = ("run", "wait_customer", "wait_vendor")
        self._call(
            "write", [case], {"stage_id": self.stages[self.chance.choice(names)]}
        )

    def _classify(self, case):
        self._call("action_classify", [case], self.chance.choice("01"))

    def _resolve(self, case):
        values = {"solution": "Se corrigió.", "late_reason": "own"}
        values["stage_id"] = self.stages["stop"]
        self._call("write", [case], values)
