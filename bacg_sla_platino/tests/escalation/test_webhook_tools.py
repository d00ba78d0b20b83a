# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import threading
from unittest.mock import patch
from urllib.parse import parse_qs

from odoo.tests.common import BaseCase

from ...tools import guarded_http, webhook
from ..webhook_server import WebhookServer

# The example of the Standard Webhooks specification
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
ALERT = {
    "type": "sla.escalation",
    "timestamp": "2026-03-09T14:00:00Z",
    "data": {
        "summary": "[HT1] SLA breached",
        "source": "bacg",
        "dedup_key": "sla-1",
        "url": "https://example.com/1",
        "case": "HT1",
        "title": "No imprime",
        "priority": "3",
    },
}
CLOSING = {**ALERT, "type": "sla.clock.ended"}


class TestWebhookTools(BaseCase):
    def _body(self, preset, event):
        body, _headers = webhook.build(preset, event, ["llave"], "msg_1", 1)
        return json.loads(body)

    def test_signature(self):
        body = b'{"test": 2432232314}'
        self.assertEqual(webhook.sign(SECRET, MESSAGE, 1614265330, body), SIGNATURE)

    def test_both_secrets_sign_while_rotating(self):
        secrets = [SECRET, webhook.new_secret()]
        body, headers = webhook.build("standard", ALERT, secrets, MESSAGE, 1614265330)
        self.assertEqual(
            headers["webhook-signature"].split(),
            [webhook.sign(secret, MESSAGE, 1614265330, body) for secret in secrets],
        )
        self.assertEqual(json.loads(body), ALERT)
        self.assertNotIn(SECRET[6:].encode(), body)

    def test_pagerduty(self):
        alert = self._body("pagerduty_v2", ALERT)
        self.assertEqual(alert["routing_key"], "llave")
        self.assertEqual(alert["event_action"], "trigger")
        self.assertEqual(alert["payload"]["severity"], "critical")
        closing = self._body("pagerduty_v2", CLOSING)
        self.assertEqual(closing["event_action"], "resolve")
        self.assertEqual(closing["dedup_key"], alert["dedup_key"])

    def test_ntfy(self):
        body = self._body("ntfy", ALERT)
        self.assertEqual((body["topic"], body["priority"]), ("llave", 5))
        self.assertNotIn("ntfy", webhook.CLOSING_PRESETS)

    def test_goalert(self):
        bodies = [
            parse_qs(webhook.build("goalert", event, ["llave"], "", 1)[0].decode())
            for event in (ALERT, CLOSING)
        ]
        self.assertEqual(bodies[0]["dedup"], bodies[1]["dedup"])
        self.assertNotIn("action", bodies[0])
        self.assertEqual(bodies[1]["action"], ["close"])
        self.assertEqual(bodies[1]["token"], ["llave"])

    def test_judgement(self):
        for status, verdict in (
            (200, "sent"),
            (204, "sent"),
            (302, "failed"),
            (400, "failed"),
            (404, "failed"),
            (429, "retry"),
            (500, "retry"),
            (503, "retry"),
        ):
            self.assertEqual(webhook.judge(status), verdict)
        waits = [webhook.retry_after(tries) for tries in range(1, 6)]
        self.assertEqual(waits, [1, 2, 5, 15, None])

    def test_secrets_are_masked(self):
        text = webhook.mask(f"got {SECRET} and {SECRET[6:]} " + "ñ" * 2000, [SECRET])
        self.assertNotIn(SECRET[6:], text)
        self.assertLessEqual(len(text.encode()), 1024)


class TestGuardedHttp(BaseCase):
    def test_private_addresses(self):
        for address in (
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "::1",
            "fe80::1%eth0",
            "fd00::1",
            "::ffff:127.0.0.1",
            "2002:7f00:1::",
            "192.0.0.8",
            "192.0.0.9",
            "fec0::1",
            "::ffff:192.0.0.10",
            "64:ff9b:1::a00:1",
            "64:ff9b::a00:1",
        ):
            with self.subTest(address):
                self.assertFalse(guarded_http.is_public(address))
        for address in ("8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"):
            with self.subTest(address):
                self.assertTrue(guarded_http.is_public(address))

    def test_refused(self):
        for url in (
            "http://127.0.0.1:1/",
            "http://localhost/",
            "http://2130706433/",
            "http://[::1]/",
            "ftp://example.com/",
            "http://user:word@example.com/",
            "http://example.com:99999/",
            "http:///x",
        ):
            with self.subTest(url), self.assertRaises(guarded_http.Refused):
                guarded_http.request("GET", url)

    def test_one_private_address_refuses_the_host(self):
        """What a name resolves to is judged, all of it, and connected to."""
        found = [(2, 1, 6, "", (ip, 80)) for ip in ("8.8.8.8", "10.0.0.1")]
        with (
            patch.object(guarded_http.socket, "getaddrinfo", return_value=found),
            self.assertRaises(guarded_http.Refused),
        ):
            guarded_http.request("GET", "http://example.com/")

    def test_name_server_that_does_not_answer(self):
        """Nobody waits longer than the limit for an address."""
        silent = threading.Event()
        with (
            patch.object(
                guarded_http.socket, "getaddrinfo", lambda *a, **kw: silent.wait(5)
            ),
            self.assertRaises(TimeoutError),
        ):
            guarded_http.request("GET", "http://example.com/", lookup_timeout=0.2)
        silent.set()

    def test_redirects_are_not_followed(self):
        with WebhookServer() as server:
            server.answers = [(302, {"Location": server.url + "/other"})]
            answer = guarded_http.request("GET", server.url, allow_private=True)
            self.assertEqual(answer.status, 302)
            self.assertEqual(len(server.requests), 1)

    def test_silence_and_dripping_end_in_time(self):
        for drip in (False, True):
            with (
                WebhookServer(silent=True, drip=drip) as server,
                self.subTest(drip=drip),
                self.assertRaises(TimeoutError),
            ):
                guarded_http.request("GET", server.url, allow_private=True, timeout=0.4)
