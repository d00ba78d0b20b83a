# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from fractions import Fraction

from odoo.tests import BaseCase, tagged

from ..tools.budget import Budget, crossed

THIRTY_DAYS = 30 * 86400
HALF = THIRTY_DAYS // 2


@tagged("post_install", "-at_install")
class TestBudget(BaseCase):
    """The downtime that a month still allows."""

    def _budget(self, used, elapsed=HALF):
        return Budget(THIRTY_DAYS, elapsed, Fraction(used), Fraction(99))

    def test_what_is_left_is_exact(self):
        self.assertEqual(self._budget(0).allowed_s, 25920)
        self.assertEqual(self._budget(25919).left_s, 1)
        self.assertEqual(self._budget(25921).left_s, -1)

    def test_forecast_follows_the_pace(self):
        self.assertIsNone(self._budget(0, elapsed=0).projected_s)
        self.assertEqual(self._budget(10000).projected_s, 20000)
        self.assertFalse(self._budget(12960).is_too_fast)
        self.assertTrue(self._budget(12961).is_too_fast)

    def test_a_promise_of_all_time_allows_nothing(self):
        whole = Budget(THIRTY_DAYS, HALF, Fraction(0), Fraction(100))
        self.assertIsNone(whole.percent)
        down = Budget(THIRTY_DAYS, HALF, Fraction(1), Fraction(100))
        self.assertEqual(down.percent, 100)

    def test_a_warning_is_given_once_and_ends_clearly_below(self):
        cases = (
            # percent, warned, begin, end
            (None, set(), [], []),
            (Fraction(4999, 100), set(), [], []),
            (50, set(), [50], []),
            (85, set(), [50, 80], []),
            (85, {50, 80}, [], []),
            (79, {50, 80}, [], []),
            (Fraction(7499, 100), {50, 80}, [], [80]),
            (0, {50, 80, 100}, [], [50, 80, 100]),
            (130, {50, 80}, [100], []),
        )
        for percent, warned, begin, end in cases:
            with self.subTest(percent=percent, warned=warned):
                self.assertEqual(crossed(percent, warned), (begin, end))
