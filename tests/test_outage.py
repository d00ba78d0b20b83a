"""A claimed outage as an agent meets it: queue, banner, checks, outcome, correction."""

import re

from tests.helpers import make_agent, make_customer, sign_in

DOMAIN = "tarrazu-urgente.co.cr"
ADDRESS = f"gabriela@{DOMAIN}"
AGENT = "agente_urgente"
SUBJECT = "URGENTE nadie entra al sistema"


def test_from_claim_to_correction(admin, mail, new_page):
    """SLA 2.02, 2.03, 2.04: ticked, refuted with a reason, corrected with another."""
    make_customer(admin, "Distribuidora", DOMAIN)
    make_agent(admin, AGENT)
    mail.send(f"Gabriela <{ADDRESS}>", SUBJECT)
    mail.wait(ADDRESS, SUBJECT)
    page = new_page()
    sign_in(page, AGENT, AGENT)
    _open_from_the_queue(page)
    for check in ("internet", "firewall"):
        page.locator(f"[name=outage_checked_{check}] input").check()
    _refute(page, "El firewall que cambiaron ayer bloquea el acceso.")
    answer = mail.wait(ADDRESS, count=3)[-1]
    text = answer.get_body(("html",)).get_content()
    assert "El firewall que cambiaron ayer" in text
    assert "Auto-Submitted" not in answer

    case = _case(admin)
    assert (case["outage_scope"], case["outage_cause"]) == ("local", "firewall")
    assert case["priority"] == "1"
    assert case["first_response_at"]
    _correct(page, "Sí estaba detenida la facturación.")
    case = _case(admin)
    assert (case["outage_scope"], case["priority"]) == ("partial", "3")
    ledger = admin.call(
        "bacg.sla.event",
        "search_read",
        [("ticket_id", "=", case["id"]), ("kind", "=", "scope")],
        ["new_value", "checks", "reason"],
    )
    assert [row["new_value"] for row in ledger] == ["claimed", "local", "partial"]
    assert ledger[1]["checks"] == "internet,firewall"
    assert ledger[2]["reason"] == "Sí estaba detenida la facturación."


def _case(admin):
    fields = ["outage_scope", "outage_cause", "priority", "first_response_at"]
    return admin.call(
        "helpdesk.ticket", "search_read", [("name", "=", SUBJECT)], fields
    )[0]


def _open_from_the_queue(page):
    """Open the claim by its button; claims alone stand before it in the queue."""
    page.goto("/odoo/to-classify")
    page.locator("tr.o_data_row", has_text=SUBJECT).wait_for()
    for row in page.locator("tr.o_data_row").all():
        button = row.locator("button[name=get_formview_action]")
        assert button.count()
        if SUBJECT in row.inner_text():
            break
    button.click()
    page.locator("[name=outage_claim]").wait_for()


def _refute(page, reason):
    """Say that it is the customer's own cause, with priority 3."""
    page.locator("[name=outage_outcomes] button").nth(3).click()
    form = page.locator(".modal")
    form.locator("[name=cause] input[data-value=firewall]").check()
    form.locator("button[data-priority='1']").click()
    form.locator("[name=reason] textarea").fill(reason)
    form.locator("button[name=action_confirm]:visible").click()
    form.wait_for(state="detached")
    page.locator(".o-mail-Message", has_text=reason).wait_for()


def _correct(page, reason):
    """Say that services are stopped partially, after all."""
    page.locator("[name=outage_outcome] button").click()
    form = page.locator(".modal")
    form.locator("[name=scope] input[data-value=partial]").check()
    form.locator("[name=reason] textarea").fill(reason)
    form.locator("[name=reason] textarea").blur()
    form.locator("[name=message]", has_text=re.compile(reason)).wait_for()
    form.locator("button[name=action_confirm]:visible").click()
    form.wait_for(state="detached")
    page.locator(".o-mail-Message", has_text=reason).wait_for()
