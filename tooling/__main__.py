"""Stage one: ``python3 -m tooling COMMAND`` sets up, then runs COMMAND in the venv."""

import os
import sys

OLDEST, NEWEST = (3, 10), (3, 13)


def check_python():
    """Leave with one line when this Python cannot run Odoo 19."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        version = sys.version.split()[0]
        sys.exit(
            f"error: Odoo 19 needs Python 3.10 to 3.13, this is {version}; "
            "name another one: PYTHON=python3.12 bin/setup"
        )


def main():
    """Set up, then replace this process by the command in the virtual environment."""
    check_python()
    # Later than the check: these modules use syntax that an old Python refuses.
    from tooling.console import guarded
    from tooling.paths import VENV_PYTHON
    from tooling.setup import ensure

    command, arguments = sys.argv[1], sys.argv[2:]
    guarded(ensure, loud=command == "setup")
    if command == "setup":
        return
    # The venv knows the checkout by its .pth file; Odoo must not inherit this.
    os.environ.pop("PYTHONPATH", None)
    python = str(VENV_PYTHON)
    os.execv(python, [python, "-m", "tooling." + command, *arguments])


main()
