"""What menus and the board count, in the browser: always what the list behind holds."""

import re

import pytest

from tests.helpers import make_agent, make_case, make_customer, sign_in

AGENT = "agente_cuenta"
CASES_MENU = "button[data-menu-xmlid='helpdesk_mgmt.helpdesk_ticket_menu']"
MENUS = ("queue", "to_classify", "running", "late", "no_contract")
SHOWN = ".o_list_view, .o_view_nocontent"


@pytest.fixture(scope="module")
def customer(admin):
    """A customer with a case that is to be classified, and the agent."""
    make_agent(admin, AGENT)
    customer = make_customer(admin, "Cuenta, S.A.", "cuenta.gt")
    make_case(admin, "Una en la cola", customer)
    return customer


@pytest.fixture
def page(customer, new_page):
    """The agent on the screen where agents land."""
    page = new_page()
    page.set_viewport_size({"width": 1366, "height": 768})
    sign_in(page, AGENT, AGENT)
    page.locator(SHOWN).first.wait_for()
    return page


def test_counts_of_menus(admin, customer, page):
    """SLA 1.05: a count is that of its list, and a new case moves it by itself."""
    page.locator(CASES_MENU).click()
    badge = _badge(page, "to_classify")
    # Those of other tests stand there, too.
    badge.wait_for()
    before = int(badge.inner_text())
    make_case(admin, "Una más en la cola", customer)
    page.wait_for_function(
        "([selector, count]) => document.querySelector(selector).innerText === count",
        arg=[_selector("to_classify"), str(before + 1)],
    )
    for menu in MENUS:
        if not _item(page, menu).is_visible():
            page.locator(CASES_MENU).click()
            page.wait_for_timeout(500)
        badge = _badge(page, menu)
        counted = int(badge.inner_text()) if badge.count() else 0
        _item(page, menu).click()
        _check_size(page, counted)


def test_counts_of_the_board(page):
    """SLA 1.05: each figure of the board opens the cases that it counts."""
    page.goto("/odoo/board")
    counts = page.locator(".o_queue_board_count")
    counts.first.wait_for()
    for place in (0, counts.count() - 1):
        figure = int(counts.nth(place).locator("strong").inner_text())
        counts.nth(place).click()
        page.locator(SHOWN).first.wait_for()
        _check_size(page, figure)
        page.go_back()
        counts.first.wait_for()


def _selector(menu):
    return (
        f"[data-menu-xmlid='bacg_sla_platino.helpdesk_ticket_{menu}_menu'] "
        ".o_menu_count"
    )


def _badge(page, menu):
    return page.locator(_selector(menu))


def _item(page, menu):
    return page.locator(
        f"[data-menu-xmlid='bacg_sla_platino.helpdesk_ticket_{menu}_menu']"
    )


def _check_size(page, expected):
    """Wait until the list on the screen holds as many cases as were counted."""
    for _turn in range(20):
        page.wait_for_timeout(500)
        if _size(page) == expected:
            return
    assert _size(page) == expected


def _size(page) -> int:
    """Return how many cases the list on the screen holds."""
    groups = page.locator(".o_group_header .o_group_name").all_inner_texts()
    if groups:
        return sum(int(re.search(r"\((\d+)\)", text)[1]) for text in groups)
    total = page.locator(".o_pager_limit")
    return int(total.inner_text()) if total.count() else 0
