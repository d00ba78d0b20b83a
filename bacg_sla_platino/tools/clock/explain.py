# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Explanation of a deadline by slices of a clock's time, without the ORM."""

from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple


class Slice(NamedTuple):
    """A half-open interval of naive UTC datetimes, and its kind."""

    start: object
    stop: object
    kind: str  # "open", "late", "pause", "holiday" or "closed"
    detail: object = None  # the pause's or the holiday's

    @property
    def minutes(self):
        return (self.stop - self.start).total_seconds() / 60


def slices(start, stop, deadline, opened, holidays, pauses):
    """Return the ordered slices of ``[start, stop)``, which cover it completely.

    A pause takes precedence. Time that is not open is a holiday if it would otherwise
    have been open, else closed. Open time from the deadline on is late.

    :param deadline: naive UTC, or None while there is none
    :param opened: ``(start, stop)`` pairs, or None if all time is open
    :param holidays: ``(start, stop, detail)`` of time lost to holidays
    :param pauses: ``(start, stop or None, detail)``; of overlapping ones, the first
        is shown
    """
    if opened is None:
        opened = [(start, stop)]
    pauses = [
        (a, stop if b is None else b, detail)
        for a, b, detail in sorted(pauses, key=lambda pause: pause[0])
    ]
    cuts = {start, stop, deadline or stop}
    for first, last, *_detail in [*opened, *holidays, *pauses]:
        cuts |= {first, last}
    cuts = sorted(cut for cut in cuts if start <= cut <= stop)
    result = []
    for first, last in pairwise(cuts):
        kind, detail = _kind(first, deadline, opened, holidays, pauses)
        if result and result[-1][2:] == (kind, detail):
            result[-1] = result[-1]._replace(stop=last)
        else:
            result.append(Slice(first, last, kind, detail))
    return result


def _kind(moment, deadline, opened, holidays, pauses):
    for first, last, detail in pauses:
        if first <= moment < last:
            return "pause", detail
    if any(first <= moment < last for first, last in opened):
        return ("late" if deadline and moment >= deadline else "open"), None
    for first, last, detail in holidays:
        if first <= moment < last:
            return "holiday", detail
    return "closed", None


def totals(parts):
    """Return the minutes of each ``(kind, detail)``, in the order they first occur."""
    result = {}
    for part in parts:
        key = (part.kind, part.detail)
        result[key] = result.get(key, 0) + part.minutes
    return result


def split(parts, moment):
    """Return the parts before a moment (naive UTC) and those from it on.

    The part that holds the moment is cut in two.
    """
    before = [
        part._replace(stop=min(part.stop, moment))
        for part in parts
        if part.start < moment
    ]
    after = [
        part._replace(start=max(part.start, moment))
        for part in parts
        if part.stop > moment
    ]
    return before, after


def days(parts, kind, to_date):
    """Return the days that parts of a kind touch, as ordered ``{date: detail}``.

    :param to_date: returns the local date of a naive UTC moment
    """
    result = {}
    for part in parts:
        if part.kind != kind or part.start == part.stop:
            continue
        day, last = to_date(part.start), to_date(part.stop - timedelta.resolution)
        while day <= last:
            result.setdefault(day, part.detail)
            day += timedelta(days=1)
    return result
