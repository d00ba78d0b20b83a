"""The intake says "kept" only when Odoo kept the message."""

import smtplib
import socket
import time

import pytest

from tooling import intake
from tooling.mailgate import KEPT, TRY_LATER, Gateway
from tooling.process import free_port

HOST = "127.0.0.1"
MESSAGE = b"Subject: caf\xc3\xa9\r\n\r\n..dot\r\n" + b"x" * 5000 + b"\r\n"


@pytest.fixture
def ports(odoo):
    """The (SMTP, LMTP) ports of an intake before `odoo`."""
    url = f"http://{HOST}:{odoo.server_port}"
    gateway = Gateway(url, lambda: "secret", "some_db")
    chosen = free_port(), free_port()
    with intake.listening(gateway, HOST, chosen, size_limit=100_000):
        yield chosen


def send(port, content=MESSAGE):
    """Send `content` to two recipients."""
    with smtplib.SMTP(HOST, port) as client:
        client.sendmail("a@b.example", ["soporte@bacg.cloud", "x@y.example"], content)


def test_bytes_and_envelope_arrive_unmodified(odoo, ports):
    send(ports[0])
    ((path, headers, content),) = odoo.requests
    assert path == "/bacg/mail/inbound"
    assert content == MESSAGE
    assert headers["Content-Type"] == "message/rfc822"
    assert headers["Authorization"] == "Bearer secret"
    assert headers["X-Envelope-From"] == "a@b.example"
    assert headers["X-Envelope-To"] == "soporte@bacg.cloud,x@y.example"
    assert headers["X-Odoo-Database"] == "some_db"


@pytest.mark.parametrize(
    ("status", "code"), [(413, 552), (401, 451), (404, 451), (500, 451), (303, 451)]
)
def test_not_kept(odoo, ports, status, code):
    odoo.status = status
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(ports[0])
    assert refused.value.smtp_code == code


def test_odoo_down(odoo, ports):
    odoo.shutdown()
    odoo.server_close()
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(ports[0])
    assert refused.value.smtp_code == 451


def test_too_large(odoo, ports):
    with pytest.raises(smtplib.SMTPSenderRefused) as refused:
        send(ports[0], b"x" * 200_000)
    assert refused.value.smtp_code == 552
    assert odoo.requests == []


def test_too_many_recipients(odoo):
    """A message has 100 recipients; the others are asked for again (452)."""
    port, other = free_port(), free_port()
    gateway = Gateway(f"http://{HOST}:{odoo.server_port}", lambda: "secret", "some_db")
    many = [f"p{number}@b.example" for number in range(103)]
    with (
        intake.listening(gateway, HOST, (port, other)),
        smtplib.SMTP(HOST, port) as client,
    ):
        refused = client.sendmail("a@b.example", many, MESSAGE)
    assert {code for code, _words in refused.values()} == {452}
    assert list(refused) == many[100:]
    ((_path, headers, _content),) = odoo.requests
    assert headers["X-Envelope-To"] == ",".join(many[:100])


@pytest.mark.parametrize(("limits", "allowed"), [({"connections": 2}, 2), ({}, 50)])
def test_too_many_connections(odoo, limits, allowed):
    """Of both protocols together, 50 unless told; who leaves makes room."""
    ports = free_port(), free_port()
    gateway = Gateway(f"http://{HOST}:{odoo.server_port}", lambda: "secret", "some_db")
    with intake.listening(gateway, HOST, ports, **limits):
        first, *others = (
            (smtplib.SMTP, smtplib.LMTP)[number % 2](HOST, ports[number % 2])
            for number in range(allowed)
        )
        with pytest.raises(smtplib.SMTPConnectError) as refused:
            smtplib.SMTP(HOST, ports[0])
        assert refused.value.smtp_code == 421
        first.quit()
        time.sleep(0.2)
        smtplib.SMTP(HOST, ports[0]).quit()
        for other in others:
            other.quit()


def lmtp_answers(port):
    """Send a message to two recipients; return all lines that came back."""
    with socket.create_connection((HOST, port)) as connection:
        lines = connection.makefile("rwb")
        for command in (
            b"LHLO me",
            b"MAIL FROM:<a@b.example>",
            b"RCPT TO:<c@d.example>",
            b"RCPT TO:<e@f.example>",
            b"DATA",
            b"Subject: x\r\n\r\nhi\r\n.",
            b"QUIT",
        ):
            lines.write(command + b"\r\n")
        lines.flush()
        return lines.read().decode().splitlines()


def test_lmtp_answers_once_per_recipient(odoo, ports):
    assert lmtp_answers(ports[1]).count(intake.REPLIES[KEPT]) == 2
    assert len(odoo.requests) == 1


def test_lmtp_answers_once_per_recipient_without_odoo(odoo, ports):
    odoo.shutdown()
    odoo.server_close()
    assert lmtp_answers(ports[1]).count(intake.REPLIES[TRY_LATER]) == 2
