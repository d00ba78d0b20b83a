"""Child processes and ports."""

import contextlib
import fcntl
import signal
import socket
import subprocess
import sys
from pathlib import Path

from tooling.console import Problem

GRACE_SECONDS = 15
# Before a command: an orphan would work on beside the next one, even if we are killed.
DYING_WITH_US = ["setpriv", "--pdeathsig", "TERM"]


def free_port(wanted: int = 0, host: str = "127.0.0.1") -> int:
    """Return `wanted` if nobody listens there, else the next port that is free."""
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((host, wanted))
                return probe.getsockname()[1]
        wanted += 1


@contextlib.contextmanager
def locked(path: Path, refusal: str = ""):
    """Hold the lock file at `path`; wait for it, or refuse with a Problem."""
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (fcntl.LOCK_NB if refusal else 0))
        except BlockingIOError:
            raise Problem(refusal) from None
        yield


def stop(process: subprocess.Popen):
    """End `process` and wait for it: asked first, forced after a while."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def leave_on_terminate():
    """Turn SIGTERM into an orderly exit, so that children are stopped too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
