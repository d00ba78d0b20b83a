"""Making, copying and updating databases of this checkout."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from tooling import odoo, odoo_log, postgres
from tooling.console import Problem
from tooling.paths import MAIL, ODOO_DATA, ROOT

EXPECTED = odoo_log.patterns((ROOT / "tests" / "expected_log.txt").read_text())
LANGUAGE = "es_419"
PASSWORD_LENGTH = "auth_password_policy.minlength"
LOCALIZE = ROOT / "tooling" / "localize.py"


def maintain(database: str, *options: str):
    """Install or update modules; a complaint in the log is a problem."""
    arguments = ["-d", database, "--stop-after-init", "--no-http", *options]
    _check(odoo.run_quietly(arguments, f"{database}-maintain"))


def add_demo(database: str):
    """Load the demo data of all installed modules; a complaint is a problem."""
    command = ["module", "force-demo", "-d", database]
    with _short_passwords(database):
        log = odoo.run_quietly(command, f"{database}-demo")
    _check(log)


@contextmanager
def _short_passwords(database: str):
    """Accept short passwords meanwhile: the users of core's demo data have some."""
    change = "UPDATE ir_config_parameter SET value = %s WHERE key = %s"
    select = "SELECT value FROM ir_config_parameter WHERE key = %s"
    (length,) = postgres.execute(select, PASSWORD_LENGTH, database=database)[0]
    postgres.execute(change, "0", PASSWORD_LENGTH, database=database)
    try:
        yield
    finally:
        postgres.execute(change, length, PASSWORD_LENGTH, database=database)


def _check(log: Path):
    if found := complaints(log):
        first = str(found[0]).splitlines()[0]
        raise Problem(f"{len(found)} complaints in {log}, the first: {first}")


def complaints(log: Path) -> list[odoo_log.Entry]:
    """Return the entries of a log file that nobody expects."""
    return odoo_log.unexpected(odoo_log.entries(log.read_text()), EXPECTED)


def load_language(database: str):
    """Load the customers' language for every installed module."""
    options = ["i18n", "loadlang", "-d", database, "-l", LANGUAGE]
    odoo.run_quietly(options, f"{database}-language")


def localize(database: str):
    """Speak the customers' language to everyone, in their time zone."""
    load_language(database)
    with LOCALIZE.open() as script:
        shell = ["shell", "-d", database, "--no-http"]
        odoo.run_quietly(shell, f"{database}-localize", stdin=script)


def copy(template: str, new: str, durable: bool = False):
    """Make the database `new` anew, a copy of `template` with its files.

    :param durable: whether it keeps what it says it keeps, though that takes longer
    """
    drop(new)
    # The other strategy forgets in a crash how far the sequences have come since.
    strategy = "STRATEGY FILE_COPY" if durable else ""
    postgres.execute(f'CREATE DATABASE "{new}" TEMPLATE "{template}" {strategy}')
    if not durable:
        postgres.throw_away(new)
    files = ODOO_DATA / "filestore"
    if (files / template).exists():
        # Odoo never changes a stored file, so that links are as good as copies.
        shutil.copytree(files / template, files / new, copy_function=os.link)


def rename(old: str, new: str):
    """Rename a database and its files."""
    odoo.run_quietly(["db", "rename", old, new], "rename")


def drop(database: str):
    """Remove a database with its files and the mail it sent, if there is one."""
    if postgres.exists(database):
        odoo.run_quietly(["db", "drop", database], "drop")
    for folder in (ODOO_DATA / "filestore", MAIL):
        shutil.rmtree(folder / database, ignore_errors=True)
