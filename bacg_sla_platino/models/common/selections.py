# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Selections that the agreement and the case share, and how each is read."""

# OCA's keys with the labels of the SLA (SLA 1.04)
PRIORITIES = [("0", "4"), ("1", "3"), ("2", "2 (normal)"), ("3", "1 (urgente)")]
DEFAULT_PRIORITY = "0"


def selection_labels(records, name):
    """Return the labels of a selection field by key, in the records' language."""
    return dict(records._fields[name]._description_selection(records.env))
