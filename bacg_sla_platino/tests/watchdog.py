# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import signal
from contextlib import contextmanager


class TooSlow(BaseException):
    """No Exception: what quarantines a message must not swallow it."""


@contextmanager
def watchdog(seconds, what):
    """Fail if the work takes more than so many seconds of this process's own time.

    Not of the wall: a busy machine proves nothing.
    """

    def bark(_signal, _frame):
        raise TooSlow(f"{what}: more than {seconds} s")

    before = signal.signal(signal.SIGPROF, bark)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
