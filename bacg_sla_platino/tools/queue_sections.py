# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The sections of the agents' lists: tiers of cases, cut by their deadlines.

A case's tier follows from facts alone, so it is stored; within it the deadline sorts.
Sections only cut that order at moments: the order itself never depends on the hour.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

CLAIMED, URGENT, RUNNING, NO_DEADLINE, WAITING, CLOSED = range(6)
SOON = timedelta(hours=1)


class Section(NamedTuple):
    """Cases of a tier whose deadline is at ``since`` or later and before ``until``."""

    key: str
    tier: int
    since: datetime | None = None
    until: datetime | None = None

    def holds(self, tier, deadline):
        """Return whether a case stands here; without a deadline, in the last one."""
        if tier != self.tier:
            return False
        if not deadline:
            return self.until is None
        after = self.since is None or deadline >= self.since
        return after and (self.until is None or deadline < self.until)


def sections(now, day_end):
    """Return all sections in the order of the list; keys sort in the same order.

    :param now: naive UTC
    :param day_end: when the reader's day ends, naive UTC
    """
    soon = now + SOON
    evening = max(soon, day_end)
    return (
        Section("0_claimed", CLAIMED),
        Section("1_urgent", URGENT),
        Section("2_late", RUNNING, None, now),
        Section("3_hour", RUNNING, now, soon),
        Section("4_today", RUNNING, soon, evening),
        Section("5_later", RUNNING, evening),
        Section("6_no_deadline", NO_DEADLINE),
        Section("7_waiting_due", WAITING, None, day_end),
        Section("8_waiting", WAITING, day_end),
        Section("9_closed", CLOSED),
    )
