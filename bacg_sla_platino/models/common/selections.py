# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Selections that the agreement and the case share, and how each is read."""

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
# The two pools of contracted hours (SLA 1.18).
HOURS_POOLS = [
    ("consulting", "Consulting"),
    ("development", "Development"),
]
# What happens when more hours are offered than are available.
HOURS_OVERDRAW = [
    ("no", "Cannot be offered"),
    ("ask", "The customer confirms that the next hours cover the rest"),
    ("allow", "Is offered like any others"),
]
# Why a case waits for a contract: none is known, or the last one is over.
WITHOUT_CONTRACT = ("contract", "contract_ended")
# What is validated first on the customer's side (SLA 2.04).
OUTAGE_CHECKS = [
    ("internet", "His internet connection"),
    ("network", "A change of his network policies"),
    ("firewall", "A firewall of his"),
    ("services", "Other services of his"),
]
COVERAGE = [
    ("in_scope", "Covered"),
    ("excluded", "Not covered"),
    ("routed", "For another area"),
    ("vendor", "Under the manufacturer's terms"),
]
# Where the two sides meet (SLA 1.17).
SESSION_MEDIA = [
    ("google_meet", "Google Meet"),
    ("zoom", "Zoom"),
    ("teams", "Teams"),
    ("discord", "Discord"),
    ("teamviewer", "TeamViewer"),
    ("phone", "Telephone"),
    ("on_site", "On site"),
]
SESSION_PURPOSES = [
    ("review", "Initial review"),
    ("work", "Work on the case"),
    ("answer", "Final answer"),
]
# Media that nobody can join without the link.
SESSION_LINKED = ("google_meet", "zoom", "teams", "discord")
# States in which a session takes its agent's time.
SESSION_TAKES = ("proposed", "planned")


def selection_labels(records, name):
    """Return the labels of a selection field by key, in the records' language."""
    return dict(records._fields[name]._description_selection(records.env))
