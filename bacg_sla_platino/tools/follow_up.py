# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The cycles in which a waiting customer is owed a word (SLA 1.22)."""


def cycles(waits, words):
    """Return ``(start, reached, stopped)`` of each follow-up cycle, oldest first.

    A cycle starts with the wait or with the last word; a word reaches it and starts
    the next one; the end of the wait stops the last one.

    :param waits: disjoint ``(start, stop)`` pairs, naive UTC; ``stop`` None while open
    :param words: when the customer was told something, naive UTC
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
