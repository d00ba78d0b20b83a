"""The addons of this checkout."""

import hashlib
from pathlib import Path

from tooling.paths import ROOT


def names() -> list[str]:
    """Return the technical names of our addons, sorted."""
    return sorted(path.parent.name for path in ROOT.glob("*/__manifest__.py"))


def fingerprint(addon: str) -> str:
    """Return a hash of what an installed `addon` is made of; its tests are not."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / addon).rglob("*")):
        if path.is_file() and _counts(path.relative_to(ROOT / addon)):
            digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _counts(path: Path) -> bool:
    """Return whether a change of the file at `path` asks for an update."""
    return path.parts[0] != "tests" and path.suffix != ".pyc"
