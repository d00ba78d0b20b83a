# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import TransactionCase, tagged

from ..common import EXAMPLES

# Zones with and without summer time, on both sides of the equator and of the date line.
# The clocks change at night, at midnight (Santiago, Havana), by half an hour (Lord
# Howe) or in winter (Casablanca).
ZONES = (
    "America/Guatemala",
    "America/New_York",
    "America/Santiago",
    "America/Havana",
    "Africa/Casablanca",
    "Europe/Madrid",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
)
# Their clocks change within the days after these.
STARTS = (
    datetime(2026, 2, 14),
    datetime(2026, 3, 1),
    datetime(2026, 3, 21),
    datetime(2026, 8, 30),
    datetime(2026, 9, 20),
    datetime(2026, 10, 18),
)
QUARTER = timedelta(minutes=15)
DAYS = 28
HORIZON = DAYS * 96  # quarters of an hour

hours_of_day = st.lists(st.integers(0, 96), min_size=2, max_size=4, unique=True).map(
    sorted
)
quarters = st.tuples(st.integers(0, HORIZON), st.integers(1, 200))


def pairs(values):
    return list(zip(values[::2], values[1::2], strict=False))


@tagged("post_install", "-at_install")
class TestCalendarProperty(TransactionCase):
    """Compare core's calendars with an independent count quarter by quarter."""

    @given(
        st.sampled_from(ZONES),
        st.sampled_from(STARTS),
        st.booleans(),
        st.dictionaries(
            st.tuples(st.integers(0, 6), st.sampled_from("01")),
            hours_of_day,
            min_size=1,
            max_size=9,
        ),
        st.lists(quarters, max_size=3),
        st.lists(quarters, max_size=3),
        st.integers(0, 96 * 7),
        st.integers(1, 300),
    )
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[
            HealthCheck.differing_executors,
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
        ],
    )
    def test_against_brute_force(
        self, zone, base, two_weeks, days, leaves, pauses, start, target
    ):
        """SLA 1.06: deadline and elapsed on random calendars, leaves and pauses."""
        savepoint = self.env.cr.savepoint()
        with savepoint:
            calendar = self._calendar(zone, two_weeks, days)
            self._leaves(calendar, base, leaves)
            opened = self._open_quarters(zone, base, two_weeks, days, leaves, pauses)
            opened = [quarter for quarter in opened if quarter >= start]
            moment = base + start * QUARTER
            paused = [(base + a * QUARTER, base + (a + n) * QUARTER) for a, n in pauses]
            end = base + HORIZON * QUARTER
            elapsed = calendar._sla_elapsed(moment, end, paused)
            self.assertEqual(elapsed, 15 * len(opened))
            if len(opened) >= target:
                due = calendar._sla_deadline(moment, 15 * target, paused)
                self.assertEqual(due, base + (opened[target - 1] + 1) * QUARTER)
            savepoint.rollback()
        self.env.invalidate_all()

    def _calendar(self, zone, two_weeks, days):
        attendances = [
            {
                "name": "x",
                "dayofweek": str(day),
                "hour_from": first / 4,
                "hour_to": last / 4,
                "week_type": week if two_weeks else False,
            }
            for (day, week), values in days.items()
            if two_weeks or week == "0" or (day, "0") not in days
            for first, last in pairs(values)
        ]
        return self.env["resource.calendar"].create(
            {
                "name": "Al azar",
                "tz": zone,
                "company_id": False,
                "two_weeks_calendar": two_weeks,
                "attendance_ids": [(5, 0, 0), *((0, 0, v) for v in attendances)],
            }
        )

    def _leaves(self, calendar, base, leaves):
        self.env["resource.calendar.leaves"].create(
            [
                {
                    "name": "Feriado",
                    "calendar_id": calendar.id,
                    "date_from": base + first * QUARTER,
                    "date_to": base + (first + length) * QUARTER,
                }
                for first, length in leaves
            ]
        )

    def _open_quarters(self, zone, base, two_weeks, days, leaves, pauses):
        """Return the open quarters of an hour since ``base``, checked one by one."""
        place, closed = ZoneInfo(zone), set()
        for first, length in [*leaves, *pauses]:
            closed.update(range(first, first + length))
        spans = {
            day: self._spans(day, place, two_weeks, days)
            for day in (base.date() + timedelta(days=n) for n in range(-2, DAYS + 2))
        }
        opened = []
        for quarter in range(HORIZON):
            moment = (base + quarter * QUARTER).replace(tzinfo=timezone.utc)
            today = moment.astimezone(place).date()
            if quarter not in closed and any(
                first <= moment < last for first, last in spans[today]
            ):
                opened.append(quarter)
        return opened

    def _spans(self, day, place, two_weeks, days):
        """Return the hours of a date, from their first to their last second.

        A time that the clock skips is shifted by the skipped time.
        """
        week = str((day.toordinal() - 1) // 7 % 2)
        keys = [(day.weekday(), week if two_weeks else "0"), (day.weekday(), "1")]
        values = next((days[key] for key in keys[: 2 - two_weeks] if key in days), [])
        spans = []
        for pair in pairs(values):
            ends = [self._moments(day, quarter, place) for quarter in pair]
            if any(real for _moments, real in ends):
                spans.append((ends[0][0][0], max(ends[1][0])))
        return spans

    def _moments(self, day, quarter, place):
        """Return both readings of a wall time in UTC, and whether clocks show it."""
        midnight = datetime.combine(day, time())
        moments = [
            (midnight + quarter * QUARTER)
            .replace(tzinfo=place, fold=fold)
            .astimezone(timezone.utc)
            for fold in (0, 1)
        ]
        return moments, moments[0] <= moments[1]
