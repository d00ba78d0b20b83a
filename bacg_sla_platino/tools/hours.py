# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Contracted hours (SLA 1.18): which grant is drawn, what is charged, when to alert.

Everything counts in whole minutes, so that sums are exact.
"""

from dataclasses import dataclass, replace
from datetime import date

# Shares of what was granted, in percent, at which an alert is sent.
THRESHOLDS = (50, 20, 0)


@dataclass(frozen=True)
class Grant:
    """What is left of the hours granted for a period; both days are included."""

    key: int
    minutes: int
    date_from: date
    date_to: date | None = None  # None: they do not expire

    def valid_on(self, day):
        return self.date_from <= day and (self.date_to is None or day <= self.date_to)

    @property
    def order(self):
        """Key of the order in which grants are drained: earliest expiry first."""
        return (self.date_to or date.max, self.date_from, self.key)


def to_minutes(hours):
    return round((hours or 0) * 60)


def to_hours(minutes):
    return minutes / 60


def allocate(minutes, day, grants):
    """Draw ``minutes`` of work done on ``day``: one draw may span grants.

    :param grants: iterable of :class:`Grant` with what is free of each
    :return: list of ``(key, minutes)`` in order of drain, and the minutes that no
        grant covers
    """
    taken = []
    for grant in sorted(grants, key=lambda grant: grant.order):
        if minutes and grant.valid_on(day) and grant.minutes > 0:
            part = min(minutes, grant.minutes)
            taken.append((grant.key, part))
            minutes -= part
    return taken, minutes


def cover(needs, today, grants):
    """Cover overdrawn work with grants, first those valid on its day.

    What none of them covers is taken from the grants valid ``today``: the next hours
    that customers get pay their overdraft.

    :param needs: list of ``(key, minutes, day)``, covered in this order
    :return: list of ``(key of the need, key of the grant, minutes)``
    """
    moved, open_needs = [], list(needs)
    for day_of in (lambda day: day, lambda _day: today):
        left = []
        for need, minutes, day in open_needs:
            taken, rest = allocate(minutes, day_of(day), grants)
            grants = _without(grants, taken)
            moved += [(need, key, part) for key, part in taken]
            left.append((need, rest, day))
        open_needs = left
    return moved


def _without(grants, taken):
    part = dict(taken)
    return [
        replace(grant, minutes=grant.minutes - part.get(grant.key, 0))
        for grant in grants
    ]


def give_back(minutes, taken):
    """Undo ``minutes`` of what was drawn, the last drained first.

    :param taken: list of ``(key, minutes)`` in order of drain
    :return: list of ``(key, minutes)`` to give back
    """
    given = []
    for key, part in reversed(taken):
        part = min(minutes, part)
        if part > 0:
            given.append((key, part))
            minutes -= part
    return given


def round_up(minutes, unit):
    """Return ``minutes`` rounded up to whole units; 0 if negative."""
    unit = max(unit, 1)
    return -(-max(minutes, 0) // unit) * unit


def charge(worked, charged, minutes, unit, left):
    """Return what an entry is charged, negative if it gives back.

    Units are rounded up once for each case and day, not for each entry: six calls
    of two minutes must not add up to six units.

    :param worked, charged: minutes of the same case and day before this entry
    :param minutes: of this entry; negative undoes
    :param left: minutes that the customer agreed to and that are not charged yet
    """
    change = round_up(worked + minutes, unit) - charged
    if minutes < 0:
        return min(0, max(change, -charged))
    return max(0, min(change, left))


def crossed(available, granted, told):
    """Return the threshold (percent) to alert to, None if there is none.

    Only the lowest one reached, and only once.

    :param told: thresholds already alerted to since the last grant
    """
    if granted <= 0:
        return None
    reached = [part for part in THRESHOLDS if available * 100 <= part * granted]
    lowest = min(reached, default=None)
    if lowest is None or any(part <= lowest for part in told):
        return None
    return lowest
