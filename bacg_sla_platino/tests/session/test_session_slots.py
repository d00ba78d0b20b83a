# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from datetime import datetime, timedelta

import pytz

from odoo.tests import BaseCase, tagged

from ...tools.session_slots import free_starts, round_up, without
from ..common import EXAMPLES

MINUTE = timedelta(minutes=1)
BASE = datetime(2026, 3, 7)  # the day before the clocks change in New York


def at(minutes):
    return BASE + timedelta(minutes=minutes)


def pairs(rows):
    return [(at(start), at(stop)) for start, stop in rows]


def by_the_minute(opened, taken, length, step, bounds, offset):
    """Ask each minute by itself, as slowly as a person with a calendar."""

    def covered(moment, intervals):
        return any(start <= moment < stop for start, stop in intervals)

    def free(start):
        return all(
            covered(start + k * MINUTE, opened)
            and not covered(start + k * MINUTE, taken)
            for k in range(length // MINUTE)
        )

    starts, moment = [], bounds[0]
    moment += (BASE - moment) % MINUTE
    while moment + length <= bounds[1]:
        wall = moment + offset(moment)
        if (wall - BASE) % step == timedelta(0) and free(moment):
            starts.append(moment)
        moment += MINUTE
    return starts


@tagged("post_install", "-at_install")
class TestSessionSlots(BaseCase):
    """SLA 1.17: the free times of an agent, against a look at every minute."""

    def test_table(self):
        day, half = (480, 720), timedelta(minutes=30)
        cases = [
            ("a free morning", [day], [], 60, [480, 510, 540, 570, 600, 630, 660]),
            ("an appointment", [day], [(540, 600)], 60, [480, 600, 630, 660]),
            ("touching hours are one", [(480, 540), (540, 600)], [], 120, [480]),
            ("lunch is not worked", [(480, 540), (570, 630)], [], 60, [480, 570]),
            ("an odd appointment", [day], [(485, 607)], 60, [630, 660]),
            ("all taken", [day], [(400, 800)], 30, []),
            ("too long", [(480, 539)], [], 60, []),
        ]
        for name, opened, taken, length, expected in cases:
            with self.subTest(name):
                starts = free_starts(
                    pairs(opened),
                    pairs(taken),
                    timedelta(minutes=length),
                    half,
                    (at(0), at(1440)),
                    lambda _moment: timedelta(0),
                )
                self.assertEqual(starts, [at(minute) for minute in expected])

    def test_against_every_minute(self):
        chance = random.Random(7)
        # Whole and half hours, a quarter, and a zone whose clocks change that night.
        zones = ("America/Guatemala", "Asia/Kathmandu", "America/New_York", "UTC")
        for _example in range(max(EXAMPLES // 5, 20)):
            zone = pytz.timezone(chance.choice(zones))
            opened = [self._pair(chance, 600) for _row in range(chance.randint(0, 5))]
            taken = [self._pair(chance, 150) for _row in range(chance.randint(0, 6))]
            # Within one offset: working hours do not lie across the change.
            opened = [
                pair
                for pair in opened
                if zone.fromutc(pair[0]).utcoffset()
                == zone.fromutc(pair[1]).utcoffset()
            ]
            arguments = (
                opened,
                taken,
                timedelta(minutes=chance.choice((15, 30, 60, 90))),
                timedelta(minutes=chance.choice((15, 30, 60))),
                (at(chance.randint(0, 1000)), at(chance.randint(1000, 2880))),
                lambda moment, zone=zone: zone.fromutc(moment).utcoffset(),
            )
            with self.subTest(arguments=arguments[:-1], zone=zone):
                self.assertEqual(free_starts(*arguments), by_the_minute(*arguments))

    def _pair(self, chance, longest):
        start = chance.randint(0, 2700)
        return at(start), at(start + chance.randint(0, longest))

    def test_parts(self):
        self.assertEqual(
            without(pairs([(0, 60), (30, 90)]), pairs([(10, 20), (15, 40)])),
            pairs([(0, 10), (40, 90)]),
        )
        quarter = timedelta(hours=5, minutes=45)
        half = timedelta(minutes=30)
        self.assertEqual(round_up(at(1), half, quarter), at(15))
        self.assertEqual(round_up(at(0), half, timedelta(0)), at(0))
