"""A case as an agent opens it in the browser: what stands in sight, what behind."""

from tests.helpers import make_agent, make_case, make_customer, reference, sign_in

AGENT = "agente_ficha"
ANSWERING = "agente_responde"
RARE = (
    "bacg_sla_pause_add_action",
    "bacg_sla_session_plan_action",
    "bacg_sla_session_outcome_action",
    "bacg_sla_outage_claim_action",
)


def test_rarer_buttons_stand_behind_one(admin, new_page):
    """SLA 1.05: an agent sees what he needs most, and finds the rest."""
    customer = make_customer(admin, "Ficha", "ficha.com.gt")
    make_agent(admin, AGENT)
    case = make_case(admin, "Ficha del caso", customer)
    page = new_page()
    sign_in(page, AGENT, AGENT)
    page.goto(f"/odoo/helpdesk-tickets/{case}")
    header = page.locator(".o_statusbar_buttons")
    header.locator(".o_header_more_toggle").wait_for()
    for name in ("bacg_sla_resolve_action", "bacg_sla_stage_change_action"):
        assert _button(admin, header, name).is_visible()
    assert not _button(admin, page, "bacg_sla_pause_add_action").count()

    header.locator(".o_header_more_toggle").click()
    menu = page.locator(".o-dropdown--menu")
    menu.wait_for()
    for name in RARE:
        assert _button(admin, menu, name).is_visible(), name
    _button(admin, menu, "bacg_sla_pause_add_action").click()
    page.locator(".modal button[name=action_confirm]").wait_for()


def test_clocks_follow_the_answer_just_sent(admin, new_page):
    """SLA 1.04: the form shows the first response as met without being loaded anew."""
    customer = make_customer(admin, "Relojes al día", "aldia.com.gt")
    values = {"name": "Ana", "email": "ana@aldia.com.gt", "parent_id": customer}
    contact = admin.call("res.partner", "create", [values])[0]
    make_agent(admin, ANSWERING)
    case = make_case(admin, "Sin respuesta", contact)
    page = new_page()
    sign_in(page, ANSWERING, ANSWERING)
    page.goto(f"/odoo/helpdesk-tickets/{case}")
    clocks = page.locator(".o_sla_clocks")
    clocks.wait_for()
    assert not clocks.locator(".text-bg-success").count()
    page.locator(".o-mail-Chatter-sendMessage").click()
    page.locator(".o-mail-Composer-input").fill("Ya lo vemos.")
    page.locator(".o-mail-Composer-send").click()
    page.locator(".o-mail-Message", has_text="Ya lo vemos.").wait_for()
    read = admin.call("helpdesk.ticket", "read", [case], ["first_response_at"])
    assert read[0]["first_response_at"]
    clocks.locator(".text-bg-success").wait_for()


def _button(admin, where, name):
    action = reference(admin, f"bacg_sla_platino.{name}")
    return where.locator(f"button[name='{action}']")
