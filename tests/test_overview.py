"""The manager's month in the browser: kept, for whom and why, in three clicks."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.helpers import (
    foreign_words,
    make_agent,
    make_case,
    make_customer,
    make_user,
    sign_in,
)

MANAGER, AGENT = "gerente_mes", "agente_mes"
CUSTOMER = "Tostaduría del Mes"
REPORTING = "helpdesk_mgmt.helpdesk_ticket_reporting_menu"
MENU = "bacg_sla_platino.bacg_sla_overview_menu"
WIDTHS = (390, 1366, 1920)


def test_kept_for_whom_and_why(admin, page):
    """SLA 1.05: what was late this month, whose, and why; the lists hold as many."""
    make_user(admin, MANAGER, "helpdesk_mgmt.group_helpdesk_manager")
    agent = make_agent(admin, AGENT)
    customer = make_customer(admin, CUSTOMER, "delmes.com.gt")
    # Late for some minutes: the newest are shown, and other tests are late, too.
    reported = datetime.now(UTC) - timedelta(minutes=35)
    case = make_case(
        admin,
        "Nadie puede facturar",
        customer,
        priority="3",
        reported_at=f"{reported:%Y-%m-%d %H:%M:%S}",
        user_id=agent,
    )
    admin.call("helpdesk.ticket", "write", [case], {"late_reason": "vendor"})
    page.set_viewport_size({"width": 1366, "height": 768})
    sign_in(page, MANAGER, MANAGER)
    page.goto("/odoo/sla-contracts")
    page.locator(".o_kanban_record").first.wait_for()
    page.locator(f"[data-menu-xmlid='{REPORTING}']").click()
    page.locator(f"[data-menu-xmlid='{MENU}']").click()
    month = page.locator(".o_sla_month")
    month.wait_for()
    _tells_why(month)
    _fits_each_width(page, month)
    _list_has_as_many(page, month)
    customers = month.locator(".o_sla_month_customers tr", has_text=CUSTOMER)
    customers.locator("[name=statement]").click()
    page.locator(".modal .o_sla_statement", has_text=CUSTOMER).wait_for()


def _tells_why(month):
    """Whose case was late, why, and who had it; all of it in Spanish."""
    rows = month.locator("tr", has_text="Nadie puede facturar")
    words = rows.filter(has_text=CUSTOMER).first.inner_text()
    assert all(word in words for word in (CUSTOMER, "El fabricante", AGENT))
    assert foreign_words(month.inner_text()) == []


def _fits_each_width(page, month):
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        box = month.locator("[name=late_now]").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
    page.set_viewport_size({"width": 1366, "height": 768})


def _list_has_as_many(page, month):
    """The list behind a figure has as many rows as it says; back to the month."""
    figure = month.locator("[data-metric=first_response] [name=late]")
    late = int(figure.inner_text().split()[-1])
    figure.click()
    rows = page.locator(".o_list_view tr.o_data_row")
    expect(rows).to_have_count(late)
    assert rows.filter(has_text=CUSTOMER).count() == 1
    page.go_back()
    month.wait_for()
