# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Free times for a session, without the ORM.

All instants are naive UTC datetimes; intervals are half-open ``[start, stop)``.
"""

from odoo.tools.intervals import Intervals


def _as_intervals(pairs):
    return Intervals((start, stop, frozenset()) for start, stop in pairs)


def without(intervals, taken):
    """Return ``intervals`` less what ``taken`` covers: sorted, disjoint pairs."""
    free = _as_intervals(intervals) - _as_intervals(taken)
    return [(start, stop) for start, stop, _none in free]


def round_up(moment, step, offset):
    """Return ``moment`` rounded up to the next step of the wall clock.

    :param step: timedelta that divides a day
    :param offset: how far the wall clock is ahead of UTC, a timedelta
    """
    wall = moment + offset
    midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
    return moment + (midnight - wall) % step


def free_starts(opened, taken, length, step, bounds, offset):
    """Return when a session of ``length`` can begin (SLA 1.17).

    :param opened: working hours, pairs; adjacent ones are merged
    :param taken: other appointments, pairs; may overlap
    :param length, step: timedeltas; starts lie on steps of the wall clock
    :param bounds: the earliest start and the latest end of sessions
    :param offset: function from a moment to how far the wall clock is ahead of UTC
    """
    earliest, latest = bounds
    starts = []
    for start, stop in without(opened, taken):
        start, stop = max(start, earliest), min(stop, latest)
        start = round_up(start, step, offset(start))
        while start + length <= stop:
            starts.append(start)
            start += step
    return starts
