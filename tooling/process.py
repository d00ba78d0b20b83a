"""Child processes and ports."""

import contextlib
import signal
import socket
import subprocess
import sys

GRACE_SECONDS = 15


def free_port(wanted: int = 0, host: str = "127.0.0.1") -> int:
    """Return `wanted` if nobody listens there, else the next port that is free."""
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((host, wanted))
                return probe.getsockname()[1]
        wanted += 1


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
