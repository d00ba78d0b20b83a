"""Everything that runs together for one database: Odoo, mail intake, mail relay."""

import os
import signal
import subprocess
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import requests
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox

from tooling import intake, odoo, postgres
from tooling.console import Problem
from tooling.mailgate import Gateway
from tooling.paths import LOG, MAIL
from tooling.process import DYING_WITH_US, free_port, stop

HOST = "127.0.0.1"
HTTP_PORT, GEVENT_PORT = 8069, 8072
TOKEN_KEY = "bacg_sla_platino.intake_token"
START_SECONDS = 120


@dataclass
class Stack:
    """One database's running services; ports are settled when it is made.

    With workers it is a server of several processes, as in production.
    """

    database: str
    workers: int = 0
    http_port: int = field(default_factory=lambda: free_port(HTTP_PORT))
    smtp_port: int = field(default_factory=lambda: free_port(intake.SMTP_PORT))
    lmtp_port: int = field(default_factory=lambda: free_port(intake.LMTP_PORT))
    gevent_port: int = field(default_factory=lambda: free_port(GEVENT_PORT))
    relay_port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        """Return where a browser finds Odoo."""
        return f"http://{HOST}:{self.http_port}"

    @property
    def maildir(self) -> Path:
        """Return the folder that takes every mail Odoo sends."""
        return MAIL / self.database

    @property
    def log(self) -> Path:
        """Return the file Odoo logs to."""
        return LOG / f"{self.database}.log"

    def token(self) -> str:
        """Return the secret that the intake shows to Odoo."""
        rows = postgres.execute(
            "SELECT value FROM ir_config_parameter WHERE key = %s",
            TOKEN_KEY,
            database=self.database,
        )
        if not rows:
            raise Problem(f"{self.database} has no parameter {TOKEN_KEY}")
        return rows[0][0]

    def start_odoo(self):
        """Start the server process and wait until it answers."""
        options = {
            "database": self.database,
            "db-filter": f"^{self.database}$",
            "http-port": self.http_port,
            "workers": self.workers,
            "gevent-port": self.gevent_port,
            "max-cron-threads": 1,
            "smtp": HOST,
            "smtp-port": self.relay_port,
            "logfile": self.log,
        }
        arguments = [f"--{name}={value}" for name, value in options.items()]
        self._tell_address()
        self.process = subprocess.Popen(
            [*DYING_WITH_US, *odoo.COMMAND, *arguments],
            env=odoo.environment(),
            # The terminal's Ctrl-C reaches us only; we stop it in order.
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )
        self._wait_until_ready()

    def _tell_address(self):
        """Let the links in mails lead here: Odoo would guess another port."""
        postgres.execute(
            "UPDATE ir_config_parameter SET value = %s WHERE key = 'web.base.url'",
            self.url,
            database=self.database,
        )

    def stop_odoo(self):
        """Stop the server process; mail that arrives now is put off by the intake."""
        stop(self.process)

    def kill_odoo(self):
        """End the server as a power cut does, its workers too, whatever they do."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _wait_until_ready(self):
        """Poll until Odoo answers from the database, or say where to look."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                # The login page, too: it loads the registry and builds the assets.
                for page in ("/web/health", "/web/login"):
                    requests.get(self.url + page, timeout=60).raise_for_status()
                return
            except requests.RequestException:
                time.sleep(0.2)
        self.stop_odoo()
        raise Problem(f"Odoo did not start, see {self.log}")


@contextmanager
def running(database: str, **ports: int):
    """Run the stack of `database` while the context lasts; yields the Stack."""
    stack = Stack(database, **ports)
    gateway = Gateway(stack.url, stack.token, database)
    MAIL.mkdir(parents=True, exist_ok=True)
    with ExitStack() as exits:
        relay = Controller(Mailbox(stack.maildir), HOST, stack.relay_port)
        relay.start()
        exits.callback(relay.stop)
        stack.start_odoo()
        exits.callback(stack.stop_odoo)
        ports = stack.smtp_port, stack.lmtp_port
        exits.enter_context(intake.listening(gateway, HOST, ports))
        yield stack
