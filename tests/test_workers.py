"""``bin/odoo --workers``: workers answer, the evented server tells, all of it stops."""

import json
import subprocess
import time

import psutil
import pytest
import requests
import websocket

from tests import shells
from tests.helpers import Person
from tooling import database, postgres
from tooling.paths import LOG, ROOT
from tooling.process import free_port, stop
from tooling.stack import HOST, Stack

DATABASE = "bacg_workers"
START_SECONDS = 60
TOLD_SECONDS = 20
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")


@pytest.fixture
def copied():
    """A new database with our addons, as durable as one that `bin/odoo` makes."""
    with shells.copied(DATABASE, durable=True) as name:
        yield name


@pytest.fixture
def server(copied):
    """`bin/odoo` with two workers and an evented server, as at a terminal."""
    stack = Stack(copied)
    evented = free_port(20_000)
    log = LOG / f"{DATABASE}.log"
    log.unlink(missing_ok=True)
    options = {
        "workers": 2,
        "database": copied,
        "http-port": stack.http_port,
        "gevent-port": evented,
        "logfile": log,
    }
    arguments = [f"--{name}={value}" for name, value in options.items()]
    process = subprocess.Popen([ROOT / "bin" / "odoo", *arguments])
    try:
        for port, path in ((stack.http_port, "/web/login"), (evented, "/web/health")):
            _wait_for(f"http://{HOST}:{port}{path}", process)
        yield stack, evented, process
    finally:
        stop(process)
    complaints = database.complaints(log)
    assert not complaints, "\n".join(map(str, complaints))


def _wait_for(url, process):
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            requests.get(url, timeout=60).raise_for_status()
            return
        except requests.RequestException:
            assert process.poll() is None, "bin/odoo ended"
            assert time.monotonic() < deadline, f"nobody answers at {url}"
            time.sleep(0.2)


def test_workers_and_their_evented_server(server):
    """What a worker writes, the evented server tells at once; all of them stop."""
    stack, evented, process = server
    admin = Person(stack, "admin", "admin")
    socket = websocket.create_connection(
        f"ws://{HOST}:{evented}/websocket",
        cookie=f"session_id={admin.session.cookies['session_id']}",
        origin=stack.url,
        timeout=TOLD_SECONDS,
    )
    subscription = {"channels": [], "last": 0}
    socket.send(json.dumps({"event_name": "subscribe", "data": subscription}))
    socket.ping()
    assert socket.recv_data(control_frame=True)[0] == websocket.ABNF.OPCODE_PONG
    _give_activity(admin)
    told = [notice["message"]["type"] for notice in json.loads(socket.recv())]
    assert "mail.activity/updated" in told
    socket.close()
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 5, "Odoo, two workers, one for actions, the evented server"
    stop(process)
    assert not psutil.wait_procs(family, timeout=5)[1]


def _give_activity(admin):
    user = admin.information["uid"]
    model = admin.call("ir.model", "search", [("model", "=", "res.partner")])[0]
    partner = admin.information["partner_id"]
    values = {"res_model_id": model, "res_id": partner, "user_id": user}
    admin.call("mail.activity", "create", [values])


def test_what_is_kept_is_on_disk(copied):
    """SLA 1.01: the 250 of a mail outlives a power cut, but in throw-away databases."""
    assert _settings(copied) == _settings("postgres") == ["on"] * len(DURABLE)
    postgres.throw_away(copied)
    assert _settings(copied) == ["on", "on", "off"]


def _settings(name):
    return [postgres.execute(f"SHOW {key}", database=name)[0][0] for key in DURABLE]
