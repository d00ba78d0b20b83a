# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Transactions that must not overlook each other, and databases that go away."""

import logging
from contextlib import contextmanager
from datetime import timedelta

from psycopg2 import InterfaceError, OperationalError
from psycopg2.pool import PoolError

from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# Two transactions met: the same work is done again, and nothing is wrong with it.
TO_RETRY = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)
# The same form within so long was sent twice.
SENT_TWICE = timedelta(minutes=1)
# SQLSTATE begins so when the database is out of reach, out of room or shut down.
GONE_STATES = ("08", "53", "57P")


def is_nobodys_fault(error):
    """Return whether work failed for what went on around it, and is to be done again.

    Another transaction came first, or the database went away: no row and no message
    is set aside for that.
    """
    if isinstance(error, OperationalError) and not isinstance(error, TO_RETRY):
        # Without a state it is the connection that broke.
        return not error.pgcode or error.pgcode.startswith(GONE_STATES)
    return isinstance(error, (*TO_RETRY, InterfaceError, PoolError))


@contextmanager
def isolated(records):
    """Let the work on ``records`` fail alone: it is undone and logged, others go on.

    :raises: what is nobody's fault, for the whole to be done again
    """
    try:
        with records.env.cr.savepoint():
            yield
            records.env.flush_all()
    except Exception as error:
        if is_nobodys_fault(error):
            raise
        records.env.invalidate_all()
        _logger.exception("The scheduled action failed on %s", records)


def advisory_lock(env, key):
    """Wait until no other transaction holds ``key``; held until this one ends."""
    env.execute_query(SQL("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", key))


def touch(records):
    """Wait for the rows of ``records``, and let who works on them begin again.

    For what is written beside a row and has to be seen with it: a lock that changed
    nothing would tell a transaction that waits for it nothing of what it cannot see.
    """
    table = SQL.identifier(records._table)
    records.env.execute_query(
        SQL(
            "UPDATE %s SET write_date = write_date WHERE id IN ("
            "SELECT id FROM %s WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
            ") RETURNING id",
            table,
            table,
            list(records.ids),
        )
    )


@contextmanager
def as_committed(records):
    """Yield ``records`` as every other transaction has left them until now.

    Ours is REPEATABLE READ: even after it waited for a lock it sees the moment in
    which it began, and not what the holder of the lock committed meanwhile.
    """
    with records.env.registry.cursor() as cr:
        yield records.with_env(records.env(cr=cr))


def one_after_the_other(model, key, domain):
    """Wait for transactions of the same ``key`` that make what ``domain`` finds.

    :return: the newest record that has been made, if any
    :raises ConcurrencyError: if one has made it, yet we began too early to see it
    """
    advisory_lock(model.env, key)
    found = model.search(domain, order="id desc", limit=1)
    if not found:
        with as_committed(model) as others:
            if others.search_count(domain, limit=1):
                raise ConcurrencyError(key)
    return found
