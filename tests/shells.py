"""Databases of a test's own, and Odoo processes that run scripts on them."""

import json
import subprocess
from contextlib import contextmanager

from tooling import database, odoo, postgres
from tooling.checks import templates

MARK = "RESULT "
TIMEOUT = 120  # seconds
REFUSED = 3
# A scheduled action in batches of ten, which may die of the third.
SCHEDULED = """
import os
from importlib import import_module
from odoo.service.model import retrying
import_module({module!r}).BATCH = 10
def die_in_the_third_batch():
    tickets, calls = type(env["helpdesk.ticket"]), []
    original = tickets.{batch}
    def batch(self, *arguments):
        original(self, *arguments)
        calls.append(1)
        if len(calls) == 3:
            os._exit(9)
    tickets.{batch} = batch
def run():
    retrying(env[{model!r}].{action}, env)
"""
# One of two who act at once: each has read before either of them writes.
ACT = """
import os, pathlib, time
from odoo.exceptions import UserError
from odoo.service.model import retrying
number, folder = {number}, pathlib.Path({folder!r})
def meet():
    (folder / f"ready{{number}}").touch()
    while len(list(folder.glob("ready*"))) < 2:
        time.sleep(0.05)
{script}
try:
    retrying(act, env)
except UserError:
    os._exit({refused})
"""


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


def act_at_once(name: str, script: str, folder) -> list[int]:
    """Let two processes act in the same moment; return their exit codes, sorted.

    :param script: defines ``act()``, which calls ``meet()`` once it has read; its
        ``number`` is 0 for one and 1 for the other
    :param folder: where they see that both are ready
    :return: REFUSED for one that was told a UserError
    """
    words = {"script": script, "folder": str(folder), "refused": REFUSED}
    return at_once(name, [ACT.format(number=number, **words) for number in range(2)])


def killed_and_doubled(name: str, prepare: str, counts, **action: str) -> tuple:
    """Let one process die in its third batch, then two run at once.

    :param counts: called to read what has come of it
    :param action: what SCHEDULED names: the ``action`` and its ``model``, the
        ``module`` with the size of its batches, the method of cases called for each
    :return: what it read after the death, and at the end
    """
    script = SCHEDULED.format(**action)
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
