# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests.common import BaseCase

from ...tools.statement_changes import between


def content(population=(), figures=(), late=()):
    """Return a statement's content as far as it is compared.

    :param population: pairs of name and count
    :param figures: tuples of metric, priority, kept and judged
    :param late: tuples of the clock's id and its late minutes
    """
    names = ("metric", "priority", "met", "judged")
    return {
        "population": dict(population),
        "figures": [dict(zip(names, row, strict=True)) for row in figures],
        "late": [_clock(key, minutes) for key, minutes in late],
    }


def _clock(key, minutes, outcome="late"):
    return {
        "id": key,
        "number": f"HT{key}",
        "metric": "resolution",
        "outcome": outcome,
        "late_minutes": minutes,
    }


class TestStatementChanges(BaseCase):
    def test_nothing(self):
        same = content([("judged", 3)], [("resolution", "3", 2, 3)], [(1, 5)])
        self.assertEqual(between(same, same), [])

    def test_population(self):
        """Only the counts that differ, also one that is new in the document."""
        changes = between(
            content([("judged", 3), ("open", 1)]),
            content([("judged", 4), ("open", 1), ("open_late", 2)]),
        )
        self.assertEqual(
            [(row["name"], row["before"], row["after"]) for row in changes],
            [("judged", 3, 4), ("open_late", None, 2)],
        )
        self.assertEqual({row["what"] for row in changes}, {"population"})

    def test_figures(self):
        """A group that one of the two does not name had no clock in it."""
        changes = between(
            content(
                figures=[
                    ("resolution", "3", 2, 3),
                    ("resolution", "2", 1, 1),
                    ("workaround", "3", 0, 0),
                ]
            ),
            content(figures=[("resolution", "3", 3, 3), ("follow_up", "0", 1, 2)]),
        )
        self.assertEqual(
            [
                (row["metric"], row["priority"], row["before"], row["after"])
                for row in changes
            ],
            [
                ("resolution", "3", [2, 3], [3, 3]),
                ("resolution", "2", [1, 1], [0, 0]),
                ("follow_up", "0", [0, 0], [1, 2]),
            ],
        )
        self.assertEqual({row["what"] for row in changes}, {"figure"})

    def test_what_is_open_grows(self):
        """That it is later than it was is no change; that it ended is one."""
        before, later, ended = content(), content(), content()
        before["late"] = [_clock(1, 5, "open_late")]
        later["late"] = [_clock(1, 90, "open_late")]
        ended["late"] = [_clock(1, 95)]
        self.assertFalse(between(before, later))
        [change] = between(before, ended)
        self.assertEqual(change["after"]["late_minutes"], 95)

    def test_late(self):
        """Late no more, later than was said, and late now."""
        changes = between(
            content(late=[(1, 5), (2, 5), (3, 5)]),
            content(late=[(2, 9), (3, 5), (4, 1)]),
        )
        self.assertEqual(
            [(row["number"], row["before"], row["after"]) for row in changes],
            [
                ("HT1", _clock(1, 5), None),
                ("HT2", _clock(2, 5), _clock(2, 9)),
                ("HT4", None, _clock(4, 1)),
            ],
        )
        self.assertEqual({row["what"] for row in changes}, {"late"})

    def test_order(self):
        """The document counts first, then tells of groups and of single cases."""
        changes = between(
            content(), content([("judged", 1)], [("resolution", "3", 0, 1)], [(1, 5)])
        )
        self.assertEqual(
            [row["what"] for row in changes], ["population", "figure", "late"]
        )
