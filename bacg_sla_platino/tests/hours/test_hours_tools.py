# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import itertools
import random
from collections import Counter
from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ...tools import hours
from ...tools.hours import Grant

FIRST = date(2026, 1, 1)


def _day(number):
    return FIRST + timedelta(days=number)


def _minute_by_minute(minutes, day, grants):
    """The slow way: each minute from the valid grant that expires first."""
    left = {grant.key: grant.minutes for grant in grants}
    taken = {}
    for _minute in range(minutes):
        usable = [grant for grant in grants if grant.valid_on(day) and left[grant.key]]
        if not usable:
            break
        first = usable[0]
        for grant in usable:
            if (grant.date_to or date.max, grant.date_from, grant.key) < (
                first.date_to or date.max,
                first.date_from,
                first.key,
            ):
                first = grant
        left[first.key] -= 1
        taken[first.key] = taken.get(first.key, 0) + 1
    return taken, minutes - sum(taken.values())


def _least_uncovered(draws, grants):
    """Every way to spread the draws: the fewest minutes that stay uncovered."""
    if not draws:
        return 0
    (minutes, day), *later = draws
    parts = [
        range(min(minutes, grant.minutes) + 1) if grant.valid_on(day) else (0,)
        for grant in grants
    ]
    best = None
    for choice in itertools.product(*parts):
        if sum(choice) > minutes:
            continue
        left = [
            Grant(grant.key, grant.minutes - part, grant.date_from, grant.date_to)
            for grant, part in zip(grants, choice, strict=True)
        ]
        uncovered = minutes - sum(choice) + _least_uncovered(later, left)
        best = uncovered if best is None else min(best, uncovered)
    return best


@tagged("post_install", "-at_install")
class TestHoursTools(BaseCase):
    def _grants(self, chance, count, most):
        grants = []
        for key in range(count):
            start = chance.randrange(6)
            end = chance.choice([None, start + chance.randrange(6)])
            grants.append(
                Grant(
                    key,
                    chance.randrange(most + 1),
                    _day(start),
                    None if end is None else _day(end),
                )
            )
        return grants

    def test_allocation_agrees_with_minute_by_minute(self):
        """SLA 1.18: the earliest expiry gives first, whatever the grants."""
        chance = random.Random(20260501)
        for _round in range(2000):
            grants = self._grants(chance, chance.randrange(6), 9)
            minutes, day = chance.randrange(25), _day(chance.randrange(12))
            taken, rest = hours.allocate(minutes, day, grants)
            self.assertEqual(
                (dict(taken), rest), _minute_by_minute(minutes, day, grants)
            )
            self.assertEqual(sum(part for _key, part in taken) + rest, minutes)
            self.assertEqual(len(dict(taken)), len(taken))

    def test_no_other_order_covers_more(self):
        """Work in the order of its days: no way to spread it loses fewer hours."""
        chance = random.Random(20260502)
        for _round in range(150):
            grants = self._grants(chance, 3, 3)
            days = sorted(chance.randrange(10) for _draw in range(3))
            draws = [(chance.randrange(4), _day(day)) for day in days]
            left, uncovered = list(grants), 0
            for minutes, day in draws:
                taken, rest = hours.allocate(minutes, day, left)
                uncovered += rest
                part = dict(taken)
                left = [
                    Grant(
                        grant.key,
                        grant.minutes - part.get(grant.key, 0),
                        grant.date_from,
                        grant.date_to,
                    )
                    for grant in left
                ]
            self.assertEqual(uncovered, _least_uncovered(draws, grants))

    def test_one_draw_over_two_grants(self):
        grants = [
            Grant(1, 600, _day(0), None),
            Grant(2, 120, _day(0), _day(30)),
            Grant(3, 60, _day(0), _day(10)),
        ]
        self.assertEqual(
            hours.allocate(300, _day(5), grants), ([(3, 60), (2, 120), (1, 120)], 0)
        )
        self.assertEqual(
            hours.allocate(300, _day(20), grants), ([(2, 120), (1, 180)], 0)
        )
        self.assertEqual(
            hours.allocate(900, _day(20), grants), ([(2, 120), (1, 600)], 180)
        )

    def test_giving_back_undoes_the_drain(self):
        """What is given back in steps restores the grants, the last drained first."""
        chance = random.Random(20260503)
        for _round in range(500):
            taken = [(key, chance.randrange(1, 9)) for key in range(4)]
            total = sum(part for _key, part in taken)
            minutes = chance.randrange(total + 3)
            one_by_one = [key for key, part in taken for _minute in range(part)]
            self.assertEqual(
                dict(hours.give_back(minutes, taken)),
                Counter(one_by_one[max(total - minutes, 0) :]),
            )

    def test_rounding_is_per_case_and_day(self):
        """Six calls of two minutes are one unit, not six (SLA 1.18)."""
        worked = charged = 0
        parts = []
        for _call in range(6):
            part = hours.charge(worked, charged, 2, 15, 600)
            parts.append(part)
            worked, charged = worked + 2, charged + part
        self.assertEqual(parts, [15, 0, 0, 0, 0, 0])
        self.assertEqual(hours.charge(worked, charged, 4, 15, 600), 15)

    def test_charge_follows_any_history(self):
        """What a day is charged is its work rounded up, whatever came and went."""
        chance = random.Random(20260504)
        for _round in range(500):
            unit = chance.choice([1, 6, 15, 30, 60])
            entries, charged = [], 0
            for _step in range(10):
                if entries and chance.random() < 0.3:
                    minutes = -entries.pop(chance.randrange(len(entries)))
                    before = sum(entries) - minutes
                else:
                    minutes, before = chance.randrange(1, 90), sum(entries)
                    entries.append(minutes)
                charged += hours.charge(before, charged, minutes, unit, 10**6)
                self.assertEqual(charged, hours.round_up(sum(entries), unit))

    def test_never_more_than_agreed(self):
        self.assertEqual(hours.charge(0, 0, 70, 15, 70), 70)
        # Undoing the last ten of seventy gives back ten, not a whole unit.
        self.assertEqual(hours.charge(70, 70, -10, 15, 0), -10)
        self.assertEqual(hours.charge(70, 70, -70, 15, 0), -70)

    def test_only_the_lowest_threshold_and_once(self):
        self.assertIsNone(hours.crossed(301, 600, []))
        self.assertEqual(hours.crossed(300, 600, []), 50)
        self.assertIsNone(hours.crossed(250, 600, [50]))
        self.assertEqual(hours.crossed(120, 600, [50]), 20)
        # From much to nothing at once: one message, and no late one of 50 or 20 %.
        self.assertEqual(hours.crossed(-30, 600, []), 0)
        self.assertIsNone(hours.crossed(200, 600, [0]))
        self.assertIsNone(hours.crossed(0, 0, []))
