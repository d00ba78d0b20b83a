"""Which Odoo the checkout runs on: one's own, Debian's package, or a git clone."""

import os
import shutil
import tempfile
from pathlib import Path

from tooling import debian
from tooling.console import Problem, run_logged, say
from tooling.system import is_debian

REPOSITORY = "https://github.com/odoo/odoo"
BRANCH = "19.0"


def odoo_folder(cache: Path) -> Path:
    """Return the folder that holds the Python package `odoo`, fetched if need be."""
    own = os.environ.get("ODOO_SRC")
    if own:
        return _checked(Path(own).expanduser().resolve())
    clone = cache / f"odoo-{BRANCH}-git"
    if clone.exists():
        return clone
    if not is_debian():
        return _clone(clone)
    try:
        return debian.fetch(cache)
    except Problem as problem:
        say(f"{problem}; trying git")
        return _clone(clone)


def _checked(folder: Path) -> Path:
    """Return `folder` if it is a checkout of Odoo."""
    if not (folder / "odoo" / "release.py").exists():
        raise Problem(f"ODOO_SRC={folder} is not a checkout of Odoo")
    return folder


def _clone(target: Path) -> Path:
    """Clone Odoo without its history into `target`, whole or not at all."""
    if not shutil.which("git"):
        raise Problem("git is missing: sudo apt-get install git")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="git-") as temporary:
        folder = Path(temporary) / "odoo"
        run_logged(
            ["git", "clone", "--depth", "1", "--branch", BRANCH, REPOSITORY, folder],
            "cloning Odoo (ODOO_SRC names a checkout of one's own)",
        )
        folder.rename(target)
    return target
