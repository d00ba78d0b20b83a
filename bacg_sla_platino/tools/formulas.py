# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Texts of other people in a CSV: a spreadsheet must not run them as formulas."""

# A spreadsheet reads a text that starts with one of these as a formula.
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def guarded(value):
    """Return a cell's value, a text with an apostrophe before what starts a formula."""
    is_formula = isinstance(value, str) and value.startswith(STARTS)
    return f"'{value}" if is_formula else value


def unguarded(text):
    """Return a text that was guarded as it was before."""
    return text[1:] if text.startswith("'") and text[1:].startswith(STARTS) else text
