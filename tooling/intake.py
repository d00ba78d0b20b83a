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
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP

from tooling.mailgate import KEPT, TOO_LARGE, TRY_LATER, Gateway
from tooling.process import leave_on_terminate

SMTP_PORT, LMTP_PORT = 2525, 2424
SIZE_LIMIT = 50 * 1024**2
RECIPIENTS_LIMIT, CONNECTIONS_LIMIT = 100, 50
TOO_MANY_RECIPIENTS = "452 4.5.3 too many recipients"
TOO_MANY_CONNECTIONS = "421 4.7.0 too many connections, try again later"
# What the mail server hears of each outcome.
REPLIES = {
    outcome: f"{code} {outcome[1]}"
    for outcome, code in ((KEPT, 250), (TOO_LARGE, 552), (TRY_LATER, 451))
}

_logger = logging.getLogger("intake")


class Handler:
    """What aiosmtpd calls for each message."""

    def __init__(
        self,
        gateway: Gateway,
        workers: int = 4,
        recipients: int = RECIPIENTS_LIMIT,
        connections: int = CONNECTIONS_LIMIT,
    ):
        self.gateway = gateway
        self.pool = ThreadPoolExecutor(workers)
        self.recipients_limit = recipients
        self.connections_limit = connections
        self.connections = set()  # of both protocols

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        """Take one more recipient; the sender tries the others again later."""
        if len(envelope.rcpt_tos) >= self.recipients_limit:
            return TOO_MANY_RECIPIENTS
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        """Deliver off the event loop; LMTP wants one answer per recipient."""
        answer = await asyncio.get_running_loop().run_in_executor(
            self.pool,
            self._deliver,
            envelope.content,
            envelope.mail_from or "",
            envelope.rcpt_tos,
        )
        times = len(envelope.rcpt_tos) if isinstance(server, LMTP) else 1
        return "\r\n".join([answer] * times)

    def _deliver(self, content: bytes, sender: str, recipients: list[str]) -> str:
        """Return the answer: "later" whatever went wrong, a mail must not be lost."""
        try:
            outcome = self.gateway.deliver(content, sender, recipients)
        except Exception as error:  # noqa: BLE001 - all but an answer is none
            _logger.error("not delivered: %r", error)
            outcome = TRY_LATER
        _logger.info("<%s>: %s", sender, REPLIES[outcome])
        return REPLIES[outcome]

    async def handle_exception(self, error: Exception) -> str:
        """Answer "later" to what failed before there was a message."""
        _logger.error("no mail taken: %r", error)
        return REPLIES[TRY_LATER]


class _Bounded:
    """A connection; one too many hears so and is closed."""

    is_refused = False

    def connection_made(self, transport):
        handler = self.event_handler
        self.is_refused = len(handler.connections) >= handler.connections_limit
        if self.is_refused:
            transport.write(f"{TOO_MANY_CONNECTIONS}\r\n".encode())
            transport.close()
            return
        handler.connections.add(self)
        super().connection_made(transport)

    def data_received(self, data):
        if not self.is_refused:
            super().data_received(data)

    def eof_received(self):
        return None if self.is_refused else super().eof_received()

    def connection_lost(self, error):
        if not self.is_refused:
            self.event_handler.connections.discard(self)
            super().connection_lost(error)


class _Smtp(_Bounded, SMTP):
    # Real mail has lines longer than the standard's 998 bytes.
    line_length_limit = 1024**2


class _Lmtp(_Bounded, LMTP):
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
    gateway: Gateway,
    host: str,
    ports: tuple[int, int],
    size_limit: int = SIZE_LIMIT,
    **limits: int,
):
    """Take mail on (SMTP port, LMTP port) while the context lasts.

    :param limits: ``recipients`` of a message and ``connections`` at once
    """
    handler = Handler(gateway, **limits)
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
    option("--recipients", type=int, default=RECIPIENTS_LIMIT, help="of a message")
    option("--connections", type=int, default=CONNECTIONS_LIMIT, help="at once")
    given = parser.parse_args()
    leave_on_terminate()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    # It would tell every command of every connection.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    ports = given.smtp_port, given.lmtp_port
    # Read anew for each message, so that a changed token needs no restart.
    gateway = Gateway(
        given.url, lambda: given.token_file.read_text().strip(), given.database
    )
    with (
        contextlib.suppress(KeyboardInterrupt),
        listening(
            gateway,
            given.host,
            ports,
            given.size_limit,
            recipients=given.recipients,
            connections=given.connections,
        ),
    ):
        signal.pause()


if __name__ == "__main__":
    main()
