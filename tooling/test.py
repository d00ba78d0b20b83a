"""``bin/test``: everything, on new databases; counts, and fails at zero.

bin/test                             everything
bin/test bacg_sla_platino            the tests of one addon
bin/test tests/test_journey.py       one file (or folder) for pytest
bin/test lint                        the linters alone
bin/test --tags /bacg_sla_platino:TestClock --update bacg_sla_platino
bin/test --nightly                   everything, properties with 10,000 examples, and
                                     servers killed under load
"""

import argparse
import os
import sys
import time
from contextlib import ExitStack

from tooling import addons, postgres
from tooling.checks import clauses, journeys, lint, odoo_tests
from tooling.checks.report import Report
from tooling.console import Problem, guarded, say
from tooling.paths import DEV
from tooling.process import leave_on_terminate, locked

ENOUGH_PROCESSORS = 4
NIGHTLY_EXAMPLES = "10000"  # else what the tests themselves say, 200


def stages(given: argparse.Namespace) -> tuple[list, list[str], bool]:
    """Return the stages as (title, function), pytest's paths, and if that is all."""
    names = [name for name in addons.names() if name in given.targets]
    paths = [target for target in given.targets if target.startswith("tests")]
    strange = set(given.targets) - set(names) - set(paths) - {"lint"}
    if strange:
        raise Problem(
            f"neither an addon, a path in tests nor lint: {', '.join(strange)}"
        )
    whole = not (given.targets or given.tags)
    if whole or given.tags and not names:
        names = addons.names()
    chosen = []
    if whole or "lint" in given.targets:
        chosen.append(("lint", lint.run))
    if names:
        title = f"tests of {', '.join(names)}"
        chosen.append((title, lambda: odoo_tests.run_addons(names, given)))
    if whole and names:
        chosen.append(("Odoo's linters", odoo_tests.run_linters))
    return chosen, ["tests"] if whole else paths, whole


def run(given: argparse.Namespace) -> int:
    """Run the stages, print what failed and the counts; return the exit code."""
    chosen, paths, whole = stages(given)
    total = Report()
    # It has databases and servers of its own; two processors are too few for both.
    beside = bool(chosen) and (os.cpu_count() or 1) >= ENOUGH_PROCESSORS
    with ExitStack() as stack:

        def start():
            return stack.enter_context(journeys.started(paths, beside))

        finish = start() if paths and beside else None
        for title, function in chosen:
            total += _timed(title, function)
        if paths:
            total += _timed("tests", finish or start())
    if whole:
        total += _timed("clauses", lambda: clauses.run(total.passed))
    for reason in total.failed:
        say(f"FAILED {reason}")
    for reason in total.skipped:
        say(f"skipped {reason}")
    if not whole:
        say("this was a part; bin/test runs everything")
    say(total.counts())
    return 1 if total.failed or not total.passed else 0


def _timed(title: str, function) -> Report:
    """Run one stage and say how long it took."""
    say(f"── {title}")
    begin = time.monotonic()
    report = function()
    say(f"   {report.counts()}, {time.monotonic() - begin:.0f} s")
    return report


def main() -> int:
    """Run what the command line asks for, one run at a time."""
    parser = argparse.ArgumentParser(
        "bin/test",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    option = parser.add_argument
    option("targets", nargs="*", help="addons, paths in tests, or lint")
    option("--tags", help="Odoo's --test-tags")
    option("--update", action="store_true", help="reuse the last test database")
    option("--nightly", action="store_true", help="more examples, and servers killed")
    option("--coverage", action="store_true", help="measure the addons' own tests")
    given = parser.parse_args()
    if given.nightly:
        os.environ["SLA_EXAMPLES"] = NIGHTLY_EXAMPLES
        os.environ["SLA_NIGHTLY"] = "1"
    leave_on_terminate()
    refusal = "another bin/test runs in this checkout"
    with locked(DEV / "test.lock", refusal), postgres.running():
        return run(given)


if __name__ == "__main__":
    sys.exit(guarded(main))
