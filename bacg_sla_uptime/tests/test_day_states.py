# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.bacg_sla_platino.tests.common import EXAMPLES
from odoo.addons.bacg_sla_platino.tools.clock.local_day import local_date

from ..tools import day_states

START = datetime(2026, 3, 27)
# Brussels loses an hour on the 29th.
ZONES = ("America/Guatemala", "Europe/Brussels", "UTC")
STATES = ("up", "down", "unknown_data")


@tagged("post_install", "-at_install")
class TestDayStates(BaseCase):
    """A day is measured or grey."""

    @settings(
        max_examples=max(EXAMPLES // 10, 5),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(
        steps=st.lists(
            st.tuples(st.integers(1, 2000), st.sampled_from(STATES)), max_size=5
        ),
        gap=st.integers(0, 3000),
        zone=st.sampled_from(ZONES),
    )
    def test_as_minute_by_minute(self, steps, gap, zone):
        pieces, moment = [], START + timedelta(minutes=gap)
        for minutes, state in steps:
            stop = moment + timedelta(minutes=minutes)
            pieces.append((moment, stop, state))
            moment = stop
        first, last = date(2026, 3, 26), date(2026, 4, 12)
        expected = {first + timedelta(days=n): {} for n in range(18)}
        for start, stop, state in pieces:
            while start < stop:
                day = expected[local_date(start, zone)]
                day[state] = day.get(state, 0) + 60
                start += timedelta(minutes=1)
        self.assertEqual(
            day_states.by_day(pieces, first, last, zone), [*expected.items()]
        )

    def test_only_evidence_has_a_colour(self):
        cases = (
            ({}, "grey"),
            ({"unknown_data": 86400}, "grey"),
            ({"outside": 86400}, "grey"),
            ({"up": 1, "unknown_monitor": 86399}, "success"),
            ({"up": 80000, "excused": 5}, "info"),
            ({"up": 80000, "excused": 5, "down": 1}, "danger"),
        )
        for seconds, tone in cases:
            with self.subTest(seconds=seconds):
                self.assertEqual(day_states.tone(seconds), tone)
