# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.bacg_sla_platino.tests.common import EXAMPLES

from ..tools import feed

FIRING = {
    "status": "firing",
    "labels": {"alertname": "Down", "instance": "https://erp.cafe.gt"},
    "annotations": {"for": "1m30s"},
    "startsAt": "2026-06-15T10:00:00.987654321Z",
    "endsAt": "0001-01-01T00:00:00Z",
    "generatorURL": "http://prometheus:9090/graph",
    "fingerprint": "c0ffee",
}


def message(*alerts, **values):
    content = {"version": "4", "status": "firing", "alerts": alerts, **values}
    return feed.read(json.dumps(content).encode(), "alertmanager")


def plain(content):
    return feed.read(json.dumps(content).encode(), "json")


@tagged("post_install", "-at_install")
class TestFeedReading(BaseCase):
    def test_firing(self):
        """An end in the year 1 is none; the fraction of the begin is cut off."""
        [alert] = message(FIRING).alerts
        self.assertEqual(alert.start, datetime(2026, 6, 15, 10))
        self.assertIsNone(alert.stop)
        self.assertEqual(
            (alert.state, alert.name, alert.delay(0)), ("firing", "Down", 90)
        )

    def test_own_state(self):
        """The group fires on while a member is over."""
        ended = {
            **FIRING,
            "status": "resolved",
            "endsAt": "2026-06-15T04:30:00.1-06:00",
        }
        firing, resolved = message(FIRING, ended).alerts
        self.assertIsNone(firing.stop)
        self.assertEqual(resolved.stop, datetime(2026, 6, 15, 10, 30, 1))

    def test_delay(self):
        """The rule's wait is a label, an annotation or the source's setting."""
        [alert] = message({**FIRING, "annotations": {}}).alerts
        self.assertEqual(alert.delay(60), 60)
        self.assertEqual(alert._replace(labels={"for": "2h"}).delay(60), 7200)
        self.assertEqual(alert._replace(labels={"for": "soon"}).delay(60), 60)
        over = alert._replace(stop=datetime(2026, 6, 15, 10, 30))
        kept = over._replace(annotations={"keep_firing_for": "5m"})
        self.assertEqual(over.true_stop() - kept.true_stop(), timedelta(minutes=5))

    def test_durations(self):
        cases = {"0s": 0, "90s": 90, "1h30m": 5400, "1d": 86400, "1500ms": 1}
        for text, seconds in cases.items():
            self.assertEqual(feed.duration(text), seconds, text)
        for text in ("", "5", "m", "-5m", "1.5h"):
            with self.assertRaises(ValueError):
                feed.duration(text)

    def test_truncated(self):
        self.assertEqual(message(FIRING, truncatedAlerts=7).truncated, 7)
        self.assertEqual(message(FIRING, truncatedAlerts="7").truncated, 0)

    def test_unreadable_alone(self):
        """One alert that is none does not take the others along."""
        broken = [
            "no alert",
            None,
            {**FIRING, "status": "suppressed"},
            {**FIRING, "startsAt": "15/06/2026"},
            {**FIRING, "startsAt": "2026-06-15T10:00:00"},
            {**FIRING, "startsAt": "0001-01-01T00:00:00Z"},
            {**FIRING, "status": "resolved"},
            {**FIRING, "labels": ["instance"]},
        ]
        read = message(*broken, FIRING)
        self.assertEqual(len(read.alerts), 1)
        self.assertEqual(len(read.unreadable), len(broken))

    def test_unreadable_whole(self):
        bodies = [b"", b"\xff\xfe", b"{", b"[]", b"7", b'{"alerts": 7}', b"[" * 100_000]
        for body in bodies:
            with self.subTest(body=body[:9]), self.assertRaises(feed.Unreadable):
                feed.read(body, "alertmanager")

    def test_texts_that_the_database_takes(self):
        labels = {"a\0b": "\ud800", "n": 7, "long": "x" * 5000}
        [alert] = message({**FIRING, "labels": labels}).alerts
        self.assertEqual(alert.labels["ab"], "?")
        self.assertEqual(alert.labels["n"], "7")
        self.assertEqual(len(alert.labels["long"]), feed.TEXT_LIMIT)

    def test_without_fingerprint(self):
        """The labels stand for it."""
        nameless = {name: FIRING[name] for name in FIRING if name != "fingerprint"}
        first, second = message(nameless, nameless).alerts
        self.assertEqual(first.fingerprint, second.fingerprint)
        [other] = message({**nameless, "labels": {"instance": "b"}}).alerts
        self.assertNotEqual(first.fingerprint, other.fingerprint)

    def test_plain(self):
        """The same in a form that any monitor can write."""
        begin = {"id": "erp", "state": "down", "target": "erp.cafe.gt", "text": "500"}
        for content in (begin, [begin], {"alerts": [begin]}):
            [alert] = plain(content).alerts
            self.assertEqual(
                (alert.fingerprint, alert.state, alert.start), ("erp", "firing", None)
            )
            self.assertEqual(alert.labels["target"], "erp.cafe.gt")
        times = {"start": "2026-06-15T10:00:00Z", "stop": "2026-06-15T10:05:00Z"}
        [alert] = plain({**begin, "state": "up", **times}).alerts
        self.assertEqual(alert.stop - alert.start, timedelta(minutes=5))
        self.assertTrue(plain({"alive": True}).alive)
        self.assertFalse(plain({"alive": "no", "alerts": []}).alive)

    def test_end_never_sent(self):
        """What fires again ended before, at the latest then."""
        first, second = datetime(2026, 6, 15, 10), datetime(2026, 6, 15, 11)
        found = feed.failures([("b", second, None), ("a", first, None)])
        self.assertEqual(
            found,
            [
                feed.Failure("a", first, second, True),
                feed.Failure("b", second, None, False),
            ],
        )

    @given(
        st.lists(st.tuples(st.integers(0, 99), st.integers(0, 9)), max_size=6).flatmap(
            lambda alerts: st.tuples(st.just(alerts), st.permutations(alerts))
        )
    )
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.differing_executors],
    )
    def test_any_order(self, drawn):
        """Whatever comes first, the failures are the same, only the last is open."""
        day = datetime(2026, 6, 15)

        def alerts(pairs):
            for number, length in pairs:
                begin = day + timedelta(minutes=number)
                yield (number, length), begin, length and begin + timedelta(0, length)

        found = feed.failures(alerts(drawn[0]))
        self.assertEqual(found, feed.failures(alerts(drawn[1])))
        self.assertTrue(all(failure.stop for failure in found[:-1]))

    def test_stale(self):
        seen = datetime(2026, 6, 15, 10)
        self.assertFalse(feed.is_stale(seen, seen + timedelta(seconds=300), 300))
        self.assertTrue(feed.is_stale(seen, seen + timedelta(seconds=301), 300))
        self.assertFalse(feed.is_stale(None, seen, 300))
