# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import timedelta
from itertools import permutations
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from .common import UptimeCommon

NOW = fields.Datetime.to_datetime("2026-06-15 12:00:00")
MINUTE = timedelta(minutes=1)
OPEN = "0001-01-01T00:00:00Z"
URL = "https://erp.cafe.gt"


def at(minutes):
    return NOW + minutes * MINUTE


def sent(minutes):
    return f"{at(minutes).isoformat()}.25Z"


class FeedCommon(UptimeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env["bacg.uptime.source"].create(
            {
                "name": "Prometheus",
                "delay_seconds": 60,
                "target_ids": [(0, 0, {"instance_id": cls.instance.id})],
            }
        )
        cls.source.target_ids.heard_at = NOW  # by a test alert
        cls.token = cls.source.action_renew_token()["params"]["message"]

    def _alert(self, start, stop=None, name="Down", target=URL, **values):
        labels = {"alertname": name, "instance": target}
        return {
            "status": "firing" if stop is None else "resolved",
            "labels": labels,
            "annotations": {},
            "startsAt": sent(start),
            "endsAt": OPEN if stop is None else sent(stop),
            "fingerprint": f"{name}-{target}",
            **values,
        }

    def _watchdog(self):
        return self._alert(-600, name="Watchdog", target="")

    def _body(self, *alerts, **values):
        return json.dumps({"status": "firing", "alerts": alerts, **values}).encode()

    def _receive(self, minutes, *alerts, **values):
        with freeze_time(at(minutes)):
            self.source._receive(self._body(*alerts, **values))
        self.env.flush_all()

    def _run(self, minutes):
        with freeze_time(at(minutes)), self.enter_registry_test_mode():
            self.env.ref("bacg_sla_uptime.ir_cron_uptime_feed").method_direct_trigger()
        self.env.invalidate_all()

    def _outages(self):
        outages = self.env["bacg.uptime.outage"].search(
            [("instance_id", "=", self.instance.id), ("state", "!=", "rejected")],
            order="start",
        )
        return [
            (
                (outage.start - NOW) / MINUTE,
                outage.stop and round((outage.stop - NOW) / MINUTE, 3),
            )
            for outage in outages
        ]

    def _warnings(self):
        activities = self.source.activity_ids
        return {one.summary for one in activities if one.user_id == self.manager}


@tagged("post_install", "-at_install")
class TestFeed(FeedCommon):
    """What Alertmanager tells becomes outages (SLA 2.02)."""

    def test_open_and_over(self):
        """It began before it fired, by the rule's wait; an end is rounded up."""
        self._receive(10, self._alert(10))
        self.assertEqual(self._outages(), [(9, False)])
        self._receive(31, self._alert(10, 30))
        self.assertEqual(self._outages(), [(9, 30.017)])
        alert = self.source.alert_ids
        self.assertEqual((alert.state, alert.instance_id), ("resolved", self.instance))

    def test_the_alert_says_how_long_the_rule_waits(self):
        self._receive(10, self._alert(10, annotations={"for": "5m"}))
        self.assertEqual(self._outages(), [(5, False)])

    def test_any_order_and_repeated(self):
        """Each message twice, in every order: the same outages."""
        messages = [
            self._alert(10),
            self._alert(10, 20),
            self._alert(40, 50),
            self._alert(60),
        ]
        seen = set()
        for order in permutations(messages):
            with self.env.cr.savepoint(flush=False) as savepoint:
                for alert in order:
                    self._receive(61, alert)
                    self._receive(61, alert)
                seen.add((tuple(self._outages()), self.source.alert_count))
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertEqual(seen, {(((9, 20.017), (39, 50.017), (59, False)), 3)})

    def test_end_never_sent(self):
        """Over unseen, it is taken to have failed until it fired again."""
        self._receive(10, self._alert(10))
        self._receive(30, self._alert(30))
        self._receive(36, self._alert(30, 35))
        self._run(45)
        self.assertEqual(self._outages(), [(9, 35.017)])
        first = self.source.alert_ids.filtered(lambda one: one.started_at == at(10))
        self.assertTrue(first.is_stop_guessed)
        self.assertEqual(first.stop, at(29))

    def test_open_and_no_more_repeated(self):
        """Nobody ends an outage by silence: the managers are asked."""
        self._receive(0, self._watchdog())
        self._receive(10, self._alert(10))
        self._run(10 + 5 * 60 + 1)
        self.assertIn("“Down” is open", " ".join(self._warnings()))
        self.assertEqual(self._outages()[0], (9, False))
        self.assertTrue(self.source.alert_ids.filtered("is_stale"))
        self._receive(400, self._alert(10))
        self.assertFalse(self.source.alert_ids.filtered("is_stale"))

    def test_incomplete_message(self):
        self._receive(10, self._alert(10), truncatedAlerts=3)
        self._receive(11, self._alert(10), truncatedAlerts=3)
        self.assertEqual(self.source.truncated_at, at(11))
        self.assertEqual(len(self._warnings()), 1)
        self.assertIn("max_alerts", " ".join(self._warnings()))

    def test_never_readable_is_kept_and_told(self):
        for body in (b"\0\xff not json", b"\0\xff not json"):
            self.source._receive(body)
        alert = self.source.alert_ids
        self.assertEqual(alert.state, "unreadable")
        self.assertIn("not json", alert.content)
        self.assertIn("cannot be read", " ".join(self._warnings()))
        self._receive(10, {"status": "?"}, self._alert(10))
        self.assertEqual(self._outages(), [(9, False)])
        self.assertEqual(self.source.alert_count, 3)

    def test_of_no_target(self):
        """Kept, and noted as an outage once somebody says whose it is."""
        other = self._instance("https://otro.cafe.gt")
        self._receive(10, self._alert(10, 20, target="10.0.0.7:8069"))
        self.assertFalse(self._outages())
        target = {"source_id": self.source.id, "instance_id": other.id}
        self.env["bacg.uptime.source.target"].create(
            {**target, "name": "10.0.0.7:8069"}
        )
        self.assertEqual(self.source.alert_ids.instance_id, other)
        outage = self.env["bacg.uptime.outage"].search([("instance_id", "=", other.id)])
        self.assertEqual(outage.start, at(9))

    def test_only_rules_that_mean_down(self):
        self.source.outage_names = "Down, LoginDown"
        self._receive(10, self._alert(10, name="DiskFull"))
        self.assertFalse(self._outages())
        self._receive(10, self._alert(10, name="LoginDown"))
        self.assertEqual(self._outages(), [(9, False)])

    def test_clock_ahead(self):
        """No failure ends or begins later than now."""
        self._receive(10, self._alert(12, 13))
        alert = self.source.alert_ids
        self.assertEqual((alert.started_at, alert.ended_at), (at(10), at(10)))

    def test_seen_by_us_too(self):
        """What our own checks saw, too, is one outage."""
        with freeze_time(at(11)):
            self.env["bacg.uptime.outage"]._observe(
                [
                    {
                        "instance_id": self.instance.id,
                        "source": "check",
                        "key": "c1",
                        "start": at(8),
                        "stop": False,
                        "evidence": "500",
                    }
                ]
            )
        self._receive(11, self._alert(10))
        self.assertEqual(self._outages(), [(8, False)])

    def test_error_of_ours_is_tried_again(self):
        outages = type(self.env["bacg.uptime.outage"])
        with (
            patch.object(outages, "_observe", side_effect=UserError("no")),
            mute_logger("odoo.addons.bacg_sla_platino.tools.concurrency"),
        ):
            self._receive(10, self._alert(10))
        self.assertFalse(self._outages())
        self._run(12)
        self.assertEqual(self._outages(), [(9, False)])

    def test_plain_json(self):
        """The same without times: they are those of the message."""
        self.source.write({"kind": "json", "target_label": "target"})

        def say(minutes, **values):
            alert = {"id": "erp", "target": URL, **values}
            with freeze_time(at(minutes)):
                self.source._receive(json.dumps(alert).encode())

        say(10, state="down")
        say(12, state="down")
        self.assertEqual(self._outages(), [(9, False)])
        say(20, state="up")
        say(25, state="up")
        self.assertEqual(self._outages(), [(9, 20)])
        say(40, state="down")
        self.assertEqual(self._outages(), [(9, 20), (39, False)])

    # Proof of life

    def _spans(self):
        spans = self.env["bacg.uptime.span"].search(
            [("source_id", "=", self.source.id)]
        )
        return [
            (
                span.state,
                (span.start - NOW) / MINUTE,
                span.stop and (span.stop - NOW) / MINUTE,
            )
            for span in spans
        ]

    def test_silence_is_unknown_since_the_last_proof(self):
        for minutes in (0, 4, 8):
            self._receive(minutes, self._watchdog())
        self._run(13)
        self.assertEqual(self._spans(), [("up", 0, False)])
        self._run(14)
        unknown = [("up", 0, 8), ("unknown_data", 8, False)]
        self.assertEqual(self._spans(), unknown)
        self.assertEqual(self.source.silent_since, at(8))
        self.assertIn("silent", " ".join(self._warnings()))
        self._receive(20, self._watchdog())
        self.assertEqual(
            self._spans(), [unknown[0], ("unknown_data", 8, 20), ("up", 20, False)]
        )
        self.assertFalse(self._warnings())

    def test_silence_that_no_action_noticed(self):
        """Were we away ourselves, the time is unknown all the same."""
        self._receive(0, self._watchdog())
        self._receive(60, self._watchdog())
        self.assertEqual(
            self._spans(),
            [("unknown_data", 0, 60), ("up", 60, False)],
        )

    def test_the_monitor_s_monitor_says_that_it_died(self):
        self._receive(0, self._watchdog())
        self._receive(1, self._alert(-600, 1, name="Watchdog", target=""))
        self.assertEqual(self.source.silent_since, at(0))

    def test_without_proof_of_life_nothing_is_up(self):
        self.source.max_delay_seconds = 0
        self._receive(0, self._watchdog())
        self._run(60)
        self.assertFalse(self._spans())
        self.assertFalse(self._warnings())

    def test_measured_by_the_feed_alone(self):
        """SLA 2.02: up while it lives, down while an alert is open, else unknown."""
        self.instance.measured_from = "2026-06-01"
        for minutes in (0, 4, 8):
            self._receive(minutes, self._watchdog())
        self._receive(8, self._alert(5, 7))
        self._run(14)
        with freeze_time(at(14)):
            figures = self.instance._availability(at(0), at(14))
        self.assertEqual(figures.down_s, 3 * 60 + 1)
        self.assertEqual(figures.unknown_s, 6 * 60)
        self.assertEqual(figures.total_s, 14 * 60)

    def test_an_archived_source_knows_nothing(self):
        """What it knew last does not hold for ever; what was down is not seen."""
        self.instance.measured_from = "2026-06-01"
        self._receive(0, self._watchdog())
        self._receive(1, self._alert(1))
        with freeze_time(at(4)):
            self.source.active = False
        self.assertEqual(self._spans(), [("up", 0, 4)])
        with freeze_time(at(10)):
            self.assertEqual(
                self.instance._availability(at(0), at(10)).unknown_s, 6 * 60
            )
            self.source.active = True
        self._receive(11, self._watchdog())
        self.assertEqual(self._spans()[1:], [("up", 11, False)])
        with freeze_time(at(12)):
            self.source.max_delay_seconds = 0
        self.assertEqual(self._spans()[1:], [("up", 11, 12)])

    def test_a_silent_source_sees_no_outage_either(self):
        """After its last proof of life an open alert is no evidence (SLA 2.02)."""
        self.instance.measured_from = "2026-06-01"
        self._receive(0, self._watchdog())
        self._receive(3, self._alert(3))
        self._receive(4, self._watchdog())
        self._run(14)
        with freeze_time(at(24)):
            figures = self.instance._availability(at(0), at(24))
        self.assertEqual((figures.down_s, figures.unknown_s), (2 * 60, 20 * 60))
        self._receive(25, self._watchdog(), self._alert(3))
        with freeze_time(at(26)):
            self.assertEqual(self.instance._availability(at(0), at(26)).down_s, 24 * 60)

    def test_a_target_is_known_once_it_was_named(self):
        """A mistyped label is no 100 %."""
        target = self.source.target_ids
        target.name = "https://erp.cafe.gr"
        self.assertFalse(target.heard_at)
        self._receive(0, self._watchdog())
        self.assertFalse(self._spans())
        with freeze_time(at(1)):
            target.name = URL
        self._receive(2, self._alert(1, 1.5, name="Test"))
        self.assertEqual(target.heard_at, at(2))
        self.assertEqual(self._spans(), [("up", 2, False)])

    def test_a_true_end_replaces_a_guess(self):
        self._receive(10, self._alert(10))
        self._receive(60, self._alert(60))
        self._run(75)
        self.assertEqual(self._outages(), [(9, False)])
        self._receive(76, self._alert(10, 20))
        self.assertEqual(self._outages(), [(9, 20.017), (59, False)])

    def test_up_is_what_one_of_two_monitors_sees(self):
        spans = self.env["bacg.uptime.span"]
        own = {"instance_id": self.instance.id, "start": at(0)}
        spans.create({**own, "state": "up"})
        spans.create(
            {
                **own,
                "start": at(5),
                "state": "unknown_data",
                "source_id": self.source.id,
            }
        )
        self.assertEqual(self.instance.live_state, "up")

    def test_values_out_of_measure(self):
        """A message is taken, whatever it says: it would come again for ever."""
        self._receive(10, self._alert(10, annotations={"for": "3000y"}))
        self.assertEqual(self._outages(), [(10 - 24 * 60, False)])
        odd = {"fingerprint": "".join(chr(0x4E00 + n) for n in range(1000))}
        self._receive(11, self._alert(11, **odd), self._alert(11, 12, **odd))
        far = self._alert(12, 13, name="Far")
        far["endsAt"] = "9999-12-31T23:59:59.9Z"
        self._receive(12, far)
        self.assertIn("unreadable", self.source.alert_ids.mapped("state"))

    # Who may do what

    def test_token_is_nowhere_to_be_read(self):
        columns = self.env["bacg.uptime.source"]._fields
        values = self.source.sudo().read([n for n in columns if columns[n].store])
        self.assertNotIn(self.token, str(values))
        self.assertTrue(self.source._is_token(self.token))
        old, new = self.token, self.source.action_renew_token()["params"]["message"]
        self.assertFalse(self.source._is_token(old))
        self.assertTrue(self.source._is_token(new))
        self.assertFalse(self.source.copy()._is_token(""))

    def test_managers_read_and_administrators_write(self):
        with self.assertRaises(AccessError):
            self.source.with_user(self.manager).action_renew_token()
        with self.assertRaises(AccessError):
            self.source.with_user(self.manager).token_hash  # noqa: B018
        self._receive(10, self._alert(10))
        alert = self.source.alert_ids
        self.assertEqual(alert.with_user(self.agent).state, "firing")
        administrator = self.env.ref(
            "bacg_sla_platino.group_bacg_sla_platino_administrator"
        )
        self.manager.group_ids |= administrator
        with self.assertRaises(AccessError):
            alert.with_user(self.manager).stop = NOW


@tagged("post_install", "-at_install")
class TestFeedRoute(FeedCommon, HttpCase):
    def _post(self, body, token=None, source=None):
        return self.url_open(
            f"/bacg/uptime/feed/{source or self.source.id}",
            data=body,
            headers={
                "Authorization": f"Bearer {self.token if token is None else token}",
                "Content-Type": "application/json",
            },
            method="POST",
        )

    def test_token(self):
        for token in ("", "other", self.source.token_hash):
            self.assertEqual(self._post(self._body(), token).status_code, 401)
        self.assertEqual(self._post(self._body(), source=10**9).status_code, 401)
        self.source.active = False
        self.assertEqual(self._post(self._body()).status_code, 401)

    def test_kept(self):
        self.assertEqual(self._post(self._body(self._alert(10))).status_code, 200)
        self.assertEqual(self.source.alert_count, 1)
        self.assertEqual(self._post(b"no json").status_code, 200)

    def test_never_refused_for_what_passes(self):
        """Monitors drop what is answered by a 4xx: ours are tried again."""
        source = type(self.source)
        errors = [UserError("later"), ValueError("broken"), SerializationFailure()]
        for error in errors:
            with (
                self.subTest(error=error),
                patch.object(source, "_receive", side_effect=error),
                patch("odoo.service.model.time.sleep"),
                mute_logger(
                    "odoo.http",
                    "odoo.service.model",
                    "odoo.addons.bacg_sla_uptime.controllers.feed",
                ),
            ):
                answer = self._post(self._body(self._alert(10)))
                self.assertGreaterEqual(answer.status_code, 500)
