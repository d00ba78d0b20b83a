# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from datetime import datetime, timedelta

from odoo.tests.common import BaseCase

from ...tools.clock.merged_waits import common_waits

START = datetime(2026, 3, 9, 14, 0)


def at(hour):
    return START + timedelta(hours=hour)


def case(report, *waits):
    return at(report), [(at(a), b and at(b), key) for a, b, key in waits]


class TestMergedWaits(BaseCase):
    def _common(self, *cases, until=10):
        return [
            (
                (start - START) / timedelta(hours=1),
                (stop - START) / timedelta(hours=1),
                key,
            )
            for start, stop, key in common_waits(cases, at(until))
        ]

    def test_one_case(self):
        """The waits stay as they were, cut where the other case begins."""
        self.assertEqual(
            self._common(case(0, (1, 3, "a"), (5, None, "b"))),
            [(1, 3, "a"), (5, 10, "b")],
        )
        self.assertEqual(self._common(case(0, (1, 3, "a")), until=2), [(1, 2, "a")])
        self.assertEqual(self._common(case(0, (5, 6, "a")), until=2), [])

    def test_nothing_waits(self):
        self.assertEqual(self._common(), [])
        self.assertEqual(self._common(case(0)), [])

    def test_only_while_all_waited(self):
        """There is no common wait while one of the cases is running."""
        first = case(0, (1, 8, "a"))
        self.assertEqual(self._common(first, case(3)), [(1, 3, "a")])
        self.assertEqual(
            self._common(first, case(3, (5, None, "b"))), [(1, 3, "a"), (5, 8, "a")]
        )
        self.assertEqual(
            self._common(case(3, (5, None, "b")), first), [(1, 3, "a"), (5, 8, "a")]
        )

    def test_overlapping_waits_of_a_case(self):
        self.assertEqual(
            self._common(case(0, (1, 4, "a"), (2, 6, "b"))), [(1, 4, "a"), (4, 6, "b")]
        )

    def test_later_case_counts_for_nothing(self):
        self.assertEqual(self._common(case(0, (1, 3, "a")), case(12)), [(1, 3, "a")])

    def test_against_a_count_minute_by_minute(self):
        """Random histories agree with a check of each minute."""
        dice = random.Random(7)
        for _history in range(200):
            cases = []
            for _case in range(dice.randrange(1, 4)):
                report = dice.randrange(0, 12)
                waits = []
                for key in range(dice.randrange(0, 3)):
                    start = dice.randrange(report, 14)
                    stop = dice.choice([None, start + dice.randrange(1, 6)])
                    waits.append((start, stop, key + 1))
                cases.append(case(report, *waits))
            until = dice.randrange(0, 16)
            found = self._common(*cases, until=until)
            covered = {
                h for start, stop, _key in found for h in range(int(start), int(stop))
            }
            wanted = set()
            for hour in range(until):
                there = [waits for report, waits in cases if report <= at(hour)]
                if there and all(
                    any(
                        a <= at(hour) and (not b or b > at(hour))
                        for a, b, _key in waits
                    )
                    for waits in there
                ):
                    wanted.add(hour)
            self.assertEqual(covered, wanted)
