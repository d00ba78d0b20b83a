"""The administrator's screens: times in words, holidays of a country, versions."""

import pytest
from playwright.sync_api import expect

from tests.helpers import make_case, make_customer, make_user, reference, sign_in

ADMINISTRATOR = "administradora"
GROUP = "bacg_sla_platino.group_bacg_sla_platino_administrator"
WIDTHS = (1366, 1920, 390)


@pytest.fixture(scope="module")
def agreement(admin):
    """An agreement of its own with a running case and a draft that follows it."""
    make_user(admin, ADMINISTRATOR, GROUP)
    platino = reference(admin, "bacg_sla_platino.agreement_platino")
    row = admin.call("bacg.sla.agreement", "read", [platino], ["resource_calendar_id"])
    calendar = row[0]["resource_calendar_id"][0]
    calendar = admin.call("resource.calendar", "copy", [calendar])[0]
    values = {"name": "Soporte Oro", "version": "v1", "resource_calendar_id": calendar}
    made = admin.call("bacg.sla.agreement", "copy", [platino], values)[0]
    admin.call("bacg.sla.agreement", "action_publish", [made])
    customer = make_customer(admin, "Panadería", "pan.com.gt", agreement_id=made)
    make_case(admin, "No cuadra el inventario", customer)
    draft = admin.call("bacg.sla.agreement", "action_new_version", [made])["res_id"]
    return {"draft": draft, "calendar": calendar}


def test_version_in_words_and_what_it_moves(agreement, page):
    """SLA 1.06: a time is typed as people say it, then what it moves is seen."""
    sign_in(page, ADMINISTRATOR, ADMINISTRATOR)
    for days, width in enumerate(WIDTHS, start=3):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"/odoo/sla-agreements/{agreement['draft']}")
        _promise(page, f"{days} días hábiles")
        page.locator(".nav-link[name=changes]").click()
        page.locator("[name=changes] td", has_text=f"{days * 8} h hábiles").wait_for()
        if not page.locator("button[name=action_sla_preview]").count():
            page.locator(".o_statusbar_buttons .oi-ellipsis-v").click()
        page.locator("button[name=action_sla_preview]").click()
        moved = page.locator(".modal [name=moved_count]")
        moved.wait_for()
        assert moved.inner_text() == "1"
        page.locator(".modal footer button").last.click()


def test_holidays_of_a_country(agreement, admin, page):
    """SLA 1.06: offered by country and year, chosen day by day, eves are asked."""
    sign_in(page, ADMINISTRATOR, ADMINISTRATOR)
    action = reference(admin, "resource.action_resource_calendar_form")
    offer = reference(admin, "bacg_sla_platino.bacg_holiday_offer_action")
    # On what day 24 December falls tells that the days are those of the year.
    years = {2026: "jue", 2027: "vie", 2030: "mar"}
    for (year, weekday), width in zip(years.items(), WIDTHS, strict=True):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"/odoo/action-{action}/{agreement['calendar']}")
        page.locator(".nav-link[name=sla_holidays]").click()
        page.locator(f"button[name='{offer}']").click()
        dialog = page.locator(".modal")
        dialog.locator("[name=year] input").fill(str(year))
        dialog.locator("[name=year] input").press("Tab")
        eves = dialog.locator("tr.text-warning td[name=closed]")
        expect(dialog.locator("tr.text-warning").first).to_contain_text(weekday)
        expect(eves).to_have_count(2)
        for left in (1, 0):
            _half_a_day(page, dialog, eves.first)
            expect(eves).to_have_count(left)
        dialog.locator("button[name=action_add]").click()
        page.locator(".modal [name=action_apply], .o_notification").first.wait_for()
    domain = [["calendar_id", "=", agreement["calendar"]]]
    leaves = admin.call(
        "resource.calendar.leaves", "search_read", domain, ["date_from"]
    )
    for year in years:
        found = [one for one in leaves if one["date_from"].startswith(str(year))]
        assert len(found) > 8


def _promise(page, text):
    """Type the time of the second target of priority 4, and save."""
    page.locator(".nav-link[name=policies]").click()
    rows = page.locator("[name=policy_ids]").locator(
        ".o_data_row, .o_kanban_record:not(.o_kanban_ghost)"
    )
    rows.filter(has_text="Prioridad 4").first.click()
    dialog = page.locator(".modal")
    dialog.locator("[name=target_ids] td[name=promise]").nth(1).click()
    field = dialog.locator("[name=target_ids] td[name=promise] input")
    field.fill(text)
    field.press("Tab")
    dialog.locator(".o_form_button_save").first.click()
    dialog.wait_for(state="detached")
    save = page.locator(".o_form_button_save:visible").first
    save.click()
    save.wait_for(state="detached")


def _half_a_day(page, dialog, cell):
    """Choose the second of: no holiday, half a day, whole day."""
    cell.click()
    dialog.locator("td[name=closed] input:visible").click()
    page.locator(".o-dropdown--menu .o_select_menu_item").nth(1).click()
    dialog.locator("p").first.click()
