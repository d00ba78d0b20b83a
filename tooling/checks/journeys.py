"""Runs pytest on what belongs to no single addon, and reads what it found."""

import subprocess
import sys
import xml.etree.ElementTree as xml
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tooling.checks.report import Report
from tooling.console import say
from tooling.paths import LOG, ROOT
from tooling.process import stop

RESULTS = LOG / "pytest.xml"
WORDS = LOG / "pytest.log"


@contextmanager
def started(paths: list[str], beside: bool):
    """Start pytest on `paths`; yield a function that waits for its report.

    :param beside: whether other stages run meanwhile: then its words go to a file,
        which the function prints at the end
    """
    RESULTS.unlink(missing_ok=True)
    # xunit1 is the family that names the file of each test.
    options = ["--quiet", f"--junitxml={RESULTS}", "-o", "junit_family=xunit1"]
    command = [sys.executable, "-m", "pytest", *options, *paths]
    with ExitStack() as stack:
        words = stack.enter_context(WORDS.open("w")) if beside else None
        process = subprocess.Popen(command, cwd=ROOT, stdout=words, stderr=words)
        stack.callback(stop, process)

        def finish() -> Report:
            process.wait()
            if beside:
                say(WORDS.read_text().rstrip())
            return _report(process.returncode)

        yield finish


def _report(code: int) -> Report:
    """Return what pytest found, which ended with this exit code."""
    failure = f"pytest ended with exit code {code}"
    if not RESULTS.exists():
        return Report(failed=[failure])
    report = read(RESULTS.read_text())
    if code and not report.failed:
        report.failed.append(failure)
    return report


def read(text: str) -> Report:
    """Return what a JUnit file says; a skipped journey proves nothing, so it fails."""
    report = Report()
    for case in xml.fromstring(text).iter("testcase"):
        name = _name(case)
        outcome = next(
            (c for c in case if c.tag in ("failure", "error", "skipped")), None
        )
        if outcome is None:
            report.passed.append(name)
        else:
            reason = outcome.get("message", "").partition("\n")[0]
            report.failed.append(f"{name}: {outcome.tag}: {reason}")
    return report


def _name(case: xml.Element) -> str:
    """Return ``file::Class.method`` or ``file::function``, without parameters."""
    path = case.get("file", case.get("classname", ""))
    module = ".".join(Path(path).with_suffix("").parts)
    inside = case.get("classname", "").removeprefix(module).strip(".")
    test = case.get("name", "").partition("[")[0]
    return f"{path}::{f'{inside}.{test}' if inside else test}"
