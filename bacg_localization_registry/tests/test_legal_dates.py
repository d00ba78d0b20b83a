# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.alarms import alarm_days
from ..tools.legal_dates import (
    agreed_date_kept,
    date_in_force,
    is_weekday,
    last_digit,
    phase_digits,
    relative_date,
)

DAY = timedelta(days=1)
DAYS = st.dates(date(2020, 1, 1), date(2031, 12, 31))
by_examples = settings(
    derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


class TestLegalDates(BaseCase):
    """Dates and alarms against an independent count of days."""

    def test_terms_of_the_gazettes(self):
        """A term says whether the day of the publication counts."""
        carta_porte = date(2024, 6, 17), 30, "calendar", True, is_weekday
        self.assertEqual(relative_date(*carta_porte), date(2024, 7, 17))
        decreto = date(2024, 12, 9), 4, "month", False, is_weekday
        self.assertEqual(relative_date(*decreto), date(2025, 4, 10))
        friday = date(2026, 3, 6)
        for counts, expected in ((True, date(2026, 3, 7)), (False, date(2026, 3, 10))):
            found = relative_date(friday, 1, "business", counts, is_weekday)
            self.assertEqual(found, expected)

    @by_examples
    @given(DAYS, st.integers(1, 90), st.booleans(), st.sampled_from(("c", "b")))
    def test_a_term_runs_whole(self, anchor, count, counts, unit):
        unit = {"c": "calendar", "b": "business"}[unit]
        found = relative_date(anchor, count, unit, counts, is_weekday)
        term = [anchor + DAY * n for n in range(not counts, (found - anchor).days)]
        if unit == "business":
            term = [day for day in term if day.weekday() < 5]
        self.assertEqual(len(term), count)
        self.assertIn(found - DAY, term)

    def test_what_is_announced_on_the_day_is_in_force(self):
        first, later = date(2025, 6, 1), date(2025, 9, 1)
        steps = [(date(2025, 5, 20), later)]
        self.assertEqual(date_in_force(first, steps, date(2025, 5, 19)), first)
        self.assertEqual(date_in_force(first, steps, date(2025, 5, 20)), later)
        suspended = [*steps, (date(2025, 6, 2), False)]
        self.assertIsNone(date_in_force(first, suspended, date(2025, 7, 1)))

    @by_examples
    @given(DAYS, st.integers(0, 400))
    def test_alarms_fall_on_their_days(self, published, notice):
        binding = published + DAY * notice
        expected = {}
        for passed in range(notice):
            left = notice - passed
            for kind, share in (("share_50", 2), ("share_25", 4), ("share_10", 10)):
                part = Fraction(notice, share)
                # The last day on which that part or more is left.
                if left >= part > left - 1:
                    expected[published + DAY * passed] = kind
            if left in (7, 1):
                expected[published + DAY * passed] = f"days_{left}"
        found = alarm_days(published, binding)
        self.assertEqual({day: kind for kind, day in found.items()}, expected)

    def test_a_notice_of_three_days(self):
        """Almost no notice: one alarm a day, none before the publication."""
        found = alarm_days(date(2023, 12, 29), date(2024, 1, 1))
        self.assertEqual(
            found, {"share_50": date(2023, 12, 30), "days_1": date(2023, 12, 31)}
        )

    def test_the_last_digit_of_a_tax_id(self):
        """A tax id that ends in a letter has no phase."""
        for tax_id, digit in (
            ("0801-1990-12345", "5"),
            ("RTN 08011990123-4 ", "4"),
            ("1234567-K", ""),
            ("", ""),
            (False, ""),
        ):
            self.assertEqual(last_digit(tax_id), digit)

    def test_digits_of_a_phase(self):
        self.assertEqual(phase_digits("0-1"), {"0", "1"})
        self.assertEqual(phase_digits("2, 4 7-9"), {"2", "4", "7", "8", "9"})
        for text in ("", "x", "3-1", "10", False):
            self.assertIsNone(phase_digits(text))

    def test_a_day_moved_after_it_passed_was_not_kept(self):
        """An agreed day is kept, or moved before it has passed."""
        first = (date(2026, 3, 1), date(2026, 3, 20))
        in_time = (date(2026, 3, 20), date(2026, 4, 10))
        too_late = (date(2026, 3, 22), date(2026, 4, 10))
        done = date(2026, 4, 10)
        self.assertTrue(agreed_date_kept([first, in_time], done))
        self.assertFalse(agreed_date_kept([first, too_late], done))
        self.assertFalse(agreed_date_kept([first], done))
