# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Common waits of cases that are merged."""

import itertools


def common_waits(cases, until):
    """Return ``(start, stop, key)`` of the time in which all cases waited, in order.

    As long as one of the cases reported by then was running, work was promised: that
    time is no pause of the merged case.

    :param cases: pairs of the report (naive UTC) and the pauses of a case, these as
        ``(start, stop, key)`` with ``stop`` None while open
    :param until: later time is ignored
    """
    cases = sorted(cases, key=lambda case: case[0])
    result = []
    for start, stop in _pieces(cases, until):
        keys = [_key_at(start, waits) for report, waits in cases if report <= start]
        if not keys or None in keys:
            continue
        if result and result[-1][1:] == (start, keys[0]):
            start = result.pop()[0]
        result.append((start, stop, keys[0]))
    return result


def _pieces(cases, until):
    """Return the intervals in which nothing changes, in order."""
    moments = {until}
    for report, waits in cases:
        moments.add(report)
        moments.update(moment for wait in waits for moment in wait[:2] if moment)
    moments = sorted(moment for moment in moments if moment <= until)
    return itertools.pairwise(moments)


def _key_at(moment, waits):
    """Return the key of the first wait that covers a moment, or None."""
    return next(
        (
            key
            for start, stop, key in waits
            if start <= moment and (not stop or stop > moment)
        ),
        None,
    )
