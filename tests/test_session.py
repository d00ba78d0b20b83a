"""A session as both sides meet it: times in the portal, one click, the invitation."""

import re

from tests.helpers import make_agent, make_case, make_customer, make_user, sign_in

DOMAIN = "sesiones.gt"
ADDRESS = f"lucia@{DOMAIN}"
CUSTOMER = "lucia_sesiones"
AGENT = "agente_sesiones"
SUBJECT = "Revisar la interfase"
# Beside each other: one hour from 8:00 and from 8:30.
CHOSEN = (0, 1)
ROOM = "https://meet.google.com/sala-de-soporte"


def test_proposed_confirmed_and_held(admin, mail, new_page):
    """SLA 1.17: from the customer's times to the notes of the session."""
    case = _case(admin)
    page = new_page()
    sign_in(page, CUSTOMER, CUSTOMER)
    _propose(page, case)
    _propose(page, case)
    assert _states(admin, case).count("proposed") == len(CHOSEN)

    page = new_page()
    sign_in(page, AGENT, AGENT)
    page.goto(f"/odoo/helpdesk.ticket/{case}")
    page.locator("a[name=sessions]").click()
    page.locator("[name=session_ids] button[name=action_confirm]").first.click()
    page.locator("[name=session_ids] button[name=action_move]").wait_for()
    assert _states(admin, case).count("planned") == 1
    assert "proposed" not in _states(admin, case)

    invitation = mail.wait(ADDRESS, SUBJECT)[-1]
    assert ROOM in invitation.get_body(("html",)).get_content()
    parts = {part.get_content_type(): part for part in invitation.walk()}
    calendar = parts["text/calendar"].get_payload(decode=True).decode()
    assert re.search(r"UID:sla-session-\d+@", calendar)

    page.goto("/odoo/action-bacg_sla_platino.bacg_sla_session_action")
    page.locator("tr.o_data_row").first.wait_for()
    page.locator("button.o_calendar").click()
    page.locator(".o_calendar_view").wait_for()


def _case(admin):
    company = make_customer(admin, "Café Sesiones", DOMAIN)
    make_agent(admin, AGENT)
    users = {
        row["login"]: row["id"]
        for row in admin.call(
            "res.users", "search_read", [("login", "=", AGENT)], ["login"]
        )
    }
    values = {"session_medium": "google_meet", "session_link": ROOM}
    admin.call("res.users", "write", [users[AGENT]], values)
    user = make_user(admin, CUSTOMER, "base.group_portal", email=ADDRESS)
    row = admin.call("res.users", "read", [user], ["partner_id"])[0]
    partner = row["partner_id"][0]
    values = {"parent_id": company, "tz": "America/Guatemala", "lang": "es_419"}
    admin.call("res.partner", "write", [partner], values)
    return make_case(admin, SUBJECT, partner, user_id=users[AGENT])


def _propose(page, case):
    page.goto(f"/my/ticket/{case}")
    page.locator(f"a[href='/my/ticket/{case}/sessions']").click()
    times = page.locator("label.btn-outline-primary")
    for index in CHOSEN:
        times.nth(index).click()
    page.select_option("#session_medium", "google_meet")
    page.fill("#session_agenda", "El error del lunes")
    page.locator("form[action$='/propose'] button[type=submit]").click()
    page.wait_for_url(f"**/my/ticket/{case}")
    proposed = page.locator("[name=sla_sessions] .o_bacg_state_warning")
    assert proposed.count() == len(CHOSEN)


def _states(admin, case):
    rows = admin.call(
        "bacg.sla.session", "search_read", [("ticket_id", "=", case)], ["state"]
    )
    return [row["state"] for row in rows]
