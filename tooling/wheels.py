"""Python packages: collected once into the cache, installed from there offline."""

import hashlib
import sysconfig
import tempfile
from pathlib import Path

from tooling.console import run_logged
from tooling.paths import REQUIREMENTS, VENV_PYTHON

# Their metadata requires "odoo", which is on no registry.
ADDON_PREFIX = "odoo-addon-"


def requirement_lines() -> tuple:
    """Return the pinned lines as (Python packages, Odoo addons)."""
    lines = [line for path in REQUIREMENTS for line in path.read_text().splitlines()]
    pins = [line for line in lines if line.strip() and not line.startswith("#")]
    addons = [line for line in pins if line.startswith(ADDON_PREFIX)]
    return [line for line in pins if line not in addons], addons


def fingerprint() -> str:
    """Name the set of wheels: this Python and machine, these pins."""
    packages, addons = requirement_lines()
    digest = hashlib.sha256("\n".join([*packages, *addons]).encode())
    version = sysconfig.get_python_version()
    return f"{version}-{sysconfig.get_platform()}-{digest.hexdigest()[:12]}"


def install(cache: Path):
    """Install every pinned package into the venv."""
    house = _collect(cache / "wheels" / fingerprint())
    packages, addons = requirement_lines()
    offline = ["install", "--no-index", "--find-links", house]
    _pip([*offline, *packages], "installing Python packages")
    _pip([*offline, "--no-deps", *addons], "installing OCA addons")


def _collect(house: Path) -> Path:
    """Return `house`, filled by pip at the first call, whole or not at all."""
    if house.exists():
        return house
    house.parent.mkdir(parents=True, exist_ok=True)
    packages, addons = requirement_lines()
    with tempfile.TemporaryDirectory(dir=house.parent) as temporary:
        folder = Path(temporary) / "house"
        collect = ["wheel", "--use-pep517", "--wheel-dir", folder]
        _pip([*collect, *packages], "collecting Python packages")
        _pip([*collect, "--no-deps", *addons], "collecting OCA addons")
        folder.rename(house)
    return house


def _pip(arguments: list, purpose: str):
    """Run the venv's pip."""
    pip = [VENV_PYTHON, "-m", "pip", "--disable-pip-version-check"]
    run_logged([*pip, *arguments], purpose)
