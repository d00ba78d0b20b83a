"""Linters over the files; each command counts as one check."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from tooling import addons
from tooling.checks.report import Report
from tooling.paths import ROOT

# Odoo's own pylint plugins, from the folder of its module test_lint.
ODOO_PLUGINS = (
    "_odoo_checker_sql_injection,_odoo_checker_gettext,_odoo_checker_unlink_override"
)
ODOO_MESSAGES = (
    "sql-injection,missing-gettext,gettext-variable,gettext-placeholders,"
    "gettext-repr,raise-unlink-override"
)
# Core's rewriting of older code finds nothing to rewrite.
UPGRADE_CODE = (
    "upgrade_code",
    "--from=17.0",
    "--dry-run",
    f"--addons-path={ROOT}",
    "--glob=bacg_*/**/*",
)


def run() -> Report:
    """Run every linter and print what those say that complain."""
    report = Report()
    for name, command in _commands().items():
        result = subprocess.run(
            command,
            cwd=ROOT,
            check=False,
            env={**os.environ, "PYTHONPATH": str(_odoo_linters())},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if result.returncode:
            report.failed.append(f"{name}:\n{result.stdout.strip()}")
        else:
            report.passed.append(name)
    return report


def _commands() -> dict:
    """Return the linters that have something to look at."""
    names = addons.names()
    translations = sorted(ROOT.glob("bacg_*/i18n/*.po*"))
    workflows = sorted(ROOT.glob(".github/workflows/*.yml"))
    commands = {
        "ruff check": _tool("ruff", "check"),
        "ruff format": _tool("ruff", "format", "--check"),
    }
    if names:
        commands["pylint-odoo"] = _tool("pylint", "--rcfile=.pylintrc", *names)
        commands["odoo's pylint checkers"] = _tool(
            "pylint",
            f"--rcfile={os.devnull}",
            f"--load-plugins={ODOO_PLUGINS}",
            # It does not know the messages of pylint-odoo that files may silence.
            "--disable=all,unknown-option-value",
            f"--enable={ODOO_MESSAGES}",
            *names,
        )
        commands["oca-checks-odoo-module"] = _tool("oca-checks-odoo-module", *names)
        commands["upgrade_code"] = [sys.executable, "-m", "odoo", *UPGRADE_CODE]
        commands["readme"] = [sys.executable, "-m", "tooling.readme", "--check"]
        commands["house"] = [sys.executable, "-m", "tooling.checks.house", "--check"]
    if translations:
        # It wants an empty msgstr where the words are the same: to us that is a gap.
        check = ["oca-checks-po", "--disable=po-pretty-format"]
        commands["oca-checks-po"] = _tool(*check, *translations)
    if workflows:
        schema = ["--builtin-schema", "vendor.github-workflows"]
        commands["workflows"] = _tool("check-jsonschema", *schema, *workflows)
    return commands


def _tool(name: str, *arguments) -> list:
    """Return the command line of a tool in the venv."""
    return [Path(sys.executable).parent / name, *arguments]


def _odoo_linters() -> Path:
    """Return the folder of Odoo's own pylint plugins."""
    (module,) = importlib.util.find_spec(
        "odoo.addons.test_lint"
    ).submodule_search_locations
    return Path(module) / "tests"
