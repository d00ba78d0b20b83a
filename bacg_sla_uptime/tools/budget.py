# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How much downtime a month still allows, and whether the pace is too fast.

All times are seconds; sums are exact (``Fraction``), rounded only when shown.
"""

from dataclasses import dataclass
from fractions import Fraction

# Percent of the budget at which somebody is warned.
THRESHOLDS = (50, 80, 100)
# A warning ends only when the use is this many points below it: what a correction
# moves by a second to and fro is told once.
MARGIN = 5


@dataclass(frozen=True)
class Budget:
    """The downtime of a month that is under way."""

    #: Promised seconds of the whole month.
    total_s: int
    #: … of it until now.
    elapsed_s: int
    #: Downtime that counts, until now.
    used_s: Fraction
    #: Percent, as 99 or 99.5.
    target: Fraction

    @property
    def allowed_s(self):
        return self.total_s * (100 - self.target) / 100

    @property
    def left_s(self):
        """Return what is left; negative once the promise is broken."""
        return self.allowed_s - self.used_s

    @property
    def percent(self):
        """Return the percent used, which passes 100; None where none is allowed."""
        if self.allowed_s:
            return self.used_s * 100 / self.allowed_s
        return Fraction(100) if self.used_s else None

    @property
    def projected_s(self):
        """Return the month's downtime if it goes on as until now; None at its start."""
        if not self.elapsed_s:
            return None
        return self.used_s * self.total_s / self.elapsed_s

    @property
    def is_too_fast(self):
        """Return whether the month ends in a breach if it goes on as until now."""
        projected = self.projected_s
        return projected is not None and projected > self.allowed_s


def crossed(percent, warned):
    """Return which warnings begin and which end.

    :param percent: used of the budget, or None
    :param warned: thresholds of which somebody was warned and that have not ended
    :return: two sorted lists of thresholds
    """
    percent = percent or 0
    begin = [one for one in THRESHOLDS if percent >= one and one not in warned]
    end = [one for one in sorted(warned) if percent < one - MARGIN]
    return begin, end
