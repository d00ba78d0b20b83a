# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta

from odoo.tests.common import BaseCase

from ...tools.clock.local_day import day_end, local_date, midnight

# Zone, day, and when it begins there (UTC).
BEGINS = [
    ("UTC", date(2026, 3, 9), datetime(2026, 3, 9, 0, 0)),
    ("America/Guatemala", date(2026, 3, 9), datetime(2026, 3, 9, 6, 0)),
    ("Asia/Kathmandu", date(2026, 3, 9), datetime(2026, 3, 8, 18, 15)),
    # The day on which summer time begins, and the one after: 23 hours later.
    ("America/New_York", date(2026, 3, 8), datetime(2026, 3, 8, 5, 0)),
    ("America/New_York", date(2026, 3, 9), datetime(2026, 3, 9, 4, 0)),
]


class TestLocalDay(BaseCase):
    def test_midnight(self):
        for zone, day, moment in BEGINS:
            with self.subTest(zone=zone, day=day):
                self.assertEqual(midnight(day, zone), moment)

    def test_day_end(self):
        """A day ends when the next one begins, even a day of 23 hours."""
        self.assertEqual(
            day_end(date(2026, 3, 8), "America/New_York"), datetime(2026, 3, 9, 4, 0)
        )

    def test_local_date(self):
        """A day includes its first moment, and excludes the one before."""
        for zone, day, moment in BEGINS:
            with self.subTest(zone=zone, day=day):
                self.assertEqual(local_date(moment, zone), day)
                before = moment - timedelta(seconds=1)
                self.assertEqual(local_date(before, zone), day - timedelta(days=1))
