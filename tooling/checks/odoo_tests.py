"""Runs the addons' own tests, and Odoo's linters, in a database."""

import argparse
import subprocess
from pathlib import Path

from tooling import addons, database, odoo, odoo_log, postgres
from tooling.checks import judge, templates
from tooling.checks.report import Report
from tooling.paths import LOG, ROOT
from tooling.process import free_port

DATABASE = "bacg_test"
# The ones that can find fault with an addon; eslint is not installed, and pylint
# would read all of Odoo: lint.py runs its checkers on ours alone.
LINTERS = [
    "L10nLinter",
    "ManifestLinter",
    "PotLinter",
    "RoutesLinter",
    "TestConflictMarkers",
    "TestDocstring",
    "TestDunderinit",
    "TestI18n",
    "TestIndex",
    "TestJsTranslations",
    "TestLintOverrideSignatures",
    "TestNaming",
    "TestOnchangeDomains",
    "TestTestHoles",
]


def run_addons(names: list[str], given: argparse.Namespace) -> Report:
    """Run the tests of these addons on a new database, or update the last one."""
    tags, again = given.tags, given.update and postgres.exists(DATABASE)
    command = odoo.MEASURED if given.coverage else odoo.COMMAND
    if not again:
        database.copy(templates.dependencies(), DATABASE)
    selection = tags or ",".join(f"/{name}" for name in names)
    mode = "-u" if again else "-i"
    code, log = _run("test", mode, ",".join(names), selection, command)
    tested = [] if tags else [name for name in names if _has_tests(name)]
    report = judge.judge(log, code, tested, database.EXPECTED)
    if not (report.passed or report.failed):
        report.failed.append("no test ran")
    if given.coverage:
        subprocess.run([*odoo.MEASURED[:3], "report"], cwd=ROOT, check=False)
    return report


def run_linters() -> Report:
    """Run Odoo's linters on the test database; only what names our addons counts."""
    selection = ",".join(f"/test_lint:{linter}" for linter in LINTERS)
    _code, log = _run("test-lint", "-i", "test_lint", selection)
    linted = judge.judge(log, 0, ["test_lint"], [])
    # Odoo's and OCA's own faults are not ours to mend.
    findings = judge.naming(log, addons.names())
    ran = {name.split("::")[1] for name in linted.passed + linted.failed}
    missing = [name for name in LINTERS if not any(name in test for test in ran)]
    return Report(
        [linter for linter in LINTERS if linter not in missing],
        findings + [f"{name}: did not run" for name in missing],
    )


def _run(name, mode, modules, selection, command=odoo.COMMAND) -> tuple:
    """Run Odoo with tests; return its exit code and its log's entries."""
    path = LOG / f"{name}.log"
    options = ["--test-enable", "--test-tags", selection, "--stop-after-init"]
    port = ["--http-port", str(free_port())]
    with path.open("w") as output:
        code = odoo.run(
            ["-d", DATABASE, mode, modules, *port, *options],
            command=command,
            stdout=output,
            stderr=output,
            cwd=ROOT,
        )
    return code, odoo_log.entries(path.read_text(errors="replace"))


def _has_tests(addon: str) -> bool:
    """Return whether an addon brings tests, so that none running is a fault."""
    folder: Path = ROOT / addon / "tests"
    return any(folder.rglob("test_*.py"))
