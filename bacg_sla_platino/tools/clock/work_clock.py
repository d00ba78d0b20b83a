# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Deadlines and elapsed time over open hours, without the ORM.

All instants are naive UTC datetimes; intervals are half-open ``[start, stop)``.
Inside, instants are whole microseconds, so that sums are exact.
"""

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta

from ..intervals import union

EPOCH = datetime(1970, 1, 1)
MICROSECOND = timedelta(microseconds=1)
MINUTE = 60_000_000  # microseconds
FOREVER = (datetime.max - EPOCH) // MICROSECOND
# A calendar without open hours for so long is taken to have none at all.
HORIZON = 30 * 366 * 24 * 60 * MINUTE
# Reading one block of the calendar covers the targets of an ordinary agreement.
BLOCK = timedelta(days=64)


class NoOpenTime(Exception):
    """The open hours do not contain the requested time."""


def to_ticks(moment):
    return (moment - EPOCH) // MICROSECOND


def to_datetime(ticks):
    return EPOCH + ticks * MICROSECOND


def minutes_to_ticks(minutes):
    return round(minutes * MINUTE)


def ticks_to_minutes(ticks):
    return ticks / MINUTE


class ClockHours:
    """Around the clock: all time is open."""

    def open_until(self, start, stop):
        """Return the open ticks in ``[start, stop)``."""
        return max(stop - start, 0)

    def advance(self, start, amount):
        """Return the earliest tick at which ``amount`` open ticks have passed."""
        return start + amount

    def pieces(self, start, stop):
        """Return the open ``(start, stop)`` ticks in ``[start, stop)``, in order."""
        return [(start, stop)] if start < stop else []


class BusinessHours:
    """Open hours that are read from a calendar block by block, as far as needed.

    :param expand: ``expand(start, stop)`` returns the open ``(start, stop)`` pairs
        between two naive UTC datetimes
    """

    def __init__(self, expand):
        self._expand = expand
        self._starts = []
        self._stops = []
        self._sums = [0]  # open ticks before interval i
        self._intervals = []
        self._covered = None

    def open_until(self, start, stop):
        """Return the open ticks in ``[start, stop)``."""
        if stop <= start:
            return 0
        self._cover(start, stop)
        return self._open_before(stop) - self._open_before(start)

    def advance(self, start, amount):
        """Return the earliest tick at which ``amount`` open ticks have passed.

        :raises NoOpenTime: if the calendar does not contain so much open time
        """
        if amount <= 0:
            return start
        self._cover(start, start + amount)
        wanted = self._open_before(start) + amount
        while self._sums[-1] < wanted:
            known = self._covered[1]
            if known - start > HORIZON + amount:
                raise NoOpenTime
            # Proportional growth keeps the number of reads logarithmic.
            self._cover(start, known + max(known - start, BLOCK // MICROSECOND))
            wanted = self._open_before(start) + amount
        index = bisect_left(self._sums, wanted) - 1
        return self._starts[index] + wanted - self._sums[index]

    def pieces(self, start, stop):
        """Return the open ``(start, stop)`` ticks in ``[start, stop)``, in order."""
        if stop <= start:
            return []
        self._cover(start, stop)
        low, high = bisect_right(self._stops, start), bisect_left(self._starts, stop)
        return [
            (max(self._starts[index], start), min(self._stops[index], stop))
            for index in range(low, high)
        ]

    def _open_before(self, moment):
        index = bisect_right(self._starts, moment) - 1
        if index < 0:
            return 0
        return self._sums[index] + min(moment, self._stops[index]) - self._starts[index]

    def _cover(self, start, stop):
        if self._covered and self._covered[0] <= start and stop <= self._covered[1]:
            return
        block = BLOCK // MICROSECOND
        low = start - start % block
        high = min(stop - stop % block + block, FOREVER)
        if self._covered:
            low, high = min(low, self._covered[0]), max(high, self._covered[1])
            self._read(low, self._covered[0])
            self._read(self._covered[1], high)
        else:
            self._read(low, high)
        self._covered = (low, high)
        self._index()

    def _read(self, low, high):
        if low < high:
            pairs = self._expand(to_datetime(low), to_datetime(high))
            self._intervals += [
                (to_ticks(start), to_ticks(stop)) for start, stop in pairs
            ]

    def _index(self):
        self._intervals = union(self._intervals)
        self._starts = [start for start, _stop in self._intervals]
        self._stops = [stop for _start, stop in self._intervals]
        self._sums = [0]
        for start, stop in self._intervals:
            self._sums.append(self._sums[-1] + stop - start)


def _pause_ticks(pauses):
    return union(
        (to_ticks(start), FOREVER if stop is None else to_ticks(stop))
        for start, stop in pauses
    )


def deadline(hours, start, minutes, pauses=()):
    """Return when ``minutes`` of open time outside ``pauses`` have passed.

    A target that ends exactly at closing time is due at closing time.

    :param hours: ``ClockHours()`` or ``BusinessHours(…)``
    :param start: naive UTC datetime
    :param minutes: float
    :param pauses: ``(start, stop)`` pairs, naive UTC; may overlap; ``stop`` may be None
    :return: naive UTC datetime, or None while an open pause holds the clock
    :raises NoOpenTime: if the hours never contain the minutes
    """
    position, left = to_ticks(start), minutes_to_ticks(minutes)
    for pause_start, pause_stop in _pause_ticks(pauses):
        if pause_stop <= position:
            continue
        worked = hours.open_until(position, pause_start)
        if worked >= left:
            break
        left -= worked
        position = max(position, pause_stop)
        if position == FOREVER:
            return None
    return to_datetime(hours.advance(position, left))


def elapsed(hours, start, stop, pauses=()):
    """Return the minutes (float) of open time in ``[start, stop)`` outside ``pauses``.

    Parameters as in :func:`deadline`.
    """
    first, last = to_ticks(start), to_ticks(stop)
    ticks = hours.open_until(first, last)
    for pause_start, pause_stop in _pause_ticks(pauses):
        low, high = max(first, pause_start), min(last, pause_stop)
        if low < high:
            ticks -= hours.open_until(low, high)
    return ticks_to_minutes(ticks)
