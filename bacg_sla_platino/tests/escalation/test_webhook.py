# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import logging
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from ...models.escalation.bacg_sla_status_notify import StepNotice
from ...tools import guarded_http, webhook
from ..common import SlaCommon, local
from ..webhook_server import WebhookServer

EVENTS = "bacg_sla_platino.ir_cron_sla_events"
SENDING = "bacg_sla_platino.ir_cron_sla_webhooks"
ADMINISTRATOR = "bacg_sla_platino.group_bacg_sla_platino_administrator"


class WebhookCommon(SlaCommon):
    """A webhook of each test's own, and a real server that takes its messages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = new_test_user(
            cls.env, "hook_administrator", groups=ADMINISTRATOR
        )
        cls._allow_private("True")
        cls.server = WebhookServer()
        cls.server.__enter__()
        cls.addClassCleanup(cls.server.__exit__)
        cls.hook = cls._hook("standard")

    def setUp(self):
        super().setUp()
        self.server.requests.clear()
        self.server.answers.clear()
        self.server.text = "ok"

    @classmethod
    def _allow_private(cls, value):
        cls.env["ir.config_parameter"].set_param(
            "bacg_sla_platino.webhook_allow_private", value
        )

    @classmethod
    def _hook(cls, preset, **values):
        return (
            cls.env["bacg.sla.webhook"]
            .with_user(cls.administrator)
            .create(
                {
                    "name": preset,
                    "preset": preset,
                    "url": f"{cls.server.url}/{preset}",
                    "company_id": False,
                    **values,
                }
            )
        )

    def _urgent(self, moment="2026-03-09T08:00:00"):
        with freeze_time(local(moment)):
            return self._case(local(moment), priority="3", user_id=self.agent.id)

    def _run(self, xmlid, *moments):
        for moment in moments:
            self._run_cron(xmlid, local(moment))

    def _deliveries(self, ticket):
        rows = self.env["bacg.sla.webhook.delivery"]
        return rows.search([("ticket_id", "=", ticket.id)], order="id")

    def _bodies(self):
        return [json.loads(body) for _path, _headers, body in self.server.requests]


@tagged("post_install", "-at_install")
class TestWebhook(WebhookCommon):
    def test_signed_message(self):
        """A step is told outside, signed as Standard Webhooks wants it."""
        ticket = self._urgent()
        self._run(EVENTS, "2026-03-09T08:00:01")
        self.assertFalse(self.server.requests, "not in the action's transaction")
        self._run(SENDING, "2026-03-09T08:00:02")
        ((path, headers, body),) = self.server.requests
        self.assertEqual(path, "/standard")
        signature = webhook.sign(
            self.hook.sudo().secret,
            headers["webhook-id"],
            headers["webhook-timestamp"],
            body,
        )
        self.assertEqual(headers["webhook-signature"], signature)
        data = json.loads(body)["data"]
        self.assertEqual((data["case"], data["priority"]), (ticket.number, "3"))
        row = self._deliveries(ticket)
        self.assertEqual((row.state, row.tries), ("sent", 1))
        self.assertEqual(row.response, "200 ok")

    def test_retried_until_it_is_taken(self):
        """500 and 429 are tried again later; the message keeps its id."""
        self.server.answers = [500, 429]
        ticket = self._urgent()
        self._run(EVENTS, "2026-03-09T08:00:01")
        self._run(SENDING, "2026-03-09T08:00:02")
        row = self._deliveries(ticket)
        self.assertEqual((row.state, row.tries), ("queued", 1))
        self.assertEqual(row.next_try_at, local("2026-03-09T08:01:02"))
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref(SENDING).id)]
        )
        self.assertIn(row.next_try_at, triggers.mapped("call_at"))
        self._run(SENDING, "2026-03-09T08:01:01")
        self.assertEqual(len(self.server.requests), 1)
        self._run(SENDING, "2026-03-09T08:01:02", "2026-03-09T08:03:02")
        self.assertEqual((row.state, row.tries), ("sent", 3))
        ids = {headers["webhook-id"] for _path, headers, _body in self.server.requests}
        self.assertEqual(len(ids), 1)

    def test_given_up_after_four_retries(self):
        self.server.answers = [503] * 5
        ticket = self._urgent()
        self._run(EVENTS, "2026-03-09T08:00:01")
        self._run(SENDING, *(f"2026-03-09T08:{m:02}:00" for m in range(1, 40, 3)))
        row = self._deliveries(ticket)
        self.assertEqual((row.state, row.tries), ("dead", 5))
        self.assertEqual(self.hook.lost_count, 1)
        self.assertIn(self.manager, ticket.sudo().activity_ids.user_id)
        with freeze_time(local("2026-03-09T08:59:00")):
            row.with_user(self.administrator).action_retry()
        self._run(SENDING, "2026-03-09T09:00:00")
        self.assertEqual(row.state, "sent")
        self.assertFalse(self.hook.lost_count)

    def test_other_refusals_are_final(self):
        self.server.answers = [404]
        ticket = self._urgent()
        self._run(EVENTS, "2026-03-09T08:00:01")
        self._run(SENDING, "2026-03-09T08:00:02", "2026-03-09T08:10:00")
        self.assertEqual(self._deliveries(ticket).state, "failed")
        self.assertEqual(len(self.server.requests), 1)

    def test_redirects_are_refused(self):
        self.server.answers = [(302, {"Location": self.server.url + "/elsewhere"})]
        ticket = self._urgent()
        self._run(EVENTS, "2026-03-09T08:00:01")
        self._run(SENDING, "2026-03-09T08:00:02")
        self.assertEqual(self._deliveries(ticket).state, "failed")
        self.assertEqual(len(self.server.requests), 1)

    def test_in_order_on_a_case(self):
        """A later message of a case waits for the earlier; other cases do not."""
        self.server.answers = [500]
        first = self._urgent()
        self._run(EVENTS, "2026-03-09T08:00:01")
        self._run(SENDING, "2026-03-09T08:00:02")
        second = self._urgent()
        with freeze_time(local("2026-03-09T08:00:03")):
            status = self._status(first, "first_response")
            step = self.env.ref("bacg_sla_platino.escalation_breach")
            notice = StepNotice(status, step)
            self.env["bacg.sla.webhook.delivery"]._queue_notices([notice])
        self._run(EVENTS, "2026-03-09T08:00:04")
        self._run(SENDING, "2026-03-09T08:00:05")
        cases = [body["data"]["case"] for body in self._bodies()]
        self.assertEqual(cases, [first.number, second.number])
        self._run(SENDING, "2026-03-09T08:01:05")
        sent = [(b["data"]["case"], b["data"]["step"]) for b in self._bodies()][2:]
        steps = ["at once, when the case arrives", "at 100 %"]
        self.assertEqual(sent, [(first.number, step) for step in steps])

    def test_a_webhook_that_does_not_answer_holds_nobody_up(self):
        dead = self._hook("ntfy", url="http://127.0.0.1:1/")
        self._urgent()
        self._urgent()
        self._run(EVENTS, "2026-03-09T08:00:01")
        self._run(SENDING, "2026-03-09T08:00:02")
        self.assertEqual(len(self.server.requests), 2)
        rows = self.env["bacg.sla.webhook.delivery"].search(
            [("webhook_id", "=", dead.id)]
        )
        self.assertEqual(sorted(rows.mapped("tries")), [0, 1])
        self.assertEqual(set(rows.mapped("state")), {"queued"})

    def test_one_key_until_the_clock_ends(self):
        """All steps of a clock are one alert; its end closes it."""
        pager = self._hook("pagerduty_v2", secret="llave-de-ruta")
        ticket = self._urgent()
        self._run(EVENTS, "2026-03-09T08:00:01", "2026-03-09T08:30:01")
        with freeze_time(local("2026-03-09T08:40:00")):
            self._answer(ticket)
        self._run(EVENTS, "2026-03-09T08:41:00", "2026-03-09T08:42:00")
        self._run(SENDING, "2026-03-09T08:43:00")
        bodies = [
            json.loads(body)
            for path, _headers, body in self.server.requests
            if path == "/pagerduty_v2"
        ]
        actions = [body["event_action"] for body in bodies]
        self.assertEqual(actions, ["trigger", "trigger", "resolve"])
        self.assertEqual(len({body["dedup_key"] for body in bodies}), 1)
        self.assertTrue(all(body["routing_key"] == "llave-de-ruta" for body in bodies))
        rows = self._deliveries(ticket).filtered(lambda r: r.webhook_id == pager)
        self.assertEqual(set(rows.mapped("state")), {"sent"})
        self.assertFalse(any(rows.mapped("alert_open")))
        self.assertNotIn("llave-de-ruta", "".join(rows.mapped("payload")))

    def test_secrets_are_masked_in_the_log(self):
        secret = self.hook.sudo().secret
        self.server.text = f"your secret {secret} is {secret[6:]} at {self.hook.url}"
        ticket = self._urgent()
        self._run(EVENTS, "2026-03-09T08:00:01")
        with self.assertLogs("odoo.addons.bacg_sla_platino", logging.INFO) as logs:
            self._run(SENDING, "2026-03-09T08:00:02")
        row = self._deliveries(ticket)
        for text in (row.response, row.payload, "\n".join(logs.output)):
            self.assertNotIn(secret[6:], text)
            self.assertNotIn(self.server.url, text)

    def test_private_addresses_are_refused(self):
        """Off by default: a webhook must not reach inside."""
        self._allow_private("False")
        ticket = self._urgent()
        self._run(EVENTS, "2026-03-09T08:00:01")
        self._run(SENDING, "2026-03-09T08:00:02")
        row = self._deliveries(ticket)
        self.assertEqual(row.state, "failed")
        self.assertIn("refused", row.response)
        self.assertFalse(self.server.requests)

    def test_send_test(self):
        action = self.hook.action_send_test()
        row = self.env["bacg.sla.webhook.delivery"].browse(action["res_id"])
        self.assertEqual((row.kind, row.state), ("test", "queued"))
        self._run_cron(SENDING, local("2030-01-01T08:00:00"))
        self.assertEqual(row.state, "sent")
        self.assertEqual(self._bodies()[0]["type"], "sla.test")

    def test_rotation(self):
        old = self.hook.sudo().secret
        self.hook.action_rotate()
        self.assertEqual(self.hook.sudo().previous_secret, old)
        self.hook.action_send_test()
        self._run_cron(SENDING, local("2030-01-01T08:00:00"))
        _path, headers, _body = self.server.requests[0]
        self.assertEqual(len(headers["webhook-signature"].split()), 2)
        self.hook.action_end_rotation()
        self.assertFalse(self.hook.sudo().previous_secret)

    def test_only_the_cases_that_a_webhook_wants(self):
        self.hook.priority = "3"
        other = self.env["res.company"].create({"name": "Otra"})
        self.administrator.company_ids |= other
        self._hook("ntfy", secret="tema", company_id=other.id)
        with freeze_time(local("2026-03-09T08:00:00")):
            normal = self._case(local("2026-03-09T08:00:00"), priority="2")
        urgent = self._urgent()
        self._run(EVENTS, "2026-03-09T08:30:01")
        self.assertFalse(self._deliveries(normal))
        self.assertEqual(self._deliveries(urgent).webhook_id, self.hook)

    def test_wrong_input_is_refused(self):
        for values in (
            {"url": "ftp://example.com"},
            {"url": "https://"},
            {"url": "https://user@example.com/"},
            {"secret": False},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.hook.write(values)

    def test_private_addresses_are_refused_at_once(self):
        """What needs no look-up is told when it is typed."""
        self._allow_private("False")
        for url in ("https://10.0.0.1/x", "http://[::1]/", "http://localhost:8069/"):
            with self.subTest(url):
                with self.assertRaisesRegex(ValidationError, "Private addresses"):
                    self.hook.url = url
                with self.assertRaisesRegex(ValidationError, "Private addresses"):
                    self.env.company.sla_heartbeat_url = url
        self.hook.url = "https://example.com/x"

    def test_access(self):
        """Administrators write, managers see no secrets, agents see nothing."""
        deliveries = self.env["bacg.sla.webhook.delivery"]
        hooks = self.env["bacg.sla.webhook"]
        self.assertTrue(deliveries.with_user(self.manager).has_access("read"))
        self.assertFalse(deliveries.with_user(self.manager).has_access("write"))
        self.assertFalse(deliveries.with_user(self.agent).has_access("read"))
        with self.assertRaises(AccessError):
            hooks.with_user(self.agent).browse(self.hook.id).read(["name"])
        seen = hooks.with_user(self.manager).browse(self.hook.id)
        self.assertTrue(seen.read(["name", "off_at", "off_reason"]))
        for secret in ("url", "secret", "previous_secret"):
            with self.subTest(secret), self.assertRaises(AccessError):
                seen.read([secret])
        for user in (self.manager, self.agent):
            hook = self.hook.with_user(user)
            for name in ("action_send_test", "action_rotate", "action_switch_on"):
                with self.subTest(name), self.assertRaises(AccessError):
                    getattr(hook, name)()
        row = deliveries.sudo()._queue_test(self.hook.sudo())
        self.assertEqual(Form(row.with_user(self.manager)).webhook_id.id, self.hook.id)
        found = deliveries.with_user(self.manager).web_search_read(
            [("id", "=", row.id)], {"webhook_id": {"fields": {"display_name": {}}}}
        )
        name = found["records"][0]["webhook_id"]["display_name"]
        self.assertEqual(name, "standard")
        with Form(self.hook) as form:
            form.name = "Guardia"
        with self.assertRaises(AccessError):
            row.with_user(self.manager).action_retry()

    def test_heartbeat(self):
        """After a good run a watcher outside is called; failures are told once."""
        company = self.env.company
        company.sla_heartbeat_url = f"{self.server.url}/latido"
        self._run(EVENTS, "2026-03-09T08:00:00")
        self.assertEqual([r[0] for r in self.server.requests], ["/latido"])
        self.server.answers = [500, 500, 500]
        name = "odoo.addons.bacg_sla_platino.models.escalation.res_company"
        with self.assertLogs(name, logging.INFO) as logs:
            self._run(
                EVENTS,
                "2026-03-09T08:01:00",
                "2026-03-09T08:02:00",
                "2026-03-09T09:01:00",
            )
        self.assertEqual(len(logs.records), 2)
        self.assertEqual({record.levelname for record in logs.records}, {"INFO"})

    def test_name_servers_have_as_long_as_the_setting_says(self):
        """Five seconds by default, for the heartbeat as for messages."""
        self.env.company.sla_heartbeat_url = f"{self.server.url}/latido"
        with patch.object(guarded_http, "_look_up", wraps=guarded_http._look_up) as ask:
            for seconds in (5, 7):
                if seconds != 5:
                    settings = self.env["res.config.settings"].create({})
                    self.assertEqual(settings.sla_lookup_seconds, 5)
                    settings.sla_lookup_seconds = seconds
                    settings.execute()
                with self._frozen(local("2026-03-09T08:00:00")):
                    self.env["bacg.sla.webhook.delivery"].sudo()._queue_test(self.hook)
                self._run(EVENTS, f"2026-03-09T08:0{seconds}:00")
                self._run(SENDING, f"2026-03-09T08:0{seconds}:01")
                told = [call.args[-1] for call in ask.call_args_list]
                self.assertEqual(told, [seconds] * 2)
                ask.reset_mock()

    def test_heartbeat_reaches_nothing_inside(self):
        self.env.company.sla_heartbeat_url = f"{self.server.url}/latido"
        self._allow_private("False")
        self._run(EVENTS, "2026-03-09T08:00:00")
        self.assertFalse(self.server.requests)
