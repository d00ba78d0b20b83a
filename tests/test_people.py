"""What agents and managers click for people who write: customer, contract, user."""

import pytest

from tests.helpers import (
    make_agent,
    make_customer,
    make_user,
    reference,
    sign_in,
)

AGENT, MANAGER = "agente_personas", "gerente_personas"
DOMAIN = "lavanderia.com.gt"
FORWARDED = f"""Me escribió a mí.

---------- Forwarded message ---------
De: Marta Solís <marta@{DOMAIN}>
Subject: No imprime
To: {AGENT}@bacg.cloud

No imprime.
"""


@pytest.fixture(scope="module", autouse=True)
def team(admin):
    """A customer under contract, an agent and a manager."""
    make_customer(admin, "Lavandería", DOMAIN)
    make_agent(admin, AGENT)
    # No mail server stands before the tests' intake, which could prove senders.
    company = admin.call("res.company", "search", [], limit=1)
    admin.call("res.company", "write", company, {"sla_mail_unproven": True})
    make_user(admin, MANAGER, "helpdesk_mgmt.group_helpdesk_manager")


def _case(admin, subject):
    fields = ["partner_id", "contract_id", "sla_note", "sla_deadline"]
    domain = [("name", "=", subject)]
    return admin.call("helpdesk.ticket", "search_read", domain, fields)[0]


def test_agent_takes_who_wrote_it(admin, mail, new_page):
    """SLA 1.02, 1.03: one click on the banner; the customer gets number and user."""
    subject = "RV: No imprime la etiqueta"
    mail.send(f"Agente <{AGENT}@bacg.cloud>", subject, FORWARDED)
    case = _case(admin, subject)
    assert not case["partner_id"]
    page = new_page()
    sign_in(page, AGENT, AGENT)
    page.goto(f"/odoo/helpdesk-tickets/{case['id']}")
    page.click("button[name=action_take_proposed_sender]")
    page.locator("div[name=behalf]").wait_for(state="hidden")
    assert len(mail.wait(f"marta@{DOMAIN}", count=2)) == 2
    case = _case(admin, subject)
    assert "Marta Solís" in case["partner_id"][1]
    assert case["contract_id"] and case["sla_deadline"]


def test_agent_links_the_proposed_contract(admin, mail, new_page):
    """Decision 19: one click in the queue, and the clocks run."""
    subject = "No abre la caja de la sucursal"
    mail.send("Sucursal <caja@lavanderia-sucursal.gt>", subject)
    assert _case(admin, subject)["sla_note"] == "contract"
    contract = admin.call(
        "bacg.sla.contract", "search", [("domain_ids.name", "=", DOMAIN)]
    )[0]
    values = {"name": "lavanderia-sucursal.gt", "contract_id": contract}
    admin.call("bacg.sla.contract.domain", "create", [values])
    page = new_page()
    sign_in(page, AGENT, AGENT)
    page.goto("/odoo/no-contract")
    page.locator("tr.o_data_row").first.wait_for()
    page.locator(".o_searchview_input").fill(subject)
    page.locator(".o_searchview_autocomplete").wait_for()
    page.keyboard.press("Enter")
    page.locator(".o_searchview_facet").wait_for()
    row = page.locator("tr.o_data_row", has_text=subject)
    link = row.locator("button[name=action_link_proposed_contract]")
    link.click()
    link.wait_for(state="detached")
    case = _case(admin, subject)
    assert case["contract_id"][0] == contract
    assert case["sla_deadline"]


def test_manager_approves_who_waits(admin, mail, new_page):
    """SLA 1.03: over the limit the user waits in a list for one click."""
    company = reference(admin, "base.main_company")
    limit = "sla_portal_user_limit"
    before = admin.call("res.company", "read", [company], [limit])[0][limit]
    admin.call("res.company", "write", [company], {limit: 0})
    try:
        mail.send("Tardía <tardia@espera.gt>", "Llego tarde")
        mail.wait("tardia@espera.gt", "Llego tarde")
    finally:
        admin.call("res.company", "write", [company], {limit: before})
    page = new_page()
    sign_in(page, MANAGER, MANAGER)
    page.goto("/odoo/portal-users")
    row = page.locator("tr.o_data_row", has_text="tardia@espera.gt")
    approve = row.locator("button[name=action_sla_approve_user]")
    approve.click()
    approve.wait_for(state="detached")
    assert len(mail.wait("tardia@espera.gt", count=2)) == 2
    users = [("login", "=", "tardia@espera.gt")]
    assert admin.call("res.users", "search_count", users) == 1
