"""A case as an agent opens it in the browser: what stands in sight, what behind."""

from tests.helpers import make_agent, make_case, make_customer, reference, sign_in

AGENT = "agente_ficha"
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


def _button(admin, where, name):
    action = reference(admin, f"bacg_sla_platino.{name}")
    return where.locator(f"button[name='{action}']")
