"""The program that a mail server pipes messages into: its exit codes and its post."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from tooling import mailgate

HOST = "127.0.0.1"
MESSAGE = b"Subject: caf\xc3\xa9\r\n\r\n.dot\nnul \x00 and latin \xe9\r\n"


@pytest.fixture
def token_file(tmp_path):
    """A file as the administrator of the mail server writes it."""
    path = tmp_path / "token"
    path.write_text("secret\n")
    return path


@pytest.fixture
def silent():
    """A server that takes connections and never answers."""
    with socket.create_server((HOST, 0)) as server:
        yield server


def start(*arguments, url):
    """Start the program as Postfix does, alone with the system's Python path."""
    return subprocess.Popen(
        [sys.executable, "-I", mailgate.__file__, "--url", url, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run(*arguments, url, content=MESSAGE):
    """Run the program to its end; return its exit code and what it said."""
    process = start(*arguments, url=url)
    _output, words = process.communicate(content, timeout=30)
    return process.returncode, words.decode()


def address(port):
    """Return the stand-in's URL, below a path as behind a proxy."""
    return f"http://{HOST}:{port}/erp/"


def test_bytes_and_envelope_arrive_unmodified(odoo, token_file):
    options = ["--token-file", token_file, "--database", "some_db"]
    envelope = ["--sender", "a@b.example", "--", "soporte@bacg.cloud", "-ñ@y.example"]
    assert run(*options, *envelope, url=address(odoo.server_port)) == (0, "")
    ((path, headers, content),) = odoo.requests
    assert path == "/erp/bacg/mail/inbound"
    assert content == MESSAGE
    assert headers["Content-Type"] == "message/rfc822"
    assert headers["Authorization"] == "Bearer secret"
    assert headers["X-Envelope-From"] == "a@b.example"
    recipients = headers["X-Envelope-To"].encode("latin-1").decode()
    assert recipients == "soporte@bacg.cloud,-ñ@y.example"
    assert headers["X-Odoo-Database"] == "some_db"


def test_null_sender_is_not_an_unknown_one(odoo, token_file):
    run("--token-file", token_file, "--sender", "", url=address(odoo.server_port))
    run("--token-file", token_file, url=address(odoo.server_port))
    envelopes = [headers["X-Envelope-From"] for _path, headers, _body in odoo.requests]
    assert envelopes == ["", None]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (200, os.EX_OK),
        (413, os.EX_UNAVAILABLE),
        *((status, os.EX_TEMPFAIL) for status in (204, 303, 400, 401, 404, 500, 503)),
    ],
)
def test_only_what_is_kept_or_too_large_is_final(odoo, token_file, status, code):
    odoo.status = status
    found, words = run("--token-file", token_file, url=address(odoo.server_port))
    assert found == code
    # Postfix believes these digits before the exit code.
    assert words[:2] == {os.EX_OK: "", os.EX_UNAVAILABLE: "5."}.get(code, "4.")


def test_odoo_down(odoo, token_file):
    odoo.shutdown()
    odoo.server_close()
    code, words = run("--token-file", token_file, url=address(odoo.server_port))
    assert (code, words[:5]) == (os.EX_TEMPFAIL, "4.3.0")


def test_odoo_dies_before_it_answers(odoo, token_file):
    odoo.status = None
    assert (
        run("--token-file", token_file, url=address(odoo.server_port))[0]
        == os.EX_TEMPFAIL
    )
    assert odoo.requests


def test_odoo_is_too_slow(silent, token_file):
    options = ["--token-file", token_file, "--timeout", "0.2"]
    assert run(*options, url=address(silent.getsockname()[1]))[0] == os.EX_TEMPFAIL


@pytest.mark.parametrize(
    "options", [["--token-file", "/nonexistent"], [], ["--token-file", "x", "--nope"]]
)
def test_misconfigured(odoo, options):
    """A wrong option or a missing file must not make mail bounce."""
    assert run(*options, url=address(odoo.server_port))[0] == os.EX_TEMPFAIL
    assert run(*options, url="nonsense")[0] == os.EX_TEMPFAIL


def test_terminated(silent, token_file):
    process = start("--token-file", token_file, url=address(silent.getsockname()[1]))
    process.stdin.close()
    silent.accept()
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == os.EX_TEMPFAIL
