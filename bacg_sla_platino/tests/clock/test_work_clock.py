# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools.clock import follow_up, work_clock
from ..common import EXAMPLES

START = datetime(2026, 3, 2)
MINUTE = timedelta(minutes=1)
DAYS = 12

minute_of_period = st.integers(0, DAYS * 1440)
intervals = st.lists(
    st.tuples(minute_of_period, minute_of_period).map(sorted).map(tuple), max_size=8
)


def brute_minutes(open_pairs, pauses):
    """Return the set of open, unpaused minutes, slowly and independently."""
    minutes = set()
    for start, stop in open_pairs:
        minutes.update(range(start, stop))
    for start, stop in pauses:
        minutes.difference_update(range(start, stop))
    return minutes


def moments(pairs):
    return [(START + a * MINUTE, START + b * MINUTE) for a, b in pairs]


def business(open_pairs):
    """Return hours for a calendar given as pairs of minutes."""
    pairs = moments(open_pairs)

    def expand(start, stop):
        return [
            (max(a, start), min(b, stop)) for a, b in pairs if a < stop and b > start
        ]

    return work_clock.BusinessHours(expand)


@tagged("post_install", "-at_install")
class TestWorkClock(BaseCase):
    @given(intervals, intervals, minute_of_period, st.integers(1, 3000))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.differing_executors],
    )
    def test_against_brute_force(self, open_pairs, pauses, start, target):
        """SLA 1.06, 1.19: deadline and elapsed agree with a count minute by minute."""
        hours = business(open_pairs)
        minutes = sorted(m for m in brute_minutes(open_pairs, pauses) if m >= start)
        begin = START + start * MINUTE
        elapsed = work_clock.elapsed(
            hours, begin, START + DAYS * 1440 * MINUTE, moments(pauses)
        )
        self.assertEqual(elapsed, len(minutes))
        if len(minutes) < target:
            with self.assertRaises(work_clock.NoOpenTime):
                work_clock.deadline(hours, begin, target, moments(pauses))
        else:
            due = work_clock.deadline(hours, begin, target, moments(pauses))
            self.assertEqual(due, START + (minutes[target - 1] + 1) * MINUTE)

    @given(intervals, minute_of_period, st.integers(1, 5000))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.differing_executors],
    )
    def test_around_the_clock(self, pauses, start, target):
        """SLA 1.08, 1.09: around the clock, only pauses stop a clock."""
        hours = work_clock.ClockHours()
        begin = START + start * MINUTE
        due = work_clock.deadline(hours, begin, target, moments(pauses))
        self.assertEqual(work_clock.elapsed(hours, begin, due, moments(pauses)), target)

    def test_follow_up_cycles(self):
        """SLA 1.22: each follow-up ends a cycle and starts the next one."""
        day = [START + timedelta(days=n) for n in range(30)]
        self.assertEqual(
            follow_up.cycles(
                [(day[1], day[20]), (day[22], None)], [day[0], day[5], day[23]]
            ),
            [
                (day[1], day[5], None),
                (day[5], None, day[20]),
                (day[22], day[23], None),
                (day[23], None, None),
            ],
        )

    def test_week_ends_on_a_working_day(self):
        """SLA 1.22: the week ends on the last working day within seven days."""
        for start, days, at, draft in WEEKS:
            with self.subTest(start=start, days=days):
                due = follow_up.due(moment(start), days, 7, office(), "UTC")
                self.assertEqual(due, (moment(at), moment(draft)))

    def test_week_around_the_clock(self):
        start = moment("2026-03-09 10:00")
        due = follow_up.due(start, 7, 7, work_clock.ClockHours(), "UTC")
        self.assertEqual(due.at, moment("2026-03-16 10:00"))


# Start, days, due, draft; 2026-03-09 is a Monday, 23 to 30 March are holidays.
WEEKS = [
    ("2026-03-09 10:00", 7, "2026-03-16 17:00", "2026-03-13 08:00"),
    ("2026-03-07 10:00", 7, "2026-03-13 17:00", "2026-03-12 08:00"),
    ("2026-03-12 18:00", 7, "2026-03-19 17:00", "2026-03-18 08:00"),
    ("2026-03-09 10:00", 3, "2026-03-12 17:00", "2026-03-11 08:00"),
    ("2026-03-13 10:00", 1, "2026-03-16 17:00", "2026-03-13 10:00"),
    ("2026-03-16 10:00", 7, "2026-03-20 17:00", "2026-03-19 08:00"),
    # A week without a working day still gets a follow-up.
    ("2026-03-20 10:00", 7, "2026-03-27 10:00", "2026-03-20 10:00"),
]


def moment(text):
    return datetime.fromisoformat(text)


def office():
    """Return open hours from 8 to 17 on working days."""

    def expand(start, stop):
        day = start.replace(hour=0, minute=0)
        while day < stop:
            holiday = datetime(2026, 3, 23) <= day <= datetime(2026, 3, 30)
            if day.weekday() < 5 and not holiday:
                yield day.replace(hour=8), day.replace(hour=17)
            day += timedelta(days=1)

    return work_clock.BusinessHours(expand)
