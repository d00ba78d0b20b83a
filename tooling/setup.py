"""Bring the checkout to where every other command can run; quick when it is there."""

import json
import os
import shutil
import sys
import time
from pathlib import Path

from tooling import source, wheels
from tooling.console import Problem, run_logged, say
from tooling.paths import (
    CACHE,
    DEV,
    LOG,
    ODOO_CONFIG,
    ODOO_DATA,
    ROOT,
    VENV,
    VENV_PYTHON,
)
from tooling.process import locked
from tooling.system import ensure_packages

STAMP = DEV / "setup.json"
NEEDED_BYTES = 3 * 1024**3


def ensure(loud=False):
    """Set up unless the stamp says that nothing changed since the last time."""
    wanted = _wanted()
    built = _stamp() == wanted
    if loud or not built:
        ensure_packages()
    if built:
        if loud:
            say("everything is set up")
        return
    for folder in (CACHE, DEV, LOG, ODOO_DATA):
        folder.mkdir(parents=True, exist_ok=True)
    with locked(CACHE / "lock"):
        # Another setup may have done the work while this one waited.
        if _stamp() != wanted:
            _build(wanted)


def _wanted() -> dict:
    """Return what the environment depends on, as it is now."""
    return {
        "root": str(ROOT),
        "python": f"{sys.version} {sys.base_prefix}",
        "wheels": wheels.fingerprint(),
        "odoo": os.environ.get("ODOO_SRC") or str(CACHE),
    }


def _stamp() -> dict:
    """Return what the environment was built from, if it is still all there."""
    if not all(path.exists() for path in (STAMP, _path_file(), VENV_PYTHON)):
        return {}
    odoo = Path(_path_file().read_text().splitlines()[-1])
    return json.loads(STAMP.read_text()) if odoo.exists() else {}


def _build(wanted: dict):
    """Build the virtual environment around Odoo and the pinned packages."""
    begin = time.monotonic()
    _check_space()
    say("Odoo 19 …")
    odoo = source.odoo_folder(CACHE)
    say("Python packages …")
    before = _stamp()
    if any(before.get(key) != wanted[key] for key in ("root", "python")):
        shutil.rmtree(VENV, ignore_errors=True)
        venv = [sys.executable, "-m", "venv", VENV]
        run_logged(venv, "making the virtual environment")
    STAMP.unlink(missing_ok=True)
    wheels.install(CACHE)
    # Last line: Odoo's folder, read back by _stamp().
    _path_file().write_text(f"{ROOT}\n{odoo}\n")
    ODOO_CONFIG.write_text(
        "[options]\n"
        f"addons_path = {ROOT}\n"
        f"data_dir = {ODOO_DATA}\n"
        "http_interface = 127.0.0.1\n"
    )
    STAMP.write_text(json.dumps(wanted))
    say(f"set up in {time.monotonic() - begin:.0f} s")


def _path_file() -> Path:
    """Return the .pth file that shows Odoo and this checkout to the venv."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return VENV / "lib" / version / "site-packages" / "bacg_sla.pth"


def _check_space():
    """Refuse early where the download would fill the disk."""
    for folder in (CACHE, DEV):
        if shutil.disk_usage(folder).free < NEEDED_BYTES:
            raise Problem(f"less than 3 GB free on the disk of {folder}")
