"""Judges the log of an Odoo test run; pure functions over its entries."""

import re

from tooling.checks.report import Report
from tooling.odoo_log import Entry, unexpected

_STARTED = re.compile(r"Starting (\S+) \.\.\.")
_SKIPPED = re.compile(r"skipped (.+?) : (.*)")
_FAILED = re.compile(r"(?:FAIL|ERROR): (?:Subtest )?(\S+)(.*)")
_NO_BROWSER = re.compile(r"chrome|websocket", re.IGNORECASE)
# They repeat what the failed tests already said.
_SUMMARIES = ("odoo.tests.result", "odoo.modules.loading", "odoo.service.server")
_REPEATED = re.compile(r"\d+ (?:failed|failures), \d+ error|At least one test failed")


def judge(
    log: list[Entry], exit_code: int, tested: list[str], expected: list[re.Pattern]
) -> Report:
    """Return what the run showed; `tested` are the addons that must have run tests."""
    started = {_name(entry, match[1]) for entry, match in _find(_STARTED, log)}
    failures = {}
    for entry, match in _find(_FAILED, log):
        name = _name(entry, match[1])
        failures.setdefault(name, f"{name}{match[2]}: {_last_line(entry)}")
    skipped = {_name(entry, m[1]): m[2] for entry, m in _find(_SKIPPED, log)}
    problems = [
        *(f"{name}: skipped: {why}" for name, why in _without_browser(skipped)),
        *(f"{addon}: no test ran" for addon in _untested(tested, started)),
        *(f"in the log: {entry}" for entry in _complaints(log, expected)),
    ]
    if exit_code and not failures and not problems:
        problems.append(f"Odoo ended with exit code {exit_code}")
    return Report(
        sorted(started - failures.keys() - skipped.keys()),
        [*failures.values(), *problems],
        [f"{name}: {why}" for name, why in skipped.items()],
    )


def _find(pattern: re.Pattern, log: list[Entry]) -> list:
    """Return (entry, match) for the entries of tests that begin with `pattern`."""
    found = ((entry, pattern.match(entry.message)) for entry in log)
    return [(e, m) for e, m in found if m and e.logger.startswith("odoo.addons.")]


def _name(entry: Entry, test: str) -> str:
    """Return the name of a test, from the Python module that logged it."""
    path = entry.logger.removeprefix("odoo.addons.").replace(".", "/")
    return f"{path}.py::{test}"


def _last_line(entry: Entry) -> str:
    """Return the last line of a traceback, where the reason stands."""
    return entry.message.rstrip().splitlines()[-1]


def _without_browser(skipped: dict) -> list:
    """Return the skipped tests that only a missing browser kept from running."""
    return [(name, why) for name, why in skipped.items() if _NO_BROWSER.search(why)]


def _untested(tested: list[str], started: set[str]) -> list[str]:
    """Return the addons of which no test started."""
    ran = {name.partition("/")[0] for name in started}
    return [addon for addon in tested if addon not in ran]


def _complaints(log: list[Entry], expected: list[re.Pattern]) -> list[Entry]:
    """Return loud entries that nobody expects and that are no test's result."""
    results = [entry for entry, _match in _find(_FAILED, log)]
    return [
        entry
        for entry in unexpected(log, expected)
        if entry not in results
        and not (entry.logger in _SUMMARIES and _REPEATED.search(entry.message))
    ]


def naming(log: list[Entry], addons: list[str]) -> list[str]:
    """Return the findings about `addons`, of failed checks over many addons."""
    word = re.compile(rf"\b({'|'.join(map(re.escape, addons))})\b")
    findings = []
    for entry, match in _find(_FAILED, log):
        if word.search(match[2]):
            # A subtest of its own for each addon: all of it is about ours.
            findings.append(entry.message.rstrip())
        else:
            named = filter(word.search, entry.message.splitlines())
            findings += [f"{match[1]}: {line.strip()}" for line in named]
    return findings
