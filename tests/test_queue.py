"""The agents' queue, in the browser, with what real content does to it."""

import re

from playwright.sync_api import expect

from tests.helpers import (
    CORES_OWN,
    make_agent,
    make_case,
    make_customer,
    search_list,
    severe_findings,
    sign_in,
)

AGENT = "agente_cola"
WORD = "Zzcola"
CASES = 3
UNDO = "button[name=action_undo_triage]"
LONG = f"{WORD} " + "No me deja validar la factura y sale un error " * 13


def test_double_click_and_undo(admin, new_page):
    """SLA 1.05: a second click hits no other case, and the first is taken back."""
    cases = _cases(admin)
    page = _queue(admin, new_page())
    rows = page.locator("tr.o_data_row")
    number = admin.call("helpdesk.ticket", "read", cases, ["number"])
    numbers = {row["number"]: row["id"] for row in number}
    top = rows.first
    clicked = numbers[top.locator("td[name=number]").inner_text()]
    top.locator("button[name=action_classify_3]").dblclick()
    undo = top.locator(UNDO)
    undo.wait_for()
    assert _classified(admin, cases) == [clicked]
    assert rows.count() == len(cases), "it stays for a moment, and no form opened"

    page.wait_for_timeout(1000)
    undo.click()
    undo.wait_for(state="detached")
    assert _classified(admin, cases) == []
    top.locator("button[name=action_classify_4]").wait_for()
    page.wait_for_timeout(1000)
    top.locator("button[name=action_classify_3]").click()
    undo.wait_for()
    page.mouse.move(5, 5)
    expect(rows).to_have_count(len(cases) - 1, timeout=30_000)


def test_double_click_on_a_telephone(admin, new_page):
    """SLA 1.05: cards instead of rows; a second click hits no other case either."""
    _cases(admin)
    page = new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, AGENT, AGENT)
    page.goto("/odoo/to-classify")
    top = page.locator(".o_kanban_record:not(.o_kanban_ghost)").filter(
        has=page.locator("[name=action_classify_3]")
    )
    top.first.wait_for()
    assert severe_findings(page, exclude=CORES_OWN) == []
    number = re.search(r"HT\d+", top.first.inner_text())[0]
    left = _to_classify(admin)
    top.first.locator("[name=action_classify_3]").dblclick()
    page.locator("[name=action_undo_triage]").wait_for()
    now = _to_classify(admin)
    assert set(left) - set(now) == {number}
    assert page.locator(".o_kanban_record", has_text=number).count() == 1
    page.wait_for_timeout(1000)
    page.locator("[name=action_undo_triage]").click()
    page.locator("[name=action_undo_triage]").wait_for(state="detached")
    assert set(_to_classify(admin)) == set(left)


def test_one_key_decides(admin, page):
    """SLA 1.05: a key a decision on the row under the cursor, undone by another."""
    cases = _cases(admin)
    page.set_viewport_size({"width": 1366, "height": 768})
    _queue(admin, page)
    _a_row_is_under_the_cursor(page)
    _a_priority_and_back(admin, page, cases)
    _a_question_and_back(admin, page, cases)
    _all_at_once_and_back(admin, page, cases)
    _no_key_where_they_are_off(admin, page, cases)


def _a_row_is_under_the_cursor(page):
    """Where the mouse is; the row says enough to decide, for all eyes."""
    rows = page.locator("tr.o_data_row")
    assert "Descripción secreta" in rows.first.inner_text(), "the mail's beginning"
    assert severe_findings(page, exclude=CORES_OWN) == []
    rows.nth(1).hover()
    page.locator("tr.o_data_row:nth-child(2).o_sla_cursor").wait_for()
    page.evaluate("document.activeElement.blur()")


def _a_priority_and_back(admin, page, cases):
    """Decided, the cursor is on the next row."""
    _press(page, "3")
    undo = page.locator(UNDO)
    undo.wait_for()
    assert len(_classified(admin, cases)) == 1
    page.locator("tr.o_data_row:nth-child(3).o_sla_cursor").wait_for()
    _press(page, "u")
    undo.wait_for(state="detached")
    assert _classified(admin, cases) == []


def _a_question_and_back(admin, page, cases):
    """What he writes to the customer is text, also where it has letters of keys."""
    undo = page.locator(UNDO)
    _press(page, "k")
    _press(page, "a")
    page.locator(".modal [name=text] textarea").fill("¿Qué factura es, 3 o 4?")
    page.locator(".modal button[name=action_confirm]:visible").click()
    undo.wait_for()
    assert page.locator(".badge", has_text="Se preguntó al cliente").count() == 1
    assert _classified(admin, cases) == [], "no key of the text decided anything"
    _press(page, "u")
    undo.wait_for(state="detached")


def _all_at_once_and_back(admin, page, cases):
    """The ledger tells of each decision, and of each that was taken back."""
    page.locator("thead .o_list_record_selector").click()
    _press(page, "x")
    page.locator(".modal button[name=action_confirm]:visible").click()
    page.locator(".o_notification").get_by_text("Deshacer").click()
    page.wait_for_timeout(1500)
    domain = [("ticket_id", "in", cases)]
    ledger = admin.call("bacg.sla.event", "search_read", domain, ["kind"])
    kinds = [row["kind"] for row in ledger]
    assert kinds.count("triaged") == kinds.count("untriaged") == 1 + len(cases)
    assert not admin.call("bacg.triage.decision", "search_count", domain)


def _no_key_where_they_are_off(admin, page, cases):
    page.locator(".o_sla_keys input").uncheck()
    _press(page, "2")
    assert _classified(admin, cases) == []
    page.locator(".o_sla_keys input").check()


def _press(page, key):
    """Press a key when no click or key before it protects the rows any more."""
    page.wait_for_timeout(900)
    page.keyboard.press(key)


def test_the_deadline_is_never_cut(admin, new_page):
    """SLA 1.05: whatever is in the other columns, an agent reads how long he has."""
    _cases(admin)
    page = _queue(admin, new_page())
    for path in ("/odoo/to-classify", "/odoo/next-deadlines"):
        page.goto(path)
        search_list(page, WORD)
        for width in (1366, 1024):
            page.set_viewport_size({"width": width, "height": 768})
            page.wait_for_timeout(500)
            assert page.locator("td[name=sla_deadline]").count()
            for cell in page.locator("td[name=sla_deadline]").all():
                box, inner = cell.bounding_box(), cell.locator("span").bounding_box()
                right = box["x"] + box["width"]
                assert inner["x"] + inner["width"] <= right <= width
                assert inner["height"] < 30, "one line"


def _cases(admin):
    domain = [("name", "like", WORD)]
    if known := admin.call("helpdesk.ticket", "search", domain):
        admin.call("helpdesk.ticket", "write", known, {"active": False})
    else:
        make_agent(admin, AGENT)
    customers = admin.call("res.partner", "search", [("name", "=", "Cola")])
    customer = customers[0] if customers else make_customer(admin, "Cola", "cola.gt")
    return [make_case(admin, LONG, customer) for _number in range(CASES)]


def _queue(admin, page):
    """Open the list of our cases; rows that moved just now take no click."""
    sign_in(page, AGENT, AGENT)
    page.goto("/odoo/to-classify")
    search_list(page, WORD)
    expect(page.locator("tr.o_data_row")).to_have_count(CASES)
    page.wait_for_timeout(1000)
    return page


def _classified(admin, cases):
    domain = [("id", "in", cases), ("classified_at", "!=", False)]
    return admin.call("helpdesk.ticket", "search", domain)


def _to_classify(admin):
    domain = [("closed", "=", False), ("classified_at", "=", False)]
    rows = admin.call("helpdesk.ticket", "search_read", domain, ["number"])
    return [row["number"] for row in rows]
