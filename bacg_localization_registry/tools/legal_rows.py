# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Changes of the law from a CSV file, checked row by row, without the ORM."""

from datetime import date, datetime

from odoo.addons.bacg_sla_platino.tools import import_rows

REQUIRED = ("country", "name")
DATES = (
    "signed_date",
    "publication_date",
    "comments_date",
    "effective_date",
    "test_env_date",
    "voluntary_from",
    "coexistence_until",
    "mandatory_from",
    "enforcement_from",
    "expiration_date",
)
CHOICES = {
    "change_kind": ("legal_change", "catalog_update", "platform_change"),
    "verification_state": ("unverified", "one_source", "official_text"),
    "date_certainty": ("fixed", "targeted", "unknown"),
}
TEXTS = ("name", "instrument", "gazette_ref", "source_url", "conflict_note")
COLUMNS = ("country", *TEXTS, *CHOICES, *DATES)


def read(raw):
    """Return the rows of a file with values and faults, as ``import_rows`` does.

    A date that is empty is unknown: nothing is guessed.
    """
    rows = import_rows.table(raw, COLUMNS, REQUIRED)
    seen = set()
    for row in rows:
        row.values = _values(row)
        key = row.values["country"], row.values["name"].casefold()
        if key in seen:
            row.blame("name", "twice", row.values["name"])
        seen.add(key)
    return rows


def _values(row):
    cells = row.cells
    values = {name: cells[name] for name in TEXTS}
    values["country"] = cells["country"].upper()
    for name, keys in CHOICES.items():
        if cells[name]:
            values[name] = cells[name]
            if cells[name] not in keys:
                row.blame(name, "choice", f"{cells[name]} ({', '.join(keys)})")
    for name in DATES:
        values[name] = _date(row, name)
    if values["mandatory_from"]:
        if values.get("date_certainty") == "unknown":
            row.blame("date_certainty", "certain", str(values["mandatory_from"]))
        values.setdefault("date_certainty", "fixed")
    return values


def _date(row, name):
    """Return the date of a cell, ``2026-03-09`` or ``09/03/2026``, else False."""
    cell = row.cells[name]
    if not cell:
        return False
    try:
        if "/" in cell:
            return datetime.strptime(cell, "%d/%m/%Y").date()
        return date.fromisoformat(cell)
    except ValueError:
        row.blame(name, "date", cell)
        return False
