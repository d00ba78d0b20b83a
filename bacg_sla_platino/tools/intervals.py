# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Arithmetic on half-open intervals ``[start, stop)``, without the ORM.

An interval is a pair of numbers, or of anything that compares and subtracts. A set of
time is a list of intervals, sorted, disjoint, none of them empty: as :func:`union`
returns it, and as the other functions take and return it.
"""


def union(*sets):
    """Return what is in any of ``sets``; their intervals may overlap, unsorted."""
    merged = []
    for start, stop in sorted(pair for pairs in sets for pair in pairs):
        if stop <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
        else:
            merged.append((start, stop))
    return merged


def intersect(ones, others):
    """Return what is in both sets."""
    common, index, other = [], 0, 0
    while index < len(ones) and other < len(others):
        start = max(ones[index][0], others[other][0])
        stop = min(ones[index][1], others[other][1])
        if start < stop:
            common.append((start, stop))
        if ones[index][1] <= others[other][1]:
            index += 1
        else:
            other += 1
    return common


def subtract(ones, others):
    """Return what is in the first set and not in the second."""
    left, other = [], 0
    for start, stop in ones:
        while other < len(others) and others[other][1] <= start:
            other += 1
        index = other
        while index < len(others) and others[index][0] < stop:
            if start < others[index][0]:
                left.append((start, others[index][0]))
            start = others[index][1]
            index += 1
        if start < stop:
            left.append((start, stop))
    return left


def clip(ones, start, stop):
    """Return the part of a set that lies in ``[start, stop)``."""
    return intersect(ones, [(start, stop)]) if start < stop else []


def total(ones):
    """Return the length of a set, in the unit of its numbers."""
    return sum(stop - start for start, stop in ones)


def meeting(items, bounds):
    """Return ``items`` in groups: those that overlap or touch are together.

    :param bounds: function from an item to its ``(start, stop)``; ``stop`` is falsy
        while it goes on
    :return: list of lists, by start
    """
    groups, end = [], None
    for item in sorted(items, key=lambda item: bounds(item)[0]):
        start, stop = bounds(item)
        if groups and (not end or start <= end):
            groups[-1].append(item)
            end = end and stop and max(end, stop)
        else:
            groups.append([item])
            end = stop
    return groups
