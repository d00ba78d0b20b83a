# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools.clock.local_day import midnight
from ...tools.windows import BadRule, Windows, find_safe, parse_rule
from ..common import EXAMPLES

UTC = ZoneInfo("UTC")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ZONES = ("America/Tijuana", "America/New_York", "America/Guatemala")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# Around both changes of the clock in Tijuana and New York.
FIRST_DAYS = [date(2026, 10, 20) + n * DAY for n in range(20)] + [
    date(2027, 3, 1) + n * DAY for n in range(20)
]


def weekly(**values):
    return Windows(
        **{
            "rule": "FREQ=WEEKLY;BYDAY=SU",
            "begins": time(2, 30),
            "length": 2 * HOUR,
            "zone": "America/New_York",
            "first": date(2026, 1, 1),
            **values,
        }
    )


def begins_on(rule, day, first):
    """Return whether a day is one of the rule's, by a calendar's plain reading."""
    parts = dict(part.split("=") for part in rule.split(";"))
    weekday = WEEKDAYS[day.weekday()]
    if parts["FREQ"] == "DAILY":
        return (day - first).days % int(parts.get("INTERVAL", 1)) == 0
    if parts["FREQ"] == "WEEKLY":
        monday, origin = (d - d.weekday() * DAY for d in (day, first))
        weeks = (monday - origin).days // 7
        return weeks % int(parts.get("INTERVAL", 1)) == 0 and weekday in parts[
            "BYDAY"
        ].split(",")
    if "BYMONTHDAY" in parts:
        return day.day == int(parts["BYMONTHDAY"])
    nth, name = int(parts["BYDAY"][:-2]), parts["BYDAY"][-2:]
    from_end = (day + 7 * DAY).month != day.month
    return weekday == name and (
        from_end if nth == -1 else (day.day - 1) // 7 + 1 == nth
    )


def wall_start(day, begins, zone):
    """Return the first minute of UTC whose wall clock shows, or passes, a time."""
    wanted = datetime.combine(day, begins)
    moment = wanted - 15 * HOUR
    before = moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    offset = before - moment
    for minute in range(30 * 60):
        now = moment + timedelta(minutes=minute)
        wall = now.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
        if wall == wanted:
            return now
    return wanted - offset


def brute(windows, moment, stop):
    """Return the windows that begin in ``(moment, stop)``, minute by minute."""
    zone = ZoneInfo(windows.zone)
    found, day = [], max(windows.first, moment.date() - 2 * DAY)
    while day <= min(windows.last or date.max, stop.date() + 2 * DAY):
        if begins_on(windows.rule, day, windows.first):
            start = wall_start(day, windows.begins, zone)
            end = start + windows.length
            touched, minute = set(), start
            while minute < end:
                touched.add(minute.replace(tzinfo=UTC).astimezone(zone).date())
                minute += timedelta(minutes=15)
            blocked = any(a <= d <= b for a, b in windows.blocked for d in touched)
            if moment < start < stop and not blocked:
                found.append((start, end))
        day += DAY
    return found


rules = st.one_of(
    st.integers(1, 9).map(lambda n: f"FREQ=DAILY;INTERVAL={n}"),
    st.tuples(
        st.integers(1, 3), st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True)
    ).map(lambda pair: f"FREQ=WEEKLY;INTERVAL={pair[0]};BYDAY={','.join(pair[1])}"),
    st.tuples(st.sampled_from((1, 2, 3, 4, 5, -1)), st.sampled_from(WEEKDAYS)).map(
        lambda pair: f"FREQ=MONTHLY;BYDAY={pair[0]}{pair[1]}"
    ),
    st.integers(1, 31).map(lambda n: f"FREQ=MONTHLY;BYMONTHDAY={n}"),
)
blocked_days = st.tuples(st.sampled_from(FIRST_DAYS), st.integers(0, 4)).map(
    lambda pair: (pair[0], pair[0] + pair[1] * DAY)
)
any_windows = st.builds(
    Windows,
    rule=rules,
    begins=st.one_of(
        st.sampled_from((time(0), time(1, 30), time(2), time(2, 30), time(23, 30))),
        st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 45))),
    ),
    length=st.integers(1, 40).map(lambda n: n * timedelta(minutes=45)),
    zone=st.sampled_from(ZONES),
    first=st.sampled_from(FIRST_DAYS),
    last=st.one_of(st.none(), st.sampled_from(FIRST_DAYS).map(lambda d: d + 30 * DAY)),
    blocked=st.lists(blocked_days, max_size=2).map(tuple),
)
moments = st.builds(
    lambda day, minutes: datetime.combine(day, time.min) + timedelta(minutes=minutes),
    st.sampled_from(FIRST_DAYS),
    st.integers(0, 1439),
)
by_examples = settings(
    max_examples=max(EXAMPLES // 2, 1),
    deadline=None,
    suppress_health_check=[HealthCheck.differing_executors],
)


@tagged("post_install", "-at_install")
class TestWindows(BaseCase):
    def _first(self, windows, moment):
        return windows.next_after(moment)[0]

    @given(any_windows, moments)
    @by_examples
    def test_against_brute_force(self, windows, moment):
        """Windows are those that a calendar and a clock on the wall show."""
        stop = moment + 40 * DAY
        found = [pair for pair in islice(windows.after(moment), 80) if pair[0] < stop]
        self.assertEqual(found, brute(windows, moment, stop))

    @given(any_windows, moments, st.integers(-2, 35), st.sampled_from(ZONES))
    @by_examples
    def test_the_last_safe_one_against_brute_force(self, windows, now, days, zone):
        """Safe windows begin after now and end before the day begins elsewhere."""
        binding = midnight(now.date() + days * DAY, zone)
        # More than there can be before it binds.
        listed = list(islice(windows.after(now - 3 * DAY), 90))
        safe = [
            pair
            for pair in brute(windows, now, max(binding, now) + DAY)
            if pair[1] <= binding
        ]
        last = safe[-1] if safe else None
        self.assertEqual(find_safe(listed, now, binding), (len(safe), last))

    def test_the_missing_hour(self):
        """02:30 of 2027-03-14 does not exist in New York: it begins at 03:30."""
        start, stop = weekly().next_after(datetime(2027, 3, 13, 12))
        self.assertEqual(start, datetime(2027, 3, 14, 7, 30))
        self.assertEqual(stop - start, 2 * HOUR)

    def test_the_repeated_hour(self):
        """01:30 of 2026-11-01 comes twice in Tijuana: the first one counts."""
        windows = weekly(begins=time(1, 30), zone="America/Tijuana")
        start = self._first(windows, datetime(2026, 10, 31, 12))
        self.assertEqual(start, datetime(2026, 11, 1, 8, 30))

    def test_across_midnight_and_the_change(self):
        """From 22:00 on, eight hours are eight hours: until 05:00 by the wall."""
        windows = weekly(
            rule="FREQ=WEEKLY;BYDAY=SA",
            begins=time(22),
            length=8 * HOUR,
            zone="America/Tijuana",
        )
        start, stop = windows.next_after(datetime(2026, 10, 31, 12))
        self.assertEqual(start, datetime(2026, 11, 1, 5))
        self.assertEqual(stop, datetime(2026, 11, 1, 13))  # 05:00, an hour is repeated

    def test_a_blocked_day_is_touched(self):
        """The night before the closing of the month is out; to its midnight is not."""
        closing = ((date(2026, 11, 30), date(2026, 12, 2)),)
        for hours, day in ((2, 29), (3, 6)):
            windows = weekly(
                rule="FREQ=WEEKLY;BYDAY=SU",
                begins=time(22),
                length=hours * HOUR,
                zone="America/Guatemala",
                blocked=closing,
            )
            start = self._first(windows, datetime(2026, 11, 26))
            local = start - 6 * HOUR
            self.assertEqual((local.day, local.hour), (day, 22))

    def test_no_window_after_the_last_day(self):
        windows = weekly(last=date(2026, 11, 22))
        self.assertEqual(
            self._first(windows, datetime(2026, 11, 20)), datetime(2026, 11, 22, 7, 30)
        )
        self.assertIsNone(windows.next_after(datetime(2026, 11, 23)))

    def test_those_that_touch_a_period(self):
        windows = weekly(begins=time(23), length=4 * HOUR, zone="America/Guatemala")
        period = datetime(2026, 11, 2, 6), datetime(2026, 11, 9, 5)
        self.assertEqual(
            windows.between(*period),
            [(datetime(2026, 11, 2, 5), datetime(2026, 11, 2, 9))],
        )

    def test_the_last_safe_one_across_zones(self):
        """It ends at 01:00 in Tijuana: that is too late for Mexico City, at 00:00."""
        windows = weekly(
            rule="FREQ=DAILY", begins=time(22), length=HOUR, zone="America/Tijuana"
        )
        now = datetime(2026, 12, 28, 12)
        binding = midnight(date(2027, 1, 1), "America/Mexico_City")
        listed = list(islice(windows.after(now), 10))
        safe = find_safe(listed, now, binding)
        # 22:00 in Tijuana of the 31st is midnight in Mexico City: the 30th is the last
        self.assertEqual(safe.last[0], datetime(2026, 12, 31, 6))
        self.assertEqual(safe.count, 3)
        self.assertEqual(find_safe(listed, binding, binding), (0, None))

    def test_rules(self):
        """Only how often: who counts, ends or begins elsewhere is refused, and told."""
        self.assertEqual(
            parse_rule("freq=monthly;byday=2SU"), {"FREQ": "MONTHLY", "BYDAY": "2SU"}
        )
        for rule, part in (
            ("", ""),
            ("FREQ=HOURLY", "FREQ=HOURLY"),
            ("BYDAY=SU", "FREQ="),
            ("FREQ=WEEKLY;UNTIL=20270101T000000Z", "UNTIL=20270101T000000Z"),
            ("FREQ=WEEKLY;COUNT=3", "COUNT=3"),
            ("FREQ=WEEKLY;INTERVAL=0", "INTERVAL=0"),
            ("FREQ=WEEKLY;BYDAY=XX", "BYDAY=XX"),
            ("FREQ=WEEKLY;FREQ=DAILY", "FREQ=DAILY"),
            ("FREQ=DAILY;INTERVAL=7;BYDAY=MO", "BYDAY"),
            ("DTSTART:20260101T000000\nRRULE:FREQ=DAILY", None),
        ):
            with self.subTest(rule=rule), self.assertRaises(BadRule) as caught:
                parse_rule(rule)
            if part is not None:
                self.assertEqual(caught.exception.part, part)

    def test_a_rule_that_never_comes(self):
        windows = weekly(rule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
        self.assertIsNone(windows.next_after(datetime(2026, 1, 1)))
