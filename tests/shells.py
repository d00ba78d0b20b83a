"""Databases of a test's own, and Odoo processes that run scripts on them."""

import json
import subprocess
from contextlib import contextmanager

from tooling import database, odoo, postgres
from tooling.checks import templates

MARK = "RESULT "
TIMEOUT = 120  # seconds


@contextmanager
def copied(name: str, *maintenance: str, durable: bool = False):
    """Make a database with our addons while the context lasts.

    :param maintenance: options of ``odoo`` by which it is prepared, as ``-i addon``
    :param durable: whether it outlives a crash of PostgreSQL
    """
    with postgres.running():
        database.copy(templates.installed(), name, durable)
        if maintenance:
            database.maintain(name, *maintenance)
        try:
            yield name
        finally:
            database.drop(name)


def start(name: str, script: str) -> subprocess.Popen:
    """Start a process that runs a script on a database, as ``odoo shell`` does."""
    arguments = ["shell", "-d", name, "--no-http", "--log-level=warn"]
    process = subprocess.Popen(
        [*odoo.COMMAND, *arguments],
        env=odoo.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.stdin.write(script)
    process.stdin.close()
    process.stdin = None  # for communicate()
    return process


def finish(process: subprocess.Popen) -> int:
    """Wait for a process and return its exit code."""
    process.communicate(timeout=TIMEOUT)
    return process.returncode


def at_once(name: str, scripts: list[str]) -> list[int]:
    """Run scripts in processes at the same time; return their exit codes, sorted."""
    processes = [start(name, script) for script in scripts]
    return sorted(finish(process) for process in processes)


def killed_and_doubled(name: str, prepare: str, script: str, counts) -> tuple:
    """Let one process die in its third batch, then two run at once.

    :param script: defines ``run()`` and ``die_in_the_third_batch()``
    :param counts: called to read what has come of it
    :return: what it read after the death, and at the end
    """
    assert finish(start(name, prepare)) == 0
    assert finish(start(name, f"{script}\ndie_in_the_third_batch()\nrun()\n")) == 9
    told = counts()
    assert at_once(name, [f"{script}\nrun()\n"] * 2) == [0, 0]
    return told, counts()


def run(name: str, script: str) -> tuple[dict, str]:
    """Run a script that prints RESULT and JSON; return those values and the log."""
    output, log = start(name, script).communicate(timeout=TIMEOUT)
    lines = [line for line in output.splitlines() if line.startswith(MARK)]
    assert lines, log
    return json.loads(lines[0].removeprefix(MARK)), log
