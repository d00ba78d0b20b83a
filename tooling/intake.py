"""Mail intake: takes mail by SMTP or LMTP and hands the raw bytes to Odoo.

The sending mail server hears "250" only after Odoo said that the message is kept;
anything else but "too large" is a temporary failure, so that it tries again later.

In production, run it beside the mail server and route the support addresses to it::

    python -m tooling.intake --url https://erp.example.com --token-file /etc/bacg/token

Postfix, for one: ``soporte@example.com lmtp:inet:127.0.0.1:2424`` in a transport map.
"""

import argparse
import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests
from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP

from tooling.process import leave_on_terminate

ROUTE = "/bacg/mail/inbound"
SMTP_PORT, LMTP_PORT = 2525, 2424
SIZE_LIMIT = 50 * 1024**2
KEPT = "250 2.0.0 kept"
TOO_LARGE = "552 5.3.4 message too large"
TRY_LATER = "451 4.3.0 not kept, try again later"
# Odoo answers within seconds; a mail server waits ten minutes for the final answer.
ANSWER_TIMEOUT = 300

_logger = logging.getLogger("intake")


class Gateway:
    """Posts messages to the controller of one Odoo database."""

    def __init__(self, url: str, token: Callable[[], str], database: str = ""):
        self.address = url.rstrip("/") + ROUTE
        self.token = token
        self.database = database

    def deliver(self, content: bytes, sender: str, recipients: list[str]) -> str:
        """Hand over one message and return the answer for the mail server."""
        headers = {
            "Content-Type": "message/rfc822",
            "Authorization": f"Bearer {self.token()}",
            # Bytes: internationalized addresses are UTF-8, not Latin-1.
            "X-Envelope-From": sender.encode(),
            "X-Envelope-To": ",".join(recipients).encode(),
        }
        if self.database:
            headers["X-Odoo-Database"] = self.database
        response = requests.post(
            self.address,
            data=content,
            headers=headers,
            timeout=ANSWER_TIMEOUT,
            allow_redirects=False,
        )
        _logger.info("%s from <%s>", response.status_code, sender)
        return {200: KEPT, 413: TOO_LARGE}.get(response.status_code, TRY_LATER)


class Handler:
    """What aiosmtpd calls for each message."""

    def __init__(self, gateway: Gateway, workers: int = 4):
        self.gateway = gateway
        self.pool = ThreadPoolExecutor(workers)

    async def handle_DATA(self, server, session, envelope) -> str:
        """Deliver off the event loop; LMTP wants one answer per recipient."""
        answer = await asyncio.get_running_loop().run_in_executor(
            self.pool,
            self.gateway.deliver,
            envelope.content,
            envelope.mail_from or "",
            envelope.rcpt_tos,
        )
        times = len(envelope.rcpt_tos) if isinstance(server, LMTP) else 1
        return "\r\n".join([answer] * times)

    async def handle_exception(self, error: Exception) -> str:
        """Answer "later" to whatever went wrong: a mail must never be lost."""
        _logger.error("not delivered: %s", error)
        return TRY_LATER


class _Smtp(SMTP):
    # Real mail has lines longer than the standard's 998 bytes.
    line_length_limit = 1024**2


class _Lmtp(LMTP):
    line_length_limit = 1024**2


class _Listener(Controller):
    """Listens on one port in a thread of its own, for one of the two protocols."""

    def __init__(self, protocol: type[SMTP], handler: Handler, **options):
        self.protocol = protocol
        super().__init__(handler, enable_SMTPUTF8=True, **options)

    def factory(self) -> SMTP:
        return self.protocol(self.handler, **self.SMTP_kwargs)


@contextlib.contextmanager
def listening(
    gateway: Gateway, host: str, ports: tuple[int, int], size_limit: int = SIZE_LIMIT
):
    """Take mail on (SMTP port, LMTP port) while the context lasts."""
    handler = Handler(gateway)
    options = {"hostname": host, "data_size_limit": size_limit}
    with contextlib.ExitStack() as stack:
        for protocol, port in zip((_Smtp, _Lmtp), ports, strict=True):
            listener = _Listener(protocol, handler, port=port, **options)
            listener.start()
            stack.callback(listener.stop)
        yield


def main():
    """Run the intake until a signal ends it."""
    parser = argparse.ArgumentParser(
        "python -m tooling.intake",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    option = parser.add_argument
    option("--url", required=True, help="where Odoo answers")
    option("--token-file", type=Path, required=True, help="file with the intake token")
    option("--database", default="", help="if Odoo serves several")
    option("--host", default="127.0.0.1")
    option("--smtp-port", type=int, default=SMTP_PORT)
    option("--lmtp-port", type=int, default=LMTP_PORT)
    option("--size-limit", type=int, default=SIZE_LIMIT, help="in bytes")
    given = parser.parse_args()
    leave_on_terminate()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    ports = given.smtp_port, given.lmtp_port
    # Read anew for each message, so that a changed token needs no restart.
    gateway = Gateway(
        given.url, lambda: given.token_file.read_text().strip(), given.database
    )
    with (
        contextlib.suppress(KeyboardInterrupt),
        listening(gateway, given.host, ports, given.size_limit),
    ):
        signal.pause()


if __name__ == "__main__":
    main()
