"""The Odoo command line with this checkout's addons, database server and data."""

import os
import subprocess
import sys
from pathlib import Path

from tooling import postgres
from tooling.console import Problem, guarded
from tooling.paths import LOG, ODOO_CONFIG, ROOT, VENV
from tooling.process import leave_on_terminate, stop

# Settings travel in the environment, so that they hold for every subcommand.
COMMAND = [sys.executable, str(ROOT / "tooling" / "launch" / "odoo_script.py")]
MEASURED = [sys.executable, "-m", "coverage", "run", "-m", "odoo"]


def environment() -> dict:
    """Return the environment in which Odoo finds its settings, and its own Python."""
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return {**os.environ, "ODOO_RC": str(ODOO_CONFIG), "PATH": path}


def run(arguments: list, command: list = COMMAND, **options) -> int:
    """Run Odoo to its end and return its exit code; PostgreSQL must run."""
    process = subprocess.Popen([*command, *arguments], env=environment(), **options)
    try:
        return process.wait()
    finally:
        stop(process)


def run_quietly(arguments: list, name: str, **options) -> Path:
    """Run Odoo with its output kept in the log `name`; raise Problem if it fails."""
    path = LOG / f"{name}.log"
    with path.open("w") as log:
        code = run(arguments, stdout=log, stderr=log, **options)
    if code:
        raise Problem(f"odoo {arguments[0]} failed, see {path}")
    return path


def main() -> int:
    """Run one Odoo command at the terminal."""
    leave_on_terminate()
    with postgres.running():
        process = subprocess.Popen([*COMMAND, *sys.argv[1:]], env=environment())
        try:
            return _wait(process)
        finally:
            stop(process)


def _wait(process: subprocess.Popen) -> int:
    """Wait for the end; Ctrl-C is Odoo's business, the terminal told it too."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


if __name__ == "__main__":
    sys.exit(guarded(main))
