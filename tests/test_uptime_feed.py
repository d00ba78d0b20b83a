"""A real Prometheus and Alertmanager tell Odoo of a server that stops and starts."""

import threading
import time
from contextlib import contextmanager
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.helpers import make_customer
from tooling import monitoring
from tooling.process import free_port

PATIENCE_SECONDS = 40
# A probe and a look at the rules each second, on a machine with other work.
TOLERANCE_SECONDS = 4


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args):
        """Say nothing: the probes come each second."""


@contextmanager
def web_server(port: int):
    """Answer at `port` while the context lasts."""
    server = ThreadingHTTPServer((monitoring.HOST, port), Answer)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _make_source(admin, url: str) -> tuple[int, int, str]:
    """Make an instance and the source that watches it; return both ids and a token."""
    customer = make_customer(admin, "Vigilada", "vigilada.example", hosted=True)
    [contract] = admin.call(
        "bacg.sla.contract", "search", [("partner_id", "=", customer)]
    )
    values = {"name": "Producción", "contract_id": contract, "url": url}
    # Hosted elsewhere: our own checks, which may not call this host, leave it alone.
    values["hosting"] = "elsewhere"
    [instance] = admin.call("bacg.hosted.instance", "create", [values])
    source = {"name": "Prometheus", "target_ids": [[0, 0, {"instance_id": instance}]]}
    [source] = admin.call("bacg.uptime.source", "create", [source])
    action = admin.call("bacg.uptime.source", "action_renew_token", [source])
    return instance, source, action["params"]["message"]


def _wait(admin, model: str, domain: list, field: str):
    """Return a field of the one record of a domain, once there is one that has it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        rows = admin.call(
            model, "search_read", [*domain, (field, "!=", False)], [field]
        )
        if rows:
            [row] = rows
            return row[field]
        assert time.monotonic() < deadline, f"no {field} of {model}"
        time.sleep(0.2)


def _seconds_off(text: str, moment: float) -> float:
    told = datetime.fromisoformat(text).replace(tzinfo=timezone.utc)
    return abs(told.timestamp() - moment)


def test_a_server_stops_and_starts(stack, admin):
    """SLA 2.02: the outage that Odoo notes begins and ends when the server's did."""
    port = free_port()
    url = f"http://{monitoring.HOST}:{port}"
    instance, source, token = _make_source(admin, url)
    receiver = f"{stack.url}/bacg/uptime/feed/{source}"
    outage = "bacg.uptime.outage", [("instance_id", "=", instance)]
    with monitoring.running(url, receiver, token):
        with web_server(port):
            _wait(admin, "bacg.uptime.source", [("id", "=", source)], "alive_at")
        stopped = time.time()
        begin = _wait(admin, *outage, "start")
        with web_server(port):
            started = time.time()
            end = _wait(admin, *outage, "stop")
    assert _seconds_off(begin, stopped) <= TOLERANCE_SECONDS
    assert _seconds_off(end, started) <= TOLERANCE_SECONDS
    [state] = admin.call(
        "bacg.uptime.span", "search_read", [("instance_id", "=", instance)], ["state"]
    )
    assert state["state"] == "up"
