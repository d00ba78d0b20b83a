# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Recurring windows of time, as those for maintenance, without the ORM (SLA 3.03).

A rule says on which days a window begins (RFC 5545, only the part ``FREQ=…``), in the
wall clock of a zone. Moments are naive UTC; a window is a pair, half-open
``[start, stop)``, and its length is elapsed time, so that it may cross midnight.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from operator import itemgetter
from typing import NamedTuple

import pytz
from dateutil.rrule import rrulestr

DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
# Who has no window for so long is taken to have none.
HORIZON = timedelta(days=5 * 366)

_DAY = r"(?:MO|TU|WE|TH|FR|SA|SU)"
_NUMBER = r"-?(?:[1-9]|[12]\d|3[01])"
_VALUES = {
    "INTERVAL": r"[1-9]\d?",
    "BYDAY": rf"(?:[+-]?[1-5])?{_DAY}(?:,(?:[+-]?[1-5])?{_DAY})*",
    "BYMONTHDAY": rf"{_NUMBER}(?:,{_NUMBER})*",
    "BYMONTH": r"(?:[1-9]|1[0-2])(?:,(?:[1-9]|1[0-2]))*",
    "BYSETPOS": rf"{_NUMBER}(?:,{_NUMBER})*",
    "WKST": _DAY,
}
# dateutil searches for a day up to the year 9999: rules that may never match are
# only allowed where that search is short.
_PARTS = {
    "DAILY": {"INTERVAL", "BYDAY", "BYMONTH"},
    "WEEKLY": {"INTERVAL", "BYDAY", "WKST"},
    "MONTHLY": {"INTERVAL", "BYDAY", "BYMONTHDAY", "BYSETPOS"},
    "YEARLY": {"INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH"},
}


class BadRule(ValueError):
    """A rule is none; ``part`` is what is wrong with it."""

    def __init__(self, part):
        super().__init__(part)
        self.part = part


def parse_rule(text):
    """Return the parts of a rule, as ``{"FREQ": "WEEKLY", "BYDAY": "SU"}``.

    :raises BadRule: if it is none, counts or ends: a window says itself until when
    """
    parts = {}
    for part in (text or "").strip().upper().split(";"):
        name, _equals, value = part.partition("=")
        if name in parts or (name != "FREQ" and name not in _VALUES):
            raise BadRule(part)
        if name in _VALUES and not re.fullmatch(_VALUES[name], value):
            raise BadRule(part)
        parts[name] = value
    if parts.get("FREQ") not in _PARTS:
        raise BadRule(f"FREQ={parts.get('FREQ', '')}")
    strange = parts.keys() - _PARTS[parts["FREQ"]] - {"FREQ"}
    if parts["FREQ"] == "DAILY" and "INTERVAL" in parts:
        strange |= parts.keys() - {"FREQ", "INTERVAL"}
    if strange:
        raise BadRule(min(strange))
    return parts


def first_moment(local, zone):
    """Return when a wall clock shows ``local`` (naive UTC).

    In the hour that it shows twice this is the first time; in the hour that it leaves
    out, the moment after as much time as if it did not.

    :param zone: a pytz zone
    """
    before, after = (
        pytz.utc.localize(local + shift).astimezone(zone).utcoffset()
        for shift in (-DAY, DAY)
    )
    for offset in (before, after):
        moment = local - offset
        if _local(moment, zone) == local:
            return moment
    return local - before


def _local(moment, zone):
    return pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None)


@dataclass(frozen=True)
class Windows:
    """Windows that recur.

    :param rule: on which days they begin, as ``FREQ=MONTHLY;BYDAY=2SU``
    :param begins: when, a local time
    :param length: elapsed time, a timedelta
    :param zone: name of the zone, as ``America/Guatemala``
    :param first: no window begins before this day, from which intervals count
    :param last: none begins after this day
    :param blocked: pairs of days, both inclusive, that no window touches
    """

    rule: str
    begins: time
    length: timedelta
    zone: str
    first: date
    last: date | None = None
    blocked: tuple = ()

    def after(self, moment):
        """Yield the windows that begin after ``moment``, in order, for some years."""
        parse_rule(self.rule)
        zone = pytz.timezone(self.zone)
        rule = rrulestr(self.rule, dtstart=datetime.combine(self.first, time.min))
        for day in rule.xafter(moment - 2 * DAY, inc=True):
            if day > moment + HORIZON or (self.last and day.date() > self.last):
                return
            start = first_moment(datetime.combine(day.date(), self.begins), zone)
            stop = start + self.length
            if start > moment and not self._is_blocked(start, stop, zone):
                yield start, stop

    def between(self, start, stop):
        """Return the windows with time in ``[start, stop)``, whole and in order."""
        windows = self.after(start - self.length)
        return list(takewhile(lambda window: window[0] < stop, windows))

    def next_after(self, moment):
        """Return the first window that begins after ``moment``, or None."""
        return next(self.after(moment), None)

    def _is_blocked(self, start, stop, zone):
        if not self.blocked:
            return False
        first = _local(start, zone).date()
        last = _local(stop - MICROSECOND, zone).date()
        return any(since <= last and first <= until for since, until in self.blocked)


class Safe(NamedTuple):
    """How many windows are left before something binds, and the last of them."""

    count: int
    last: tuple | None


def find_safe(windows, after, binding):
    """Return which windows are safe: they begin after one moment, end by another.

    :param windows: sorted pairs, as :meth:`Windows.after` yields them
    :param after: now, or when what is to be installed is ready, if that is later
    :param binding: when it binds: the midnight of that day where the regulator is
    """
    low = bisect_right(windows, after, key=itemgetter(0))
    high = bisect_right(windows, binding, key=itemgetter(1))
    count = max(high - low, 0)
    return Safe(count, windows[high - 1] if count else None)
