"""The customer's page of his agreement: every clause with its figures."""

from statistics import median

from odoo import SUPERUSER_ID

from tests.benchmarks import large
from tests.benchmarks.stopwatch import Stopwatch
from tests.benchmarks.table import Row

CASES, INTERFACES, MINUTES = 2000, 40, 300
NAME = f"service: {CASES:,} cases, {INTERFACES} interfaces, {MINUTES} minutes"
SECONDS = 1


def run(side, repetitions: int, profiled):
    """Yield the time and the queries of “My service”, as a contact point opens it."""
    with side.environment(SUPERUSER_ID) as env:
        ids = large._copy_case(env, large._case(env, side), CASES)
        case = env["helpdesk.ticket"].browse(ids[0])
        large._copy_clocks(env, env["helpdesk.ticket"].browse(side.cases[0]), ids)
        large._analyze(env)
        point = case.partner_id
        case.contract_id.contact_ids = point
        _make_minutes(env, case)
        env.flush_all()
        turns = [
            profiled("service", _open, env, case.contract_id.id, point.user_ids.id)
            for _turn in range(repetitions + 1)
        ]
        # The first turn only warms the caches.
        seconds = median(seconds for seconds, _queries in turns[1:])
        yield Row(NAME, "s", seconds, SECONDS)
        yield Row(f"{NAME}, queries", "", turns[-1][1])


def _make_minutes(env, case):
    """Give the customer of a case interfaces, and change minutes on them."""
    values = {
        "partner_id": case.commercial_partner_id.id,
        "company_id": case.company_id.id,
        "other_system": "Banca en línea",
        "contact_id": case.partner_id.id,
    }
    interfaces = env["bacg.interface"].create(
        [{**values, "name": f"Interfaz {number}"} for number in range(INTERFACES)]
    )
    env["bacg.change.minute"].create(
        [
            {"interface_id": interfaces[number % INTERFACES].id, "subject": "Cambio"}
            for number in range(MINUTES)
        ]
    )


def _open(env, contract_id: int, user_id: int) -> tuple[float, int]:
    """Return seconds and queries of what stands on the page."""
    env.invalidate_all()
    before, watch = env.cr.sql_log_count, Stopwatch(env)
    user = env["res.users"].browse(user_id)
    contract = env["bacg.sla.contract"].with_user(user)._service_open(user, contract_id)
    page = contract._service_page(user)
    chapters = contract._service_get_chapters(page)
    seconds, queries = watch.seconds(), env.cr.sql_log_count - before
    assert sum(len(chapter["clauses"]) for chapter in chapters) == 47
    return seconds, queries
