"""``bin/bench``: what the clocks cost beside bare helpdesk_mgmt and OCA's SLA.

bin/bench                   everything, as a table and in .dev/benchmarks.json
bin/bench stage mail        only the measures whose names begin so
bin/bench --profile stage   … and where our side spends its time
"""

import argparse
import sys

from tests.benchmarks import databases, start, table
from tooling import postgres
from tooling.console import guarded, say
from tooling.paths import DEV
from tooling.process import leave_on_terminate, locked

RESULTS = DEV / "benchmarks.json"


def run(given: argparse.Namespace) -> int:
    """Make the databases, measure on them in one process; return the exit code."""
    databases.prepare()
    start.start()
    # Later: it imports Odoo's models.
    from tests.benchmarks import measures

    rows = []
    for row in measures.run(given):
        say(table.line(row))
        rows.append(row)
    table.write(RESULTS, rows, given.repetitions)
    say(f"\n{table.render(rows)}\n\nwritten to {RESULTS.relative_to(DEV.parent)}")
    return 0 if rows and all(row.ok for row in rows) else 1


def main() -> int:
    """Measure what the command line asks for, one run at a time."""
    parser = argparse.ArgumentParser(
        "bin/bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    option = parser.add_argument
    option("names", nargs="*", help="beginnings of the measures' names")
    option("--repetitions", type=int, default=3, help="of which the median counts")
    option("--profile", action="store_true", help="log where our side spends its time")
    given = parser.parse_args()
    leave_on_terminate()
    refusal = "another bin/bench runs in this checkout"
    with locked(DEV / "bench.lock", refusal), postgres.running():
        return run(given)


if __name__ == "__main__":
    sys.exit(guarded(main))
