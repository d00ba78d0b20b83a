"""Measures work, not waiting: what else runs on the machine must not decide."""

import time

import psutil


class Stopwatch:
    """Counts the processor seconds of this process and of its database backend.

    Where nothing else runs that is the time that passes: one waits for the other.
    With a server on another machine it is the time that passes.
    """

    def __init__(self, env):
        pid = env.cr._cnx.info.backend_pid
        local = psutil.pid_exists(pid) and "postgres" in psutil.Process(pid).name()
        self._backend = psutil.Process(pid) if local else None
        self._begin = self._now()

    def seconds(self) -> float:
        """Return the seconds since the beginning."""
        return self._now() - self._begin

    def _now(self) -> float:
        if not self._backend:
            return time.perf_counter()
        spent = self._backend.cpu_times()
        return time.process_time() + spent.user + spent.system
