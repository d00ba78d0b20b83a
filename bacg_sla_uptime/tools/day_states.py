# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What each local day was made of, without the ORM."""

from datetime import timedelta

from odoo.addons.bacg_sla_platino.tools.clock.local_day import midnight

from .availability import DOWN, EXCUSED, REMOVED, to_datetime

UP = "up"
TONES = (
    (DOWN, "danger"),
    (EXCUSED, "info"),
    (REMOVED, "info"),
    (UP, "success"),
)


def pieces(measured):
    """Return a measurement as sorted ``(start, stop, state)``, for :func:`by_day`."""
    found = [(one.start, one.stop, one.state) for one in measured.pieces]
    found += [(*pair, UP) for pair in measured.up]
    return [
        (to_datetime(start), to_datetime(stop), state)
        for start, stop, state in sorted(found)
    ]


def by_day(pieces, first, last, zone):
    """Return the seconds of each state on each local day, first and last included.

    A day has as many seconds as its zone gives it: 23 or 25 hours when clocks change.

    :param pieces: sorted disjoint ``(start, stop, state)``, naive UTC, half-open
    :return: list of ``(day, dict from state to seconds)``
    """
    pieces = list(pieces)
    days, index, day = [], 0, first
    while day <= last:
        start, stop = midnight(day, zone), midnight(day + timedelta(days=1), zone)
        while index < len(pieces) and pieces[index][1] <= start:
            index += 1
        sums, ahead = {}, index
        while ahead < len(pieces) and pieces[ahead][0] < stop:
            begin, end, state = pieces[ahead]
            inside = min(end, stop) - max(begin, start)
            sums[state] = sums.get(state, 0) + inside.total_seconds()
            ahead += 1
        days.append((day, sums))
        day += timedelta(days=1)
    return days


def tone(seconds):
    """Return how a day is shown: measured, with the worst that counts, or grey.

    :param seconds: dict of :func:`by_day`
    """
    return next((shown for state, shown in TONES if seconds.get(state)), "grey")
