"""The Odoo command line with this checkout's addons, database server and data."""

import os
import subprocess
import sys

from tooling import postgres
from tooling.console import guarded
from tooling.paths import ODOO_CONFIG
from tooling.process import leave_on_terminate, stop

# Settings travel in the environment, so that they hold for every subcommand.
COMMAND = [sys.executable, "-m", "odoo"]


def environment() -> dict:
    """Return the environment in which Odoo finds its settings."""
    return {**os.environ, "ODOO_RC": str(ODOO_CONFIG)}


def run(arguments: list) -> int:
    """Run Odoo to its end and return its exit code."""
    leave_on_terminate()
    with postgres.running():
        process = subprocess.Popen([*COMMAND, *arguments], env=environment())
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
    sys.exit(guarded(run, sys.argv[1:]))
