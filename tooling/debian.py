"""Odoo from Debian's archive, downloaded and unpacked privately, without root."""

import os
import tempfile
from pathlib import Path

from tooling.console import Problem, run_logged
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
            folder = Path(temporary)
            _download(folder)
            _unpack(folder)
            (folder / "root").rename(final)
    return final / SOURCES


def _download(folder: Path):
    """Put the packages into `folder` by means of apt with settings of its own."""
    names = [
        f"{name}/{suite}" for suite, text in PACKAGES.items() for name in text.split()
    ]
    environment = {**os.environ, "APT_CONFIG": str(folder / "apt.conf")}
    problem = Problem("apt knows no Debian archive on this machine")
    for mirror in _main_mirrors():
        _configure(folder, mirror)
        try:
            run_logged(["apt-get", "update"], "apt-get update", env=environment)
            run_logged(
                ["apt-get", "download", *names],
                "downloading Odoo from Debian",
                env=environment,
                cwd=folder,
            )
            return
        except Problem as failed:
            problem = failed
    raise problem


def _main_mirrors() -> list:
    """Return the archives that carry this release itself, not its updates."""
    suites = {os_release().get("VERSION_CODENAME"), "stable", "testing", "unstable"}
    suites |= {"sid", "oldstable"}
    found = [mirror for mirror, suite in archive_mirrors() if suite in suites]
    return list(dict.fromkeys(found))


def _configure(folder: Path, mirror: str):
    """Write an apt configuration that touches nothing outside `folder`."""
    for name in ("lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    sources = [f"deb [signed-by={KEYRING}] {mirror} {suite} main" for suite in PACKAGES]
    (folder / "sources.list").write_text("\n".join(sources) + "\n")
    settings = {
        "Dir::State::lists": folder / "lists",
        "Dir::Cache": folder / "cache",
        "Dir::Etc::sourcelist": folder / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Acquire::Languages": "none",
        "APT::Update::Error-Mode": "any",  # an unreachable mirror is only a warning
        "Debug::NoLocking": "true",  # the system's lock belongs to root
        "APT::Sandbox::User": "root",  # apt's own user may not enter this folder
    }
    lines = [f'{name} "{value}";' for name, value in settings.items()]
    (folder / "apt.conf").write_text("\n".join(lines) + "\n")


def _unpack(folder: Path):
    """Unpack every package in `folder` below ``root`` and mend what is absent."""
    root = folder / "root"
    for package in sorted(folder.glob("*.deb")):
        run_logged(["dpkg", "-x", package, root], f"unpacking {package.name}")
    absent = root / SOURCES / ABSENT
    if not absent.exists():
        absent.parent.mkdir(parents=True, exist_ok=True)
        absent.touch()
