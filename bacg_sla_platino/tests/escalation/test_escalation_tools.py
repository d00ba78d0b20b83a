# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo.tests.common import BaseCase

from ...tools.clock import work_clock
from ...tools.clock.escalation import (
    BREACH,
    Plan,
    Step,
    in_order,
    next_open,
    superseded,
)

START = datetime(2026, 3, 9, 14, 0)
ARRIVAL, HALF, RISK = Step("arrival", 0), Step("half", 50), Step("risk", 80)
TOLD, HOUR = Step(BREACH), Step("hour", 100, 60)
STEPS = in_order([HOUR, RISK, TOLD, ARRIVAL, HALF])


def day_hours(start, stop):
    """Return the open hours 14-18 and 19-23 UTC of every day."""
    day = start.replace(hour=0, minute=0, second=0)
    while day < stop:
        for low, high in ((14, 18), (19, 23)):
            opened, closed = (day + timedelta(hours=hour) for hour in (low, high))
            if closed > start and opened < stop:
                yield max(opened, start), min(closed, stop)
        day += timedelta(days=1)


class TestEscalationPlan(BaseCase):
    def _plan(self, telling=None, pauses=(), deadline=True, minutes=60):
        clock = work_clock.ClockHours()
        due = work_clock.deadline(clock, START, minutes, pauses)
        return Plan(
            steps=STEPS,
            clock=clock,
            telling=telling or clock,
            start=START,
            minutes=minutes,
            pauses=pauses,
            deadline=deadline and due,
        )

    def _at(self, minutes):
        return START + timedelta(minutes=minutes)

    def test_order(self):
        self.assertEqual(STEPS, [ARRIVAL, HALF, RISK, TOLD, HOUR])

    def test_moments(self):
        plan = self._plan()
        moments = [plan.told_at(step) for step in STEPS[1:]]
        self.assertEqual(moments, [self._at(m) for m in (30, 48, 60, 120)])

    def test_arrival_is_due_in_its_own_second(self):
        self.assertEqual(self._plan().due((), START), [ARRIVAL])

    def test_due_is_what_lies_before_now(self):
        plan, second = self._plan(), timedelta(seconds=1)
        done = {"arrival"}
        self.assertFalse(plan.due(done, self._at(30)))
        self.assertEqual(plan.due(done, self._at(30) + second), [HALF])
        done.add("half")
        self.assertEqual(plan.next_moment(done), self._at(48))
        self.assertEqual(plan.due(done, self._at(121)), [RISK, TOLD, HOUR])

    def test_nothing_left(self):
        plan = self._plan()
        self.assertFalse(plan.next_moment({step.key for step in STEPS}))

    def test_pauses_move_the_steps(self):
        plan = self._plan(pauses=[(self._at(10), self._at(40))])
        self.assertEqual(plan.told_at(HALF), self._at(60))
        plan = self._plan(pauses=[(self._at(70), self._at(100))])
        self.assertEqual(plan.told_at(HOUR), self._at(150), "after the deadline too")

    def test_open_pause_holds(self):
        plan = self._plan(pauses=[(self._at(10), None)])
        self.assertIsNone(plan.told_at(HALF))
        self.assertIsNone(plan.told_at(TOLD))
        self.assertIsNone(plan.told_at(HOUR))

    def test_passed_steps_are_skipped_but_not_arrival_and_breach(self):
        plan = self._plan()
        plan.skip_passed((), self._at(121))
        self.assertEqual(plan.skipped, [HALF, RISK, HOUR])
        self.assertEqual(plan.next_moment({"arrival"}), self._at(60))

    def test_all_that_passed_is_skipped_where_the_case_is_known(self):
        plan = self._plan()
        plan.known_until = self._at(90)
        plan.skip_passed((), self._at(90))
        self.assertEqual(plan.skipped, [ARRIVAL, HALF, RISK, TOLD])
        self.assertEqual(plan.next_moment(()), self._at(120))
        plan.known_until = self._at(50)
        plan.skip_passed((), self._at(90))
        self.assertEqual(plan.skipped, [ARRIVAL, HALF, RISK])
        self.assertEqual(
            plan.due({step.key for step in plan.skipped}, self._at(90)), [TOLD]
        )

    def test_steps_outside_hours_wait(self):
        hours = work_clock.BusinessHours(day_hours)
        plan = self._plan(telling=hours, minutes=8 * 60 + 60)  # 14:00 … 23:00
        self.assertEqual(plan.told_at(HALF), START.replace(hour=19), "lunch")
        tomorrow = START.replace(day=10)
        self.assertEqual(plan.told_at(TOLD), tomorrow, "due at closing time")
        self.assertEqual(plan.told_at(HOUR), tomorrow.replace(hour=15))

    def test_next_open(self):
        hours = work_clock.BusinessHours(day_hours)
        for given, wanted in (
            ("2026-03-09T15:30:00", "2026-03-09T15:30:00"),
            ("2026-03-09T18:00:00", "2026-03-09T19:00:00"),
            ("2026-03-09T13:59:59", "2026-03-09T14:00:00"),
        ):
            moment = datetime.fromisoformat(given)
            self.assertEqual(next_open(hours, moment), datetime.fromisoformat(wanted))
        never = work_clock.BusinessHours(lambda start, stop: [])
        self.assertEqual(next_open(never, START), START)

    def test_later_warnings_outrun_earlier_ones(self):
        self.assertEqual(superseded([ARRIVAL, HALF]), [])
        self.assertEqual(superseded([HALF, RISK]), [HALF])
        self.assertEqual(superseded([ARRIVAL, HALF, RISK, TOLD, HOUR]), [HALF, RISK])
        self.assertEqual(superseded([HOUR]), [])
