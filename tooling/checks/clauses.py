"""Ties the agreement's clauses to tests that ran: each to one, and to a journey.

A journey is a test in the folder ``tests``: from a mail or a call of a running server
to what the customer reads.
"""

import ast
import re
import xml.etree.ElementTree as xml
from collections.abc import Iterable
from pathlib import Path

import yaml

from tooling import addons
from tooling.checks.report import Report
from tooling.paths import ROOT

DATA = "bacg_sla_platino/data/*.xml"
# The document itself lies beside the checkout, where there is one.
DOCUMENT = ROOT.parent / "shared" / "sla" / "clauses.yml"
NOT_BUILT = ROOT / "tests" / "clauses_not_built.txt"
WITHOUT_JOURNEY = ROOT / "tests" / "clauses_without_journey.txt"
JOURNEYS = "tests/test_"
ADDON_OF_CHAPTER = {
    "2": "bacg_sla_uptime",
    "3": "bacg_localization_registry",
}
CORE = "bacg_sla_platino"
_NUMBER = re.compile(r"\d\.\d\d")
_MENTION = re.compile(r"\bSLA (\d\.\d\d(?:(?:, | and )\d\.\d\d)*)\b")


def run(passed: list[str]) -> Report:
    """Check the clauses of the addons that exist against the tests that passed."""
    clauses = recorded(path.read_text() for path in sorted(ROOT.glob(DATA)))
    built = {c for c in clauses if addon_of(c) in addons.names()}
    proven = set().union(*map(_mentioned, passed))
    walked = [test for test in passed if test.startswith(JOURNEYS)]
    journeys = set().union(*map(_mentioned, walked))
    excused, partly = listed(_lines(NOT_BUILT))
    report = compare(built, proven, excused)
    waiting = set(_lines(WITHOUT_JOURNEY))
    report.failed += unwalked(built & proven, journeys, waiting)
    report.failed += [f"SLA {c}: open in part, yet unknown" for c in partly - built]
    if DOCUMENT.exists():
        document = yaml.safe_load(DOCUMENT.read_text())
        report.failed += differences(clauses, document)
    return report


def listed(lines: Iterable[str]) -> tuple[set, set]:
    """Return the clauses that no test proves yet, and those proven in part."""
    words = [line.split() for line in lines]
    partly = {number for number, mark, *_rest in words if mark == "partly:"}
    return {number for number, *_rest in words} - partly, partly


def addon_of(clause: str) -> str:
    """Return the addon that has to make a clause true."""
    return ADDON_OF_CHAPTER.get(clause[0], CORE)


def compare(built: set, proven: set, excused: set) -> Report:
    """Judge the clauses; an excuse for a proven or unknown one has to go."""
    return Report(
        [f"SLA {clause}" for clause in sorted(built & proven)],
        [
            *(f"SLA {c}: no test names it" for c in sorted(built - proven - excused)),
            *(f"SLA {c}: proven, yet not built?" for c in sorted(excused & proven)),
            *(f"SLA {c}: excused, yet unknown" for c in sorted(excused - built)),
            *(f"SLA {c}: tested, yet unknown" for c in sorted(proven - built)),
        ],
    )


def unwalked(proven: set, journeys: set, waiting: set) -> list[str]:
    """Return what is wrong with the journeys of the clauses that tests prove."""
    return [
        *(f"SLA {c}: no journey names it" for c in sorted(proven - journeys - waiting)),
        *(f"SLA {c}: has a journey, yet listed" for c in sorted(waiting & journeys)),
    ]


def recorded(files: Iterable[str]) -> dict:
    """Return number → text of the clause records in Odoo data files."""
    records = (
        {field.get("name"): field.text for field in record}
        for text in files
        for record in xml.fromstring(text).iter("record")
        if record.get("model") == "bacg.sla.clause"
    )
    return {r["number"]: _folded(r.get("text") or "") for r in records if "number" in r}


def differences(clauses: dict, document: dict) -> list[str]:
    """Return where the records differ from the document, word for word."""
    wanted = {
        clause["id"]: _folded(" ".join(clause.get("text", [])))
        for clause in document["clauses"]
    }
    return [
        f"SLA {number}: the record is not what the document says"
        for number in sorted(wanted.keys() | clauses.keys())
        if wanted.get(number) != clauses.get(number)
    ]


def _folded(text: str) -> str:
    """Return `text` with white space folded."""
    return " ".join(text.split())


def _lines(path: Path) -> list[str]:
    """Return the lines of a list that say something."""
    lines = path.read_text().splitlines() if path.exists() else []
    return [line for line in lines if line.strip() and not line.startswith("#")]


def _mentioned(test: str) -> set[str]:
    """Return the clauses that the docstring of a test names."""
    path, _separator, name = test.partition("::")
    file = ROOT / path
    return numbers(docstring(file.read_text(), name)) if file.exists() else set()


def numbers(text: str) -> set[str]:
    """Return the clauses that a text names, alone or in a list: SLA 1.04, 1.05."""
    return set(_NUMBER.findall(" ".join(_MENTION.findall(_folded(text)))))


def docstring(source: str, name: str) -> str:
    """Return the docstring of ``Class.method`` or ``function`` in Python `source`."""
    node = ast.parse(source)
    for part in name.split("."):
        inside = (n for n in node.body if getattr(n, "name", None) == part)
        node = next(inside, None)
        if node is None:
            return ""
    return ast.get_docstring(node) or ""
