"""The agent's own list, at a desk and on a telephone: what burns, and what is new."""

import pytest

from tests.helpers import (
    CORES_OWN,
    make_case,
    make_customer,
    make_user,
    severe_findings,
    sign_in,
)

AGENT = "agente_mi_cola"
WORD = "Zzmia"


@pytest.fixture(scope="module")
def cases(admin):
    """Cases of this agent: (the late one, the waiting one, the urgent one)."""
    # In no team: cases of other tests stand in the queues of its members.
    user = make_user(admin, AGENT, "helpdesk_mgmt.group_helpdesk_user")
    customer = make_customer(admin, "Mi Cola", "micola.gt")
    # An answer counts when it reaches somebody.
    admin.call("res.partner", "write", [customer], {"email": "ana@micola.gt"})
    old = {"reported_at": "2026-03-02 14:00:00", "user_id": user}
    late = make_case(admin, f"{WORD} tarde", customer, **old)
    waiting = make_case(admin, f"{WORD} espera", customer, user_id=user)
    urgent = make_case(admin, f"{WORD} urgente", customer, priority="2", user_id=user)
    for case, priority in ((late, "0"), (waiting, "1"), (urgent, "2")):
        admin.call("helpdesk.ticket", "action_classify", [case], priority)
    posted = {"body": "Lo vemos", "message_type": "comment"}
    posted["subtype_xmlid"] = "mail.mt_comment"
    admin.call("helpdesk.ticket", "message_post", [waiting], **posted)
    stages = [("sla_mode", "=", "wait_customer")]
    [stage] = admin.call("helpdesk.ticket.stage", "search", stages, limit=1)
    admin.call("helpdesk.ticket", "write", [waiting], {"stage_id": stage})
    return late, waiting, urgent


@pytest.fixture
def queue(new_page, cases):
    """Returns a function that opens the agent's queue at a width."""

    def opened(width):
        page = new_page()
        page.set_viewport_size({"width": width, "height": 844})
        sign_in(page, AGENT, AGENT)
        page.goto("/odoo/my-queue")
        return page

    return opened


@pytest.mark.parametrize("width", (1366, 1920))
def test_groups_count_what_they_hold(admin, queue, width):
    """SLA 1.05: urgent above late, what waits folded below; each header's count."""
    page = queue(width)
    page.locator("tr.o_data_row").first.wait_for()
    headers = page.locator(".o_group_header .o_group_name").all_inner_texts()
    found = admin.call(
        "helpdesk.ticket",
        "formatted_read_group",
        _mine(admin),
        ["queue_section"],
        ["__count"],
    )
    counts = [f"({row['__count']})" for row in found]
    assert [header.split()[-1] for header in headers] == counts
    names = page.locator("tr.o_data_row td[name=name]").all_inner_texts()
    ours = [name for name in names if name.startswith(WORD)]
    assert ours == [f"{WORD} urgente", f"{WORD} tarde"], ours
    late = page.locator("tr.o_data_row", has_text=f"{WORD} tarde")
    clock = late.locator(".o_sla_countdown")
    assert clock.inner_text().strip().startswith("−")
    assert " · " in clock.get_attribute("title"), "the whole of it"
    assert severe_findings(page, exclude=CORES_OWN) == []


def test_opened_is_read(queue):
    """SLA 1.05: a new word is bold until the agent has opened the case."""
    page = queue(1366)
    row = page.locator("tr.o_data_row", has_text=f"{WORD} urgente")
    word = row.locator(".o_last_word")
    word.wait_for()
    assert "fw-bold" in word.get_attribute("class")
    with page.expect_response(lambda got: "action_mark_read" in got.url):
        row.locator("td[name=name]").click()
    page.locator(".breadcrumb-item").first.click()
    row.wait_for()
    assert "fw-bold" not in word.get_attribute("class")


def test_cards_on_a_telephone(admin, queue, cases):
    """SLA 1.05: cards in the order of the list, none cut, opened with a thumb."""
    page = queue(390)
    card = page.locator(".o_kanban_record:not(.o_kanban_ghost)")
    card.first.wait_for()
    assert not page.locator(".o_kanban_group").count(), "no column a stage"
    rows = admin.call("helpdesk.ticket", "search_read", _mine(admin), ["name"])
    shown = [text.split("\n")[0] for text in card.all_inner_texts()]
    ordered = [row["name"] for row in rows if row["name"].startswith(WORD)]
    assert [text for text in shown if text.startswith(WORD)] == ordered
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert severe_findings(page, exclude=CORES_OWN) == []
    late = card.filter(has_text=f"{WORD} tarde")
    assert late.locator(f"img[alt='{AGENT}']").count() == 1
    late.click()
    page.locator(".o_form_sheet").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def _mine(admin):
    [user] = admin.call("res.users", "search", [("login", "=", AGENT)])
    free = [("user_id", "=", False), ("team_id.user_ids", "in", [user])]
    return [
        ("closed", "=", False),
        *("|", ("user_id", "=", user), "&", free[0]),
        *("|", ("team_id", "=", False), free[1]),
    ]
