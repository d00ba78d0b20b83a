"""Releases of localizations before many customers: exposures, the board, the page."""

from statistics import median

from odoo import SUPERUSER_ID, Command
from odoo.fields import Date

from tests.benchmarks import databases
from tests.benchmarks.side import Side
from tests.benchmarks.stopwatch import Stopwatch
from tests.benchmarks.table import Row

CUSTOMERS, RELEASES = 300, 60
NAME = f"localizations: {CUSTOMERS} customers × {RELEASES} releases"
SECONDS = 10
PAGE_SECONDS = 1
ZONES = ("America/Tijuana", "America/New_York", "America/Guatemala")
RULES = ("FREQ=WEEKLY;BYDAY=SU", "FREQ=MONTHLY;BYDAY=2SA", "FREQ=DAILY")


def run(repetitions: int):
    """Yield what it costs to reckon all exposures, and what people wait for."""
    side = Side("ours", databases.LOCALIZATIONS)
    with side.environment(SUPERUSER_ID) as env:
        customers = _make_customers(env)
        rollouts = _make_releases(env, customers)._propose().sudo()
        env.flush_all()
        assert len(rollouts) == CUSTOMERS * RELEASES
        for what, function, limit in (
            ("exposures", lambda: rollouts._refresh_exposure(), SECONDS),
            ("board", lambda: _read_board(env), PAGE_SECONDS),
            ("portal", lambda: _read_page(rollouts, customers[0]), PAGE_SECONDS),
        ):
            turns = [_measure(env, function) for _turn in range(repetitions + 1)]
            # The first turn only warms the caches.
            seconds = median(seconds for seconds, _queries in turns[1:])
            yield Row(f"{NAME}, {what}", "s", seconds, limit)
            yield Row(f"{NAME}, {what}, queries", "", turns[-1][1])


def _measure(env, function) -> tuple[float, int]:
    env.invalidate_all()
    before, watch = env.cr.sql_log_count, Stopwatch(env)
    function()
    env.flush_all()
    return watch.seconds(), env.cr.sql_log_count - before


def _make_customers(env):
    """Return customers under contract who acquired a country and have a window."""
    customers = env["res.partner"].create(
        [{"name": f"Cliente {n}", "is_company": True} for n in range(CUSTOMERS)]
    )
    agreement = env.ref("bacg_sla_platino.agreement_platino")
    contracts = env["bacg.sla.contract"].create(
        [
            {
                "partner_id": one.id,
                "agreement_id": agreement.id,
                "date_from": "2026-01-01",
            }
            for one in customers
        ]
    )
    country = env.ref("bacg_localization_registry.localization_mx")
    env["bacg.localization.acquired"].create(
        [{"contract_id": one.id, "localization_id": country.id} for one in contracts]
    )
    env["bacg.maintenance.window"].create(
        [
            {
                "partner_id": one.id,
                "rule": RULES[number % len(RULES)],
                "tz": ZONES[number % len(ZONES)],
            }
            for number, one in enumerate(customers)
        ]
    )
    return customers


def _make_releases(env, customers):
    """Return releases, each of a change that binds on a day of the next year."""
    country = env.ref("bacg_localization_registry.localization_mx")
    today = Date.today()
    changes = env["bacg.legal.change"].create(
        [
            {
                "name": f"Cambio {number}",
                "localization_id": country.id,
                "publication_date": Date.subtract(today, days=30),
                "mandatory_from": Date.add(today, days=6 * number - 20),
            }
            for number in range(RELEASES)
        ]
    )
    releases = env["bacg.compliance.release"].create(
        [
            {
                "name": f"Entrega {change.name}",
                "localization_id": country.id,
                "change_ids": [Command.set(change.ids)],
                "release_kind": "document",
                "test_needed": False,
                "test_note": "Nada que probar",
            }
            for change in changes
        ]
    )
    releases.action_ready()
    return releases


def _read_board(env):
    """Read what the board shows: columns by exposure and the first cards of each."""
    rollouts = env["bacg.localization.rollout"]
    names = ("partner_id", "release_id", "binding_date", "state", "last_safe_start")
    fields = {name: {} for name in names}
    for exposure, count in rollouts._read_group([], ["exposure"], ["__count"]):
        assert count
        rollouts.search([("exposure", "=", exposure)], limit=80).web_read(fields)


def _read_page(rollouts, customer):
    """Say what stands on a page of the customer's list."""
    mine = rollouts.search([("partner_id", "=", customer.id)], limit=20)
    for one in mine:
        assert one._portal_sentence() and one._portal_facts()
