"""Talking to the person at the terminal, and running other programs for him."""

import errno
import re
import shlex
import subprocess
import sys
from pathlib import Path

from tooling.paths import LOG

_NO_NETWORK = re.compile(
    r"Temporary failure|Could not resolve|Couldn't resolve|Network is unreachable"
    r"|Connection refused|NewConnectionError|No route to host|timed out",
    re.IGNORECASE,
)
_NO_DISK = "No space left on device"


class Problem(Exception):
    """Something the caller can mend; its text is the one line he reads."""


def say(text):
    """Print one line at once, even into a pipe."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def guarded(function, *arguments, **options):
    """Call `function`; a problem ends the program with one line, no traceback."""
    try:
        return function(*arguments, **options)
    except Problem as problem:
        sys.exit(f"error: {problem}")
    except PermissionError as error:
        sys.exit(f"error: may not write to {error.filename}")
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        sys.exit(f"error: no space left on the disk of {error.filename or LOG}")
    except KeyboardInterrupt:
        sys.exit(130)


def run_logged(command, purpose, **options):
    """Run `command`, its output kept in the setup log; raise Problem if it fails."""
    LOG.mkdir(parents=True, exist_ok=True)
    path = LOG / "setup.log"
    with path.open("ab") as log:
        log.write(f"\n$ {shlex.join(map(str, command))}\n".encode())
        start = log.tell()
        log.flush()
        result = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **options,
        )
    if result.returncode:
        raise Problem(f"{purpose} failed: {_reason(path, start)}, see {path}")


def _reason(path: Path, start: int) -> str:
    """Say in a few words why the program whose output begins at `start` failed."""
    output = path.read_bytes()[start:].decode(errors="replace")
    if _NO_DISK in output:
        return "no space left on the disk"
    if _NO_NETWORK.search(output):
        return "no network"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
