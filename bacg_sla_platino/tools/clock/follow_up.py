# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Cycles in which a waiting customer is owed a follow-up, and when (SLA 1.22)."""

from datetime import datetime, timedelta
from typing import NamedTuple

from .local_day import local_date, midnight
from .work_clock import to_datetime, to_ticks

DAY = timedelta(days=1)


class Due(NamedTuple):
    """When a follow-up is due, and when its draft is ready (naive UTC)."""

    at: datetime
    draft_at: datetime


def cycles(waits, words):
    """Return ``(start, reached, stopped)`` of each follow-up cycle, oldest first.

    A cycle starts with the wait or with the last follow-up. A follow-up reaches it and
    starts the next one; the end of the wait stops the last one.

    :param waits: disjoint ``(start, stop)`` pairs, naive UTC; ``stop`` None while open
    :param words: when the customer was informed, naive UTC
    """
    result = []
    for start, stop in sorted(waits):
        position = start
        for word in sorted(words):
            if word > position and (stop is None or word <= stop):
                result.append((position, word, None))
                position = word
        if stop != position:
            result.append((position, None, stop))
    return result


def due(start, days, longest, hours, zone):
    """Return when the follow-up after ``start`` is due (SLA 1.22).

    It is due at the closing of the last working day within ``days`` days. Without one,
    it is due at the closing of the next working day within ``longest`` days, else when
    those have passed. The draft is ready from the opening of the previous working day.

    :param start: start of the cycle, naive UTC
    :param days, longest: whole days; the company's setting, and the agreement's limit
    :param hours: open hours, see ``work_clock``
    :param zone: name of the time zone of the days
    :return: a :class:`Due`
    """
    first = local_date(start, zone)
    shifts = {}
    for number in range(longest + 1):
        midnights = [
            to_ticks(midnight(first + DAY * n, zone)) for n in (number, number + 1)
        ]
        if pieces := hours.pieces(*midnights):
            shifts[number] = (pieces[0][0], pieces[-1][1], midnights[1])
    working = sorted(number for number in shifts if number)
    last = max((n for n in working if n <= days), default=working[0] if working else 0)
    if not last:
        return Due(start + DAY * longest, start)
    _opening, closing, day_end = shifts[last]
    at = to_datetime(closing)
    if closing == day_end:  # around the clock: no day closes
        at = min(at, start + DAY * last)
    before = max(n for n in (0, *working) if n < last)
    opening = to_datetime(shifts[before][0]) if before in shifts else start
    return Due(at, max(start, opening))
