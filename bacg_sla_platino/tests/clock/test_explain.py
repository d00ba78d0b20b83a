# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings

from odoo.tests import BaseCase, freeze_time, tagged

from ...tools.clock import explain, work_clock
from ..case_tables import make_calendar
from ..common import EXAMPLES, SlaCommon, local
from .test_work_clock import (
    MINUTE,
    START,
    brute_minutes,
    business,
    intervals,
    minute_of_period,
    moments,
)


@tagged("post_install", "-at_install")
class TestSlices(BaseCase):
    @given(intervals, intervals, intervals, minute_of_period)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.differing_executors],
    )
    def test_they_add_up(self, open_pairs, holidays, pauses, length):
        """SLA 1.06, 1.19: the slices are contiguous and add up to the clock's time."""
        stop = START + length * MINUTE
        parts = explain.slices(
            START,
            stop,
            None,
            moments(open_pairs),
            [(a, b, "Feriado") for a, b in moments(holidays)],
            [(a, b, index) for index, (a, b) in enumerate(moments(pauses))],
        )
        edges = [START, *(part.stop for part in parts)]
        self.assertEqual([part.start for part in parts], edges[:-1])
        self.assertEqual(edges[-1], stop)
        counted = sum(part.minutes for part in parts if part.kind == "open")
        brute = brute_minutes(open_pairs, pauses)
        self.assertEqual(counted, len([m for m in brute if m < length]))
        elapsed = work_clock.elapsed(business(open_pairs), START, stop, moments(pauses))
        self.assertEqual(counted, elapsed)

    @given(intervals, intervals, intervals, minute_of_period, minute_of_period)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.differing_executors],
    )
    def test_what_passed_and_what_is_left(self, opened, holidays, pauses, length, now):
        """SLA 1.06: cut anywhere, no time of a clock is lost or counted twice."""
        parts = explain.slices(
            START,
            START + length * MINUTE,
            None,
            moments(opened),
            [(a, b, "Feriado") for a, b in moments(holidays)],
            [(a, b, index) for index, (a, b) in enumerate(moments(pauses))],
        )
        before, after = explain.split(parts, START + now * MINUTE)
        passed = sum(part.minutes for part in before if part.kind == "open")
        left = sum(part.minutes for part in after if part.kind == "open")
        brute = {m for m in brute_minutes(opened, pauses) if m < length}
        self.assertEqual(passed, len([m for m in brute if m < now]))
        self.assertEqual(left, len([m for m in brute if m >= now]))
        self.assertEqual(
            sum(part.minutes for part in before + after),
            sum(part.minutes for part in parts),
        )

    @given(minute_of_period, minute_of_period)
    def test_days_that_a_slice_touches(self, first, last):
        """SLA 1.19: a slice that ends at midnight does not touch the next day."""
        first, last = sorted((first, last))
        part = explain.Slice(START + first * MINUTE, START + last * MINUTE, "closed")
        touched = explain.days([part], "closed", datetime.date)
        minutes = [START + minute * MINUTE for minute in range(first, last)]
        self.assertEqual(list(touched), sorted({one.date() for one in minutes}))
        self.assertFalse(explain.days([part], "holiday", datetime.date))

    def test_late_begins_at_the_deadline(self):
        parts = explain.slices(
            START, START + 60 * MINUTE, START + 45 * MINUTE, None, [], []
        )
        self.assertEqual(
            [(part.kind, part.minutes) for part in parts], [("open", 45), ("late", 15)]
        )


@tagged("post_install", "-at_install")
class TestExplain(SlaCommon):
    def _sum(self, parts, *kinds):
        return sum(part["minutes"] for part in parts if part["kind"] in kinds)

    def test_why_it_is_due_then(self):
        """SLA 1.06, 1.19: closed hours, the holiday's name, the pause's author."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Jueves Santo",
                "date_from": local("2026-04-02T00:00:00"),
                "date_to": local("2026-04-02T23:59:59"),
                "calendar_id": self.agreement.resource_calendar_id.id,
            }
        )
        with freeze_time(local("2026-03-31T09:00:00")):
            ticket = self._case(local("2026-03-31T09:00:00"))
        with freeze_time(local("2026-03-31T10:00:00")):
            ticket.with_user(self.agent).stage_id = self.stage_customer
        with freeze_time(local("2026-03-31T15:00:00")):
            ticket.stage_id = self.stage_progress
            status = self._status(ticket, "resolution")
            parts = status._explain()
            self.assertEqual(self._sum(parts, "open"), 72 * 60)
            total = (status.deadline - status.started_at) / timedelta(minutes=1)
            self.assertEqual(sum(part["minutes"] for part in parts), total)
            holiday = [part for part in parts if part["kind"] == "holiday"]
            self.assertEqual(
                {part["label"] for part in holiday}, {"Holiday: Jueves Santo"}
            )
            self.assertEqual(self._sum(parts, "holiday"), 8 * 60)
            pause = [part for part in parts if part["kind"] == "pause"]
            self.assertEqual(self._sum(parts, "pause"), 5 * 60)
            self.assertEqual(pause[0]["author"], self.agent.name)
            words = {
                line["label"]: line["duration"]
                for line in status._get_explanation_texts()
            }
        self.assertEqual(words["Counted"], "72 h")
        self.assertEqual(words["Holiday: Jueves Santo"], "8 h")
        self.assertEqual(words["Waiting for the customer"], "5 h")

    def test_late_clock(self):
        with freeze_time(local("2026-03-09T08:00:00")):
            ticket = self._case(local("2026-03-09T08:00:00"), priority="2")
        with freeze_time(local("2026-03-09T09:30:00")):
            self._answer(ticket)
        parts = self._status(ticket, "first_response")._explain()
        self.assertEqual(
            [(part["kind"], part["minutes"]) for part in parts],
            [("open", 60), ("late", 30)],
        )

    def test_seconds_add_up(self):
        with freeze_time(datetime(2026, 3, 9, 14, 0, 17)):
            ticket = self._case(datetime(2026, 3, 9, 13, 59, 58))
            status = self._status(ticket, "resolution")
            parts = status._explain()
        self.assertAlmostEqual(self._sum(parts, "open"), 72 * 60, places=6)

    def test_around_the_clock(self):
        """A schedule without closed hours shows none, not even at midnight."""
        calendar = make_calendar(self.env, "new york around the clock")
        self.contract.resource_calendar_id = calendar
        with freeze_time(local("2026-12-23T12:00:00")):
            ticket = self._case(local("2026-12-23T12:00:00"))
            parts = self._status(ticket, "resolution")._explain()
        self.assertEqual(
            [(part["kind"], part["minutes"]) for part in parts],
            [("open", 35 * 60), ("holiday", 24 * 60), ("open", 37 * 60)],
        )

    def test_summary_for_the_agent(self):
        """SLA 1.06, 1.19: how far it is, and the days and pauses that do not count."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Jueves Santo",
                "date_from": local("2026-04-02T00:00:00"),
                "date_to": local("2026-04-02T23:59:59"),
                "calendar_id": self.agreement.resource_calendar_id.id,
            }
        )
        with freeze_time(local("2026-03-31T09:00:00")):
            ticket = self._case(local("2026-03-31T09:00:00"))
        with freeze_time(local("2026-03-31T10:00:00")):
            ticket.stage_id = self.stage_customer
        with freeze_time(local("2026-03-31T15:00:00")):
            ticket.stage_id = self.stage_progress
        with freeze_time(local("2026-04-01T08:00:00")):
            status = self._status(ticket, "resolution").with_user(self.agent)
            summary = status.explanation_summary
        self.assertEqual(
            summary["text"],
            "3 h of 72 h have passed, 69 h are left; not counted: "
            "Sat, Sun, 2 Apr (Jueves Santo), 5 h waiting for the customer",
        )
        rows = {row["label"]: row for row in summary["rows"]}
        counted = rows["Counted"]
        figures = (counted["passed"], counted["left"], counted["total"])
        self.assertEqual(figures, ("3 h", "69 h", "72 h"))
        holiday = rows["Holiday: Jueves Santo"]
        self.assertEqual((holiday["passed"], holiday["left"]), ("", "8 h"))

    def test_summary_of_what_is_over(self):
        """A clock that is done says what it took; one that is late, by how much."""
        with freeze_time(local("2026-03-09T08:00:00")):
            ticket = self._case(local("2026-03-09T08:00:00"), priority="2")
        with freeze_time(local("2026-03-09T09:30:00")):
            late = self._status(ticket, "first_response").explanation_summary["text"]
            self.assertEqual(late, "1 h 30 min of 1 h, 30 min too many")
            self._answer(ticket)
        answer = self._status(ticket, "first_response")
        answer.invalidate_recordset(["explanation_summary"])
        self.assertEqual(
            answer.explanation_summary["text"],
            "it took 1 h 30 min of 1 h, 30 min too many",
        )
        with freeze_time(local("2026-03-09T10:00:00")):
            ticket.stage_id = self.stage_customer
            status = self._status(ticket, "resolution")
            self.assertIn("remain after the pause", status.explanation_summary["text"])
