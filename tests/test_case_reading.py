"""A case as an agent reads it: at a desk, at a large one, and on a telephone."""

import pytest

from tests.helpers import (
    CORES_OWN,
    make_agent,
    make_case,
    make_customer,
    severe_findings,
    sign_in,
)

AGENT = "agente_lee"
ADDRESS = "ana@lectura.com.gt"
SUBJECT = "La báscula de la salida"
WORDS = "La báscula no manda el peso.\n" + "Y pasa en cada camión.\n" * 40
OTHER = "Otro caso del mismo cliente"
SIZES = ((1366, 768), (1920, 1080), (390, 844))
# On a telephone core's list within a form scrolls by a thumb, and by no key.
CORES_ROWS = ".o_field_x2many .o_list_renderer"


@pytest.fixture(scope="module")
def case(admin, mail):
    """The id of a long case to classify; its customer has another one."""
    make_agent(admin, AGENT)
    customer = make_customer(admin, "Lectura", "lectura.com.gt")
    make_case(admin, OTHER, customer)
    mail.send(f"Ana <{ADDRESS}>", SUBJECT, WORDS)
    mail.wait(ADDRESS, SUBJECT)
    return admin.call("helpdesk.ticket", "search", [("name", "=", SUBJECT)])[0]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_case_is_read_from_above(page, case, width, height):
    """SLA 1.05, 1.06: his words, the priorities, the clocks; the rest beside."""
    page.set_viewport_size({"width": width, "height": height})
    sign_in(page, AGENT, AGENT)
    page.goto(f"/odoo/helpdesk-tickets/{case}")
    page.locator(".o_sla_case_panel section").first.wait_for()

    _words_come_first(page, height)
    _criterion_is_printed_once(page, width)
    _clock_is_explained(page)
    _machine_is_folded(page)
    panel = page.locator(".o_sla_case_panel")
    assert panel.locator("button", has_text=OTHER).is_visible()
    assert panel.locator("button", has_text="Lectura").first.is_visible()
    left_out = [*CORES_OWN, CORES_ROWS] if width < 500 else CORES_OWN
    assert severe_findings(page, exclude=left_out) == []
    if width < 1500:
        _answer_is_at_hand(page, width)


def _words_come_first(page, height):
    """All of what he wrote is a click away, and hides nothing until then."""
    words = page.locator(".o_sla_words")
    top = {
        name: page.locator(selector).bounding_box()["y"]
        for name, selector in (
            ("words", ".o_sla_words"),
            ("priorities", ".o_sla_priority_picker"),
            ("clocks", ".o_sla_clocks"),
        )
    }
    assert top["words"] < top["priorities"] < top["clocks"]
    assert top["priorities"] < height, "without scrolling"
    folded = words.bounding_box()["height"]
    toggle = page.locator(".o_sla_words_toggle")
    toggle.click()
    assert words.bounding_box()["height"] > folded
    toggle.click()
    page.wait_for_function(
        "height => document.querySelector('.o_sla_words').offsetHeight <= height + 1",
        arg=folded,
    )


def _criterion_is_printed_once(page, width):
    """Four buttons in one row; the agreement's words on focus, hover or touch."""
    picker = page.locator(".o_sla_priority_picker")
    buttons = picker.locator("button[data-priority]").all()
    assert len(buttons) == 4
    assert len({round(one.bounding_box()["y"]) for one in buttons}) == 1
    criterion = "Detiene toda la operación del cliente"
    assert criterion not in picker.inner_text()
    if width < 500:
        picker.locator("summary").click()
        assert picker.inner_text().count(criterion) == 1
        picker.locator("summary").click()
        return
    picker.locator("button[data-priority='3']").hover()
    picker.get_by_text(criterion).wait_for()
    picker.locator("button[data-priority='2']").focus()
    picker.get_by_text("Detiene una parte esencial").wait_for()
    assert criterion not in picker.inner_text()


def _clock_is_explained(page):
    """Now, what has passed and what is left; a click tells it line by line."""
    clock = page.locator(".o_sla_clock", has_text="72 h")
    assert "left: NaN" not in clock.locator(".o_sla_now").get_attribute("style")
    assert clock.locator(".o_sla_now_label").inner_text() == "ahora"
    clock.locator(".o_sla_bar_toggle").click()
    explained = clock.locator(".o_sla_explained")
    explained.wait_for()
    sentence = explained.locator("p").inner_text()
    assert sentence.count("72 h") == 2, "of 72 h, 72 h are left"
    assert "sáb, dom" in sentence
    assert explained.locator("tbody tr").count() >= 2


def _machine_is_folded(page):
    """What a machine wrote is one line, and its text one click away."""
    folded = page.locator(".o_automatic_mail").first
    folded.wait_for()
    message = page.locator(".o-mail-Message", has=page.locator(".o_automatic_mail"))
    body = message.first.locator(".o-mail-Message-body")
    assert not body.count()
    folded.click()
    body.first.wait_for()
    folded.click()
    body.first.wait_for(state="detached")


def _answer_is_at_hand(page, width):
    """Where the thread stands below, a thumb begins the answer and sees it."""
    button = page.locator(".o_sla_answer")
    assert button.is_visible()
    box = button.bounding_box()
    assert box["x"] + box["width"] <= width
    assert box["height"] >= 44, "a thumb's width"
    button.click()
    composer = page.locator(".o-mail-Composer-input")
    composer.wait_for()
    page.wait_for_timeout(300)
    seen = composer.bounding_box()
    assert seen["y"] < page.viewport_size["height"]
    assert seen["x"] >= 0
    assert seen["x"] + seen["width"] <= width
    button.wait_for(state="hidden")
