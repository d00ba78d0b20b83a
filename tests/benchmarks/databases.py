"""The databases that are measured: copies of one, apart only by the addon."""

from tooling import database
from tooling.checks import templates
from tooling.console import say

# Side → what is installed on top of helpdesk_mgmt.
ADDON = {"bare": None, "oca": "helpdesk_mgmt_sla", "ours": "bacg_sla_platino"}
# Ours again, to be filled with many cases.
LARGE = "bacg_bench_large"
# And again, for a customer of many developments and cases.
DEVELOPMENTS = "bacg_bench_developments"
# And again, with the registry of localizations.
LOCALIZATIONS = "bacg_bench_localizations"
REGISTRY = "bacg_localization_registry"


def name(side: str) -> str:
    """Return the name of the database of a side."""
    return f"bacg_bench_{side}"


def prepare():
    """Make every database anew."""
    base = templates.dependencies()
    for side, addon in ADDON.items():
        say(f"making database {name(side)} …")
        database.copy(base, name(side))
        if addon:
            database.maintain(name(side), "-i", addon)
    database.copy(name("ours"), LARGE)
    database.copy(name("ours"), DEVELOPMENTS)
    database.copy(name("ours"), LOCALIZATIONS)
    database.maintain(LOCALIZATIONS, "-i", REGISTRY)
