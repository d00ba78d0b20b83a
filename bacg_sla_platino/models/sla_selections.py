# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Selections that the agreement and the case share."""

# OCA's keys with the labels of the SLA (SLA 1.04)
PRIORITIES = [("0", "4"), ("1", "3"), ("2", "2 (normal)"), ("3", "1 (urgente)")]
DEFAULT_PRIORITY = "0"
OUTAGE_SCOPES = [
    ("none", "No outage"),
    ("claimed", "Outage claimed, to be checked"),
    ("total", "Services stopped totally"),
    ("partial", "Services stopped partially"),
    ("some_users", "Some users only"),
    ("local", "The customer's own network or services"),
]
COVERAGE = [
    ("in_scope", "Covered"),
    ("excluded", "Not covered"),
    ("routed", "For another area"),
    ("vendor", "Under the manufacturer's terms"),
]
