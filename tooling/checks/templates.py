"""Template databases: made once for what they depend on, then copied in a second."""

import ast
import hashlib
import os

from tooling import addons, database, postgres, wheels
from tooling.console import say
from tooling.paths import DEV, ROOT
from tooling.process import locked


def dependencies() -> str:
    """Return the template with what our addons depend on, made if need be."""
    needed = {"website", "helpdesk_mgmt"}
    for name in addons.names():
        manifest = ast.literal_eval((ROOT / name / "__manifest__.py").read_text())
        needed |= set(manifest["depends"])
    modules = ",".join(sorted(needed - set(addons.names())))

    def make(new: str):
        database.drop(new)
        database.maintain(new, "-i", modules)
        database.load_language(new)

    version = [modules, wheels.fingerprint(), os.environ.get("ODOO_SRC", "")]
    return _template("bacg_dependencies", version, make)


def installed() -> str:
    """Return the template with our addons, in the customers' language and zone."""
    base = dependencies()

    def make(new: str):
        database.copy(base, new)
        database.maintain(new, "-i", ",".join(addons.names()))
        database.localize(new)

    version = [base, *map(addons.fingerprint, addons.names())]
    return _template("bacg_installed", version, make)


def _template(kind: str, version: list[str], make) -> str:
    """Return the template of this kind and version; the one before it is dropped."""
    digest = hashlib.sha256("\n".join(version).encode()).hexdigest()
    name = f"{kind}_{digest[:12]}"
    # Two parts of a run may want it at once.
    with locked(DEV / "template.lock"):
        if not postgres.exists(name):
            for old in postgres.beginning_with(f"{kind}_"):
                database.drop(old)
            say(f"  making template {name} …")
            # Renamed at the end: a template is whole or not there.
            making = f"{kind}_unfinished"
            make(making)
            database.rename(making, name)
    return name
