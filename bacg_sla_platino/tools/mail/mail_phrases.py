# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Phrases of machines for absence and failed delivery, in several languages.

``mail_phrases.csv`` has a row for each: the table, the pattern of Python's ``re``, an
example. A test tries each row with its example.
"""

import csv
import re
from pathlib import Path

with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as _file:
    ROWS = [tuple(row) for row in csv.reader(_file)][1:]

# How the patterns of a table stand in a text; the tables of names are whole names.
_FORMS = {
    "absent": r"\b(?:{})\b",
    # Words that an ERP's user may have trouble with: alone, or before a colon.
    "absent alone": r"^(?:estoy |i am |i'm )?(?:{})(?: de la oficina| del trabajo)?"
    r"\s*(?:[:(]|$)",
    # Older programs begin with these phrases; people begin with others.
    "signature": r"^\s*(?:{})",
    # A person puts RE: or RV: before it.
    "report subject": r"^\s*(?:{})",
    "daemon": r"^(?:{})$",
    "office": r"^(?:{})$",
    "system name": r"^(?:{})$",
    "answer header": r"^(?:{})$",
}


def compiled(table, rows):
    """Return the regular expression of a table with these of its rows."""
    patterns = "|".join(pattern for name, pattern, _e in rows if name == table)
    return re.compile(_FORMS.get(table, "(?:{})").format(patterns), re.IGNORECASE)


TABLES = {name: compiled(name, ROWS) for name in dict.fromkeys(row[0] for row in ROWS)}


def says(table, text):
    """Return whether a text has a phrase of a table, where the table wants it."""
    return bool(TABLES[table].search(text))
