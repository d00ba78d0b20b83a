"""Odoo from Debian's archive, downloaded and unpacked privately, without root."""

import tempfile
from pathlib import Path

from tooling.apt import Apt
from tooling.console import Problem
from tooling.system import archive_mirrors, os_release

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
FOLDER = "odoo-19-debian"
SOURCES = "usr/lib/python3/dist-packages"
# Only what Odoo's own folders link to; the rest of its dependencies come from pip.
PACKAGES = {
    "unstable": (
        "odoo-19 fonts-roboto-unhinted fonts-montserrat fonts-ocr-b"
        " libjs-jquery libjs-jquery-form libjs-underscore"
    ),
    "bookworm": "fonts-font-awesome fonts-inconsolata",
}
# The package lacks this file; without it every page logs an error in the browser.
ABSENT = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def fetch(cache: Path) -> Path:
    """Return the folder that holds the package `odoo`, unpacked at the first call."""
    final = cache / FOLDER
    if not final.exists():
        with tempfile.TemporaryDirectory(dir=cache, prefix="debian-") as temporary:
            root = _unpack(Path(temporary))
            _mend(root)
            root.rename(final)
    return final / SOURCES


def _unpack(folder: Path) -> Path:
    """Return the folder below which the packages lie, from the first good mirror."""
    names = [
        f"{name}/{suite}" for suite, text in PACKAGES.items() for name in text.split()
    ]
    problem = Problem("apt knows no Debian archive on this machine")
    for mirror in _main_mirrors():
        signed = f"deb [signed-by={KEYRING}] {mirror}"
        try:
            return Apt(folder, [f"{signed} {suite} main" for suite in PACKAGES]).unpack(
                names
            )
        except Problem as failed:
            problem = failed
    raise problem


def _main_mirrors() -> list:
    """Return the archives that carry this release itself, not its updates."""
    suites = {os_release().get("VERSION_CODENAME"), "stable", "testing", "unstable"}
    suites |= {"sid", "oldstable"}
    found = [mirror for mirror, suite in archive_mirrors() if suite in suites]
    return list(dict.fromkeys(found))


def _mend(root: Path):
    """Make the file that the package lacks."""
    absent = root / SOURCES / ABSENT
    if not absent.exists():
        absent.parent.mkdir(parents=True, exist_ok=True)
        absent.touch()
