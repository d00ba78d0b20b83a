# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Dates of laws, without the ORM. Dates are those of the regulator's calendar."""

import re
from datetime import timedelta

from dateutil.relativedelta import relativedelta


def date_in_force(first, steps, day):
    """Return the date that was in force at the end of a day, or None.

    :param first: date that was published first, or None
    :param steps: ``(announced on, new date or None)`` of each change of it, in order
    :param day: a date; what was announced on this day is in force
    """
    for announced, new in steps:
        if announced <= day:
            first = new
    return first or None


def relative_date(anchor, count, unit, anchor_counts, is_business_day):
    """Return the first binding day of a rule that binds after a term.

    The term runs whole: the rule binds on the day after its last one.

    :param anchor: date of what the term runs from, as the publication
    :param count: length of the term in units
    :param unit: ``calendar`` days, ``business`` days or ``month``
    :param anchor_counts: whether the anchor's own day is the first of the term
    :param is_business_day: tells it of a date
    """
    start = anchor if anchor_counts else anchor + timedelta(days=1)
    if unit == "month":
        return start + relativedelta(months=count)
    if unit == "calendar":
        return start + timedelta(days=count)
    day = start
    while count:
        count -= is_business_day(day)
        day += timedelta(days=1)
    return day


def is_weekday(day):
    return day.weekday() < 5


def last_digit(tax_id):
    """Return the digit in which a tax id ends, or "" if it ends in a letter."""
    signs = re.sub(r"[\W_]", "", tax_id or "")
    return signs[-1] if signs[-1:].isdecimal() else ""


def phase_digits(text):
    """Return the set of digits in ``0, 1`` or ``0-4``, or None if it is not that."""
    digits = set()
    for part in re.split(r"[,\s]+", (text or "").strip()):
        match = re.fullmatch(r"([0-9])(?:-([0-9]))?", part)
        if not match:
            return None
        first, last = int(match[1]), int(match[2] or match[1])
        if first > last:
            return None
        digits |= set(map(str, range(first, last + 1)))
    return digits


def agreed_date_kept(agreements, done):
    """Return whether none of the days agreed on passed before it was done.

    A day that was moved after it had passed was not kept.

    :param agreements: ``(agreed on, day agreed for)`` in order
    :param done: date
    """
    moved = [on for on, _day in agreements[1:]]
    return all(
        min(done, until or done) <= day
        for (_on, day), until in zip(agreements, [*moved, None], strict=True)
    )
