"""Packages of the distribution: name what is missing, install it only as root."""

import ctypes.util
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from tooling.console import Problem, run_logged, say

BROWSERS = ("google-chrome", "chromium", "chromium-browser")


def os_release() -> dict:
    """Return the fields of the os-release file, empty where there is none."""
    path = Path("/etc/os-release")
    lines = path.read_text().splitlines() if path.exists() else []
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {key: value.strip("\"'") for key, value in pairs}


def is_debian() -> bool:
    """Tell Debian itself from its derivatives, whose archives lack Odoo."""
    return os_release().get("ID") == "debian" and bool(shutil.which("apt-get"))


def browser() -> str | None:
    """Return the path of the first browser found, in the order in which Odoo looks."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def missing_packages() -> list:
    """Return the distribution packages that setup, demo or tests would miss."""
    present = {
        "python3-venv": importlib.util.find_spec("ensurepip"),
        "libmagic1": ctypes.util.find_library("magic"),
        "chromium": browser(),
        "git": shutil.which("git"),
    }
    return [package for package, found in present.items() if not found]


def ensure_packages():
    """Install what is missing as root on Debian, else say how; venv is a must."""
    missing = missing_packages()
    if not missing:
        return
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    say(f"missing distribution packages: {' '.join(missing)}")
    if is_debian() and os.geteuid() == 0:
        say(f"installing them as root: {' '.join(command)}")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run_logged(["apt-get", "update"], "apt-get update", env=environment)
        run_logged(command, "apt-get install", env=environment)
    elif "python3-venv" in missing:
        raise Problem(f"Python's venv module is missing: sudo {' '.join(command)}")
    else:
        say(f"install them with: sudo {' '.join(command)}")


def archive_mirrors() -> list:
    """Return (address, suite) of the archives that apt on this machine reads."""
    result = subprocess.run(
        ["apt-get", "-o", "Debug::NoLocking=true", "--print-uris", "update"],
        check=False,
        capture_output=True,
        text=True,
    )
    addresses = (line.split("'")[1] for line in result.stdout.splitlines())
    releases = [a.rpartition("/")[0] for a in addresses if a.endswith("/InRelease")]
    return [tuple(release.split("/dists/", 1)) for release in releases]
