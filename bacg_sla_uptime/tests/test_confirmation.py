# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools import confirmation
from ..tools.confirmation import Memory, interrupt, is_monitor_fault, observe_all

LETTERS = {
    "u": confirmation.UP,
    "d": confirmation.DOWN,
    "?": confirmation.UNKNOWN_DATA,
    "m": confirmation.UNKNOWN_MONITOR,
}
START = datetime(2026, 3, 9, 14)
MINUTE = timedelta(minutes=1)


def lived(text, needed=3, memory=None):
    """Return memory and changes after one observation a minute, as index and state."""
    seen = [(LETTERS[c], START + n * MINUTE) for n, c in enumerate(text)]
    memory, changes = observe_all(memory or Memory(), seen, needed)
    return memory, [((at - START) // MINUTE, state) for at, state in changes]


class TestConfirmation(BaseCase):
    """N failures in a row are believed, from the first of them; and so is recovery."""

    def test_lives(self):
        for text, changes in (
            ("uuuu", [(0, "up")]),
            ("dd", []),
            ("ddd", [(0, "down")]),
            ("ddu", [(2, "up")]),
            ("uuddu", [(0, "up")]),
            ("uuddduu", [(0, "up"), (2, "down")]),
            ("udddduuu", [(0, "up"), (1, "down"), (5, "up")]),
            ("udddudduuu", [(0, "up"), (1, "down"), (7, "up")]),
            ("u??u", [(0, "up"), (1, "unknown_data"), (3, "up")]),
            ("udmddu", [(0, "up"), (2, "unknown_monitor"), (5, "up")]),
            ("uddmddd", [(0, "up"), (3, "unknown_monitor"), (4, "down")]),
            ("udddmu", [(0, "up"), (1, "down"), (4, "unknown_monitor")]),
            (
                "udddmuuu",
                [(0, "up"), (1, "down"), (4, "unknown_monitor"), (5, "up")],
            ),
            ("udddmd", [(0, "up"), (1, "down"), (4, "unknown_monitor"), (5, "down")]),
        ):
            with self.subTest(text):
                self.assertEqual(lived(text)[1], changes)

    def test_one_is_enough_if_wanted(self):
        self.assertEqual(lived("udu", 1)[1], [(0, "up"), (1, "down"), (2, "up")])

    def test_what_was_half_confirmed_ends_with_the_monitor(self):
        memory, _changes = lived("udd")
        self.assertTrue(confirmation.is_open(memory))
        memory = interrupt(memory)
        self.assertFalse(confirmation.is_open(memory))
        self.assertEqual(lived("d", memory=memory)[1], [])
        self.assertEqual(lived("ddd", memory=memory)[1], [(0, "down")])
        self.assertEqual(lived("u", memory=memory)[1], [(0, "up")])

    @settings(max_examples=200, derandomize=True, deadline=None)
    @given(
        st.lists(st.sampled_from("ud?m"), max_size=40),
        st.integers(1, 4),
        st.integers(0, 40),
    )
    def test_against_the_rule_itself(self, text, needed, cut):
        """Whatever is seen: the same as by reading the rule, in one run or two."""
        memory, changes = lived(text, needed)
        self.assertEqual(changes, by_the_rule(text, needed))
        first, begun = lived(text[:cut], needed)
        rest = [(LETTERS[c], START + n * MINUTE) for n, c in enumerate(text)][cut:]
        second, ended = observe_all(first, rest, needed)
        ended = [((at - START) // MINUTE, state) for at, state in ended]
        self.assertEqual((second, begun + ended), (memory, changes))

    @settings(max_examples=100, derandomize=True, deadline=None)
    @given(st.lists(st.sampled_from("ud"), max_size=40), st.integers(1, 4))
    def test_both_ways_alike(self, letters, needed):
        """What is down for one is up for the other, once it was up and then down."""
        text = "".join(letters)
        swapped = text.translate(str.maketrans("ud", "du"))
        _memory, first = lived("u" * needed + text, needed)
        _memory, other = lived("d" * needed + swapped, needed)
        opposite = {"up": "down", "down": "up"}
        self.assertEqual(first, [(at, opposite[state]) for at, state in other])

    def test_monitor_fault(self):
        many = [(f"s{n}", n < 5) for n in range(10)]
        few = [(f"s{n}", n < 4) for n in range(10)]
        one = [("same", True)] * 50
        mixed = [(f"s{n}", True) for n in range(9)] + [
            (f"s{n}", False) for n in range(9)
        ]
        for sites, controls, share, fault in (
            (many, [], 50, True),
            (few, [], 50, False),
            (one, [], 50, False),
            (mixed, [], 50, False),
            (many[:4], [], 50, False),
            ([], [False, False], 50, True),
            ([], [False, True], 50, False),
            (few, [True], 50, False),
            # Our provider's outage counts against us (decision 17).
            (many, [False, True], 50, False),
            ([], [], 50, False),
        ):
            with self.subTest(sites=sites[:6], controls=controls, share=share):
                self.assertEqual(is_monitor_fault(sites, controls, share), fault)


def by_the_rule(text, needed):
    """Return the changes, found by looking at each run of equal observations."""
    changes, shown, believed, index = [], None, None, 0
    while index < len(text):
        letter, stop = text[index], index
        while stop < len(text) and text[stop] == letter:
            stop += 1
        state = LETTERS[letter]
        known = letter in "?m" or state == (believed or "up")
        if known or stop - index >= needed:
            if letter in "ud":
                believed = state
            if state != shown:
                changes.append((index, state))
                shown = state
        index = stop
    return changes
