"""A priority 1 left alone: late on the second for who looks, flagged by itself."""

import re
import time
from datetime import datetime, timedelta, timezone

from tests.helpers import make_agent, make_case, make_customer, sign_in

AGENT = "agente_reloj"
AHEAD = timedelta(seconds=45)  # time for the browser to come
CRON_SECONDS = 75  # the scheduler wakes every minute


def _until(moment):
    time.sleep(max((moment - datetime.now(timezone.utc)).total_seconds(), 0))


def test_late_on_the_second(admin, new_page):
    """SLA 1.09: countdown, colour and filter on the second, in Guatemala's zone."""
    customer = make_customer(admin, "Reloj, S. A.", "reloj.com.gt")
    agent = make_agent(admin, AGENT)
    deadline = datetime.now(timezone.utc).replace(microsecond=0) + AHEAD
    reported = deadline - timedelta(minutes=30)
    case = make_case(
        admin,
        "Nadie puede facturar",
        customer,
        priority="3",
        user_id=agent,
        reported_at=reported.strftime("%Y-%m-%d %H:%M:%S"),
    )
    page = new_page()
    sign_in(page, AGENT, AGENT)
    page.goto("/odoo/next-deadlines")
    row = page.locator("tr.o_data_row", has_text="Nadie puede facturar")
    clock = row.locator(".o_sla_countdown")
    clock.wait_for()
    _until(deadline - timedelta(seconds=2))
    assert "text-danger" not in clock.get_attribute("class")
    assert not _late(admin, case)
    _until(deadline + timedelta(seconds=2))
    assert "text-danger" in clock.get_attribute("class")
    assert _late(admin, case)
    assert _filtered(page) >= 1
    _flagged_by_itself(admin, case, deadline)


def _late(admin, case):
    domain = [("id", "=", case), ("sla_deadline", "<", "now")]
    return admin.call("helpdesk.ticket", "search_count", domain)


def _filtered(page):
    """Return how many rows the filter for late cases shows."""
    page.locator(".o_searchview_dropdown_toggler").click()
    late = re.compile("Late now|Vencidos ahora")
    page.locator(".o_filter_menu .o-dropdown-item", has_text=late).click()
    page.keyboard.press("Escape")
    row = page.locator("tr.o_data_row", has_text="Nadie puede facturar")
    row.wait_for()
    return row.count()


def _flagged_by_itself(admin, case, deadline):
    """Wait for the scheduled action: field, note and activity, once each."""
    domain = [
        ("ticket_id", "=", case),
        ("metric", "=", "first_response"),
        ("breach_noticed_at", "!=", False),
    ]
    give_up = time.monotonic() + CRON_SECONDS
    while not admin.call("bacg.sla.status", "search_count", domain):
        assert time.monotonic() < give_up, "the action did not flag the breach"
        time.sleep(1)
    status = admin.call("bacg.sla.status", "search_read", domain, ["breached_at"])[0]
    assert status["breached_at"] == deadline.strftime("%Y-%m-%d %H:%M:%S")
    of_case = [("res_id", "=", case)]
    # Those of managers are calls for who is on duty: nobody answered a priority 1.
    activities = admin.call(
        "mail.activity",
        "search_count",
        [
            ("res_model", "=", "helpdesk.ticket"),
            ("user_id.login", "=", AGENT),
            *of_case,
        ],
    )
    notes = admin.call(
        "mail.message",
        "search_count",
        [
            ("model", "=", "helpdesk.ticket"),
            ("message_type", "=", "notification"),
            ("body", "ilike", "SLA"),
            *of_case,
        ],
    )
    assert (activities, notes) == (1, 1)
