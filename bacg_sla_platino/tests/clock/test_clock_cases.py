# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from datetime import datetime

import pytz

from odoo.tests import TransactionCase, tagged
from odoo.tools import groupby

from ...tools.clock import work_clock
from ..case_tables import make_calendar, read_table, seconds

FEWEST = 120  # as many as the suites of the peers hold together


def utc(text):
    """Return the naive UTC datetime of an ISO time with its offset, None for ``..``."""
    if text == "..":
        return None
    return datetime.fromisoformat(text).astimezone(pytz.utc).replace(tzinfo=None)


class ClockHours:
    """Hours around the clock, for targets that use no calendar."""

    def _sla_deadline(self, *args):
        return work_clock.deadline(work_clock.ClockHours(), *args)

    def _sla_elapsed(self, *args):
        return work_clock.elapsed(work_clock.ClockHours(), *args)


@tagged("post_install", "-at_install")
class TestClockCases(TransactionCase):
    """The rows of cases/clock_cases.csv, see cases/README.md."""

    def test_case_table(self):
        """SLA 1.06, 1.07, 1.08, 1.09, 1.19, 1.22, 2.05: all cases, to the second."""
        table = read_table("clock_cases.csv")
        judged = set()
        for name, cases in groupby(table, lambda case: case["calendar"]):
            with self._hours(name) as hours:
                for case in cases:
                    with self.subTest(case["id"], source=case["source"]):
                        self._judge(hours, case)
                    judged.add(case["id"])
        self.assertEqual(len(judged), len(table), "each row, with an id of its own")
        self.assertGreaterEqual(len(judged), FEWEST)

    def _judge(self, hours, case):
        start, minutes = utc(case["start"]), seconds(case["target"]) / 60
        pauses = [
            tuple(map(utc, pause.split("/")))
            for pause in case["pauses"].split("; ")
            if pause
        ]
        deadline = hours._sla_deadline(start, minutes, pauses)
        self.assertEqual(deadline, utc(case["deadline"]))
        elapsed = hours._sla_elapsed(start, utc(case["until"]), pauses)
        self.assertEqual(round(elapsed * 60, 3), seconds(case["elapsed"]))

    @contextmanager
    def _hours(self, name):
        """Provide the calendar ``name``; it is removed afterwards with its leaves."""
        if name == "clock":
            yield ClockHours()
            return
        with self.env.cr.savepoint() as savepoint:
            yield make_calendar(self.env, name)
            savepoint.rollback()
        self.env.invalidate_all()
