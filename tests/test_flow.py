"""An agent's way through his cases: what he sends, what follows, with which keys."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.helpers import (
    make_case,
    make_customer,
    make_team,
    search_list,
    severe_findings,
    sign_in,
)

AGENT = "agente_flujo"
ADDRESS = "marta@flujo.gt"
WORD = "Zzflujo"
NOTE = "El cliente exagera"


@pytest.fixture(scope="module")
def contact(admin):
    company = make_customer(admin, "Flujo", "flujo.gt")
    values = {"name": "Marta", "email": ADDRESS, "parent_id": company}
    return admin.call("res.partner", "create", [values])[0]


@pytest.fixture(scope="module")
def team(admin):
    """A team of this agent alone: his queue holds no case of another test."""
    return make_team(admin, "Flujo", AGENT)


@pytest.fixture
def new_case(admin, contact, team):
    """Returns a function that makes a case that is nobody's, as mail makes it.

    It goes with its test: the next one begins with an empty queue.
    """
    made = []

    def make(subject, **values):
        values = {"team_id": team, "user_id": False, **values}
        made.append(make_case(admin, f"{WORD} {subject}", contact, **values))
        return made[-1]

    yield make
    admin.call("helpdesk.ticket", "write", made, {"active": False})


@pytest.fixture
def desk(admin, team, new_page):
    """Returns a function that opens the agent's page."""
    [agent] = admin.call("res.users", "search", [("login", "=", AGENT)])

    def open_page(width=1366, after="stay"):
        admin.call("res.users", "write", [agent], {"case_after_send": after})
        page = new_page()
        page.set_viewport_size({"width": width, "height": 820})
        sign_in(page, AGENT, AGENT)
        return page

    return open_page


class Acts:
    """Counts what an agent does: a click, a key, a text that he writes."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def click(self, selector):
        self.count += 1
        self.page.locator(selector).first.click()

    def press(self, keys):
        self.count += 1
        self.page.keyboard.press(keys)

    def write(self, text, where=".o-mail-Composer-input"):
        self.count += 1
        self.page.locator(where).fill(text)


def test_easy_case(admin, mail, new_case, desk):
    """SLA 1.02, 1.05: from the queue to resolved in five acts; classified in two."""
    case = new_case("fácil")
    page = desk()
    page.goto("/odoo/to-classify")
    search_list(page, WORD)
    acts = Acts(page)
    acts.click(f"tr.o_data_row:has-text('{WORD} fácil') td[name=name]")
    page.locator("[data-priority='0']").wait_for()
    acts.click("[data-priority='0']")
    page.locator("[data-priority='0']").wait_for(state="hidden")
    assert acts.count == 2
    acts.press("Alt+m")
    page.locator(".o_case_reach", has_text=ADDRESS).wait_for()
    acts.write("La factura se imprime desde el menú Imprimir.")
    acts.press("Alt+Shift+e")
    page.locator(".o-mail-Message", has_text="menú Imprimir").first.wait_for()
    assert acts.count == 5
    done = _read(admin, case)
    assert done["closed"] and done["classified_at"]
    assert done["solution"] == "La factura se imprime desde el menú Imprimir."
    assert done["user_id"][1] == AGENT
    mails = mail.wait(ADDRESS, "fácil")
    bodies = [message.get_body(("html", "plain")).get_content() for message in mails]
    assert any("menú Imprimir" in body for body in bodies)


def test_keys(admin, new_case, desk):
    """SLA 1.05, 1.19: take, wait, answer and escalate by key; a number in Ctrl+K."""
    case = new_case("teclas")
    vendor = admin.call("res.partner", "create", [{"name": "Fabricante Flujo"}])[0]
    before = new_case("antes")
    admin.call("helpdesk.ticket", "write", [before], {"vendor_id": vendor})
    page = desk()
    page.goto("/odoo/to-classify")
    page.locator(".o_list_view, .o_kanban_view").first.wait_for()
    page.keyboard.press("Control+k")
    number = _read(admin, case)["number"]
    page.locator(".o_command_palette input").fill(number.lstrip("HT0"))
    page.locator(".o_command_palette .o_command", has_text=number).click()
    page.locator("button[name=action_reply_wait]").wait_for()

    page.keyboard.press("Alt+t")
    page.locator("button[name=assign_to_me]").wait_for(state="detached")
    assert _read(admin, case)["user_id"][1] == AGENT
    page.keyboard.press("Alt+w")
    page.locator("button[name=action_reply_wait]").wait_for(state="detached")
    assert _read(admin, case)["sla_mode"] == "wait_customer"

    acts = Acts(page)
    acts.press("Alt+g")
    page.locator(".modal [name=vendor_id] input").wait_for()
    acts.write("¿Es un error conocido?", ".modal [name=asked] textarea")
    acts.press("Alt+q")
    page.locator(".modal").wait_for(state="detached")
    assert acts.count == 3
    assert _read(admin, case)["vendor_waiting"]


def test_no_note_leaves_as_a_message(admin, new_case, desk):
    """SLA 1.02: half a note stands in no message, not even once the page was left."""
    case = new_case("nota")
    page = desk()
    page.goto(f"/odoo/helpdesk-tickets/{case}")
    _each_has_a_text_of_its_own(page)
    page.reload()
    _each_text_is_kept(page)
    _an_upload_stays_in_its_note(page)
    page.locator(".o-mail-Composer-send").click()
    page.locator(".o-mail-Message", has_text=NOTE).wait_for()
    assert not _read(admin, case)["first_response_at"]


def _each_has_a_text_of_its_own(page):
    text = page.locator(".o-mail-Composer-input")
    _begin_note(page)
    text.fill(NOTE)
    _begin_message(page)
    expect(text).to_have_value("")
    assert page.locator(".o-mail-Composer-send").is_disabled()
    text.fill("Ya lo vemos")
    _begin_note(page)
    expect(text).to_have_value(NOTE)


def _each_text_is_kept(page):
    text = page.locator(".o-mail-Composer-input")
    _begin_message(page)
    expect(text).to_have_value("Ya lo vemos")
    _begin_note(page)
    expect(text).to_have_value(NOTE)


def _an_upload_stays_in_its_note(page):
    """Until the file has come there is no way to the message."""
    held = []
    page.route("**/mail/attachment/upload", lambda route: held.append(route))
    file = {"name": "interno.txt", "mimeType": "text/plain", "buffer": b"Interno"}
    page.locator(".o-mail-Composer input[type=file]").set_input_files(file)
    page.locator(".o-mail-Chatter-sendMessage").click()
    page.locator(".o_notification").wait_for()
    assert page.locator(".o_case_note_hint").is_visible()
    held[0].continue_()
    page.locator(".o-mail-Composer-send:enabled").wait_for()


def _begin_note(page):
    page.locator(".o-mail-Chatter-logNote").click()
    page.locator(".o_case_note_hint").wait_for()


def _begin_message(page):
    page.locator(".o-mail-Chatter-sendMessage").click()
    page.locator("button[name=send_wait]").wait_for()


def test_next_and_double_click(admin, new_case, desk):
    """SLA 1.05: after sending the next one opens; the second click hits no case."""
    first, second = (new_case(n) for n in "12")
    page = desk()
    page.goto(f"/odoo/helpdesk-tickets/{first}")
    page.locator(".o-mail-Chatter-sendMessage").click()
    page.locator("button[name=after_send]").click()
    page.locator("[data-after=next]").click()
    page.locator("button[name=macros]").click()
    page.locator(".o-dropdown-item", has_text="Pedir una captura").click()
    page.locator(".o_case_macro").wait_for()
    assert "Hola, Marta:" in page.locator(".o-mail-Composer-input").input_value()
    page.locator(".o-mail-Composer-send").dblclick()
    page.wait_for_url(f"**/{second}")
    assert _read(admin, first)["sla_mode"] == "wait_customer"
    left = _read(admin, second)
    assert left["sla_mode"] == "run" and not left["first_response_at"]

    page.wait_for_timeout(1000)
    page.locator("button[name=case_next]").dblclick()
    page.locator(".o_notification").wait_for()
    assert page.url.endswith(f"/{second}")


def test_back_to_the_list(new_case, desk):
    """SLA 1.05: after sending he is back in the list, as he searched it."""
    first, second = (new_case(f"lista {n}") for n in "12")
    page = desk(after="list")
    page.goto("/odoo/to-classify")
    search_list(page, WORD)
    rows = page.locator("tr.o_data_row")
    rows.filter(has_text="lista 1").locator("td[name=name]").click()
    page.wait_for_url(f"**/{first}")
    _answer(page, "Ya lo vemos")
    page.locator(".o-mail-Composer-send").click()
    page.wait_for_url("**/to-classify")
    expect(page.locator(".o_searchview_facet", has_text=WORD)).to_be_visible()
    expect(rows.filter(has_text="lista 2")).to_be_visible()

    # Without a list behind him there is still one to go back to.
    page.goto(f"/odoo/helpdesk-tickets/{second}")
    _answer(page, "Este también")
    page.locator(".o-mail-Composer-send").click()
    expect(page.locator(".o_list_view")).to_be_visible()
    expect(page.locator(".o_form_view")).to_have_count(0)


def test_on_to_the_next(admin, new_case, desk):
    """SLA 1.05: after sending the next one stands open, without a choice or a click."""
    first, second = (new_case(f"siguiente {n}") for n in "12")
    page = desk(after="next")
    page.goto(f"/odoo/helpdesk-tickets/{first}")
    _answer(page, "Ya lo vemos")
    page.locator(".o-mail-Composer-send").click()
    page.wait_for_url(f"**/{second}")
    assert _read(admin, first)["first_response_at"]
    assert not _read(admin, second)["first_response_at"]


def test_a_late_case_is_resolved_with_its_reason(admin, mail, new_case, desk):
    """SLA 1.05: asked before anything is sent; whoever thinks better keeps his text."""
    two_hours_ago = datetime.now(UTC) - timedelta(hours=2)
    reported = f"{two_hours_ago:%Y-%m-%d %H:%M:%S}"
    case = new_case("tarde", priority="3", reported_at=reported)
    page = desk()
    page.goto(f"/odoo/helpdesk-tickets/{case}")
    _answer(page, "Ya pueden facturar.")
    page.locator("button[name=send_resolve]").click()
    asked = page.locator(".modal")
    expect(asked.locator("[data-reason]")).to_have_count(4)
    page.keyboard.press("Escape")
    asked.wait_for(state="detached")
    expect(page.locator(".o-mail-Composer-input")).to_have_value("Ya pueden facturar.")
    left = _read(admin, case)
    assert not left["closed"] and not left["first_response_at"]

    page.locator("button[name=send_resolve]").click()
    asked.locator("[data-reason=vendor]").click()
    page.locator(".o-mail-Message", has_text="Ya pueden facturar.").first.wait_for()
    done = _read(admin, case)
    assert done["closed"] and done["late_reason"] == "vendor"
    assert done["solution"] == "Ya pueden facturar."
    answers = [
        message
        for message in mail.wait(ADDRESS, "tarde")
        if "Ya pueden facturar." in message.get_body().get_content()
    ]
    assert answers


def test_a_whole_answer_on_a_telephone(admin, mail, new_case, desk):
    """SLA 1.02, 1.19: sent with a thumb, the customer has it, the clocks stop."""
    case = new_case("pulgar")
    page = desk(390)
    page.goto("/odoo/to-classify")
    page.locator(".o_kanban_record", has_text=f"{WORD} pulgar").click()
    page.locator(".o_sla_answer").click()
    page.locator(".o_case_reach", has_text=ADDRESS).wait_for()
    page.locator(".o-mail-Composer-input").fill("¿Qué factura es?")
    page.locator("button[name=send_wait]").click()
    page.locator(".o-mail-Message", has_text="¿Qué factura es?").first.wait_for()
    [answer] = mail.wait(ADDRESS, "pulgar")
    assert "¿Qué factura es?" in answer.get_body().get_content()
    assert _read(admin, case)["sla_mode"] == "wait_customer"
    clocks = admin.call(
        "bacg.sla.status",
        "search_read",
        [("ticket_id", "=", case)],
        ["metric", "state"],
    )
    states = {clock["metric"]: clock["state"] for clock in clocks}
    assert states["first_response"] == "reached"
    assert states["resolution"] == "paused"


@pytest.mark.parametrize("width", [390, 1366, 1920])
def test_widths(new_case, desk, width):
    """SLA 1.02: the answer and its buttons stand on every screen, for all eyes."""
    case = new_case(f"ancho {width}")
    page = desk(width)
    page.goto(f"/odoo/helpdesk-tickets/{case}")
    page.locator(".o-mail-Chatter-sendMessage").click()
    page.locator(".o_case_reach", has_text="Marta").wait_for()
    page.locator(".o-mail-Composer-input").fill("Ya lo vemos")
    for name in ("send_wait", "send_resolve", "macros"):
        button = page.locator(f"button[name={name}]")
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width, name
    assert severe_findings(page, [".o-mail-Composer"]) == []


def _answer(page, text):
    """Write an answer and leave it to be sent."""
    page.locator(".o-mail-Chatter-sendMessage").click()
    page.locator(".o_case_reach", has_text=ADDRESS).wait_for()
    page.locator(".o-mail-Composer-input").fill(text)


def _read(admin, case):
    names = [
        "number",
        "closed",
        "classified_at",
        "first_response_at",
        "late_reason",
        "sla_mode",
        "solution",
        "user_id",
        "vendor_waiting",
    ]
    return admin.call("helpdesk.ticket", "read", [case], names)[0]
