"""Runs pytest on what belongs to no single addon, and reads what it found."""

import subprocess
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

from tooling.checks.report import Report
from tooling.paths import LOG, ROOT

RESULTS = LOG / "pytest.xml"


def run(paths: list[str]) -> Report:
    """Run pytest on `paths`; its own words go to the terminal."""
    RESULTS.unlink(missing_ok=True)
    # xunit1 is the family that names the file of each test.
    options = ["--quiet", f"--junitxml={RESULTS}", "-o", "junit_family=xunit1"]
    command = [sys.executable, "-m", "pytest", *options, *paths]
    result = subprocess.run(command, cwd=ROOT, check=False)
    if not RESULTS.exists():
        return Report(failed=[f"pytest ended with exit code {result.returncode}"])
    report = read(RESULTS.read_text())
    if result.returncode and not report.failed:
        report.failed.append(f"pytest ended with exit code {result.returncode}")
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
