# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ...tools import intervals
from ..common import EXAMPLES

pairs = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6)


def points(*sets):
    return {n for found in sets for start, stop in found for n in range(start, stop)}


class TestIntervals(BaseCase):
    @given(pairs, pairs)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.differing_executors],
    )
    def test_against_sets_of_points(self, ones, others):
        one, other = intervals.union(ones), intervals.union(others)
        cases = {
            "union": (intervals.union(ones, others), points(ones, others)),
            "intersect": (intervals.intersect(one, other), points(one) & points(other)),
            "subtract": (intervals.subtract(one, other), points(one) - points(other)),
            "clip": (intervals.clip(one, 7, 30), points(one) & set(range(7, 30))),
        }
        for name, (found, expected) in cases.items():
            self.assertEqual(points(found), expected, name)
            self.assertEqual(intervals.total(found), len(expected), name)
            self.assertTrue(all(start < stop for start, stop in found), name)
            self.assertTrue(all(a[1] <= b[0] for a, b in pairwise(found)), name)

    def test_meeting(self):
        """What overlaps or touches is together; what goes on meets all that follows."""
        items = [(5, 6), (1, 2), (2, 3), (9, None), (20, 21)]
        self.assertEqual(
            intervals.meeting(items, lambda item: item),
            [[(1, 2), (2, 3)], [(5, 6)], [(9, None), (20, 21)]],
        )
