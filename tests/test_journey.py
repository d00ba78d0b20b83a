"""The main job on the real parts: mail in, case, answer, mail out, portal."""

import re

from tests.helpers import make_agent, make_customer, sign_in

CUSTOMER_DOMAIN = "cafeantigua.com.gt"
SENDER = f"Marta Solís <marta@{CUSTOMER_DOMAIN}>"
ADDRESS = f"marta@{CUSTOMER_DOMAIN}"
AGENT = "agente_viaje"
LINK = re.compile(r'href="([^"]+)"')


def _html(message):
    return message.get_body(("html",)).get_content()


def _link(message, part):
    """Return the first link of a mail that contains `part`, as a browser takes it."""
    links = [link.replace("&amp;", "&") for link in LINK.findall(_html(message))]
    return next(link for link in links if part in link)


def _case(admin, subject):
    fields = ["number", "priority", "sla_state", "contract_id", "first_response_at"]
    found = admin.call(
        "helpdesk.ticket", "search_read", [("name", "=", subject)], fields
    )
    assert len(found) == 1
    return found[0]


def test_from_mail_to_portal(admin, mail, new_page):
    """SLA 1.01, 1.02, 1.03, 1.05, 1.06: mail, case, answer, invitation, portal."""
    make_customer(admin, "Café Antigua", CUSTOMER_DOMAIN)
    make_agent(admin, AGENT)
    mail.send(SENDER, "No puedo facturar", "Al validar sale un error.")
    acknowledgement = mail.wait(ADDRESS, "No puedo facturar")[0]
    case = _case(admin, "No puedo facturar")
    assert case["contract_id"]
    assert case["number"] in acknowledgement["Subject"]
    assert "hora de Guatemala" in _html(acknowledgement)
    assert acknowledgement["Auto-Submitted"] == "auto-replied"
    assert "access_token=" in _link(acknowledgement, "/my/ticket/")

    _agent_classifies_and_answers(new_page(), case)
    answer = mail.wait(ADDRESS, count=3)[-1]
    assert "Ya lo estamos revisando" in _html(answer)
    case = _case(admin, "No puedo facturar")
    assert case["priority"] == "1"
    assert case["first_response_at"]

    invitation = next(m for m in mail.received(ADDRESS) if "/web/signup" in _html(m))
    _customer_sees_his_case_only(new_page(), invitation, case, mail)


def _agent_classifies_and_answers(page, case):
    sign_in(page, AGENT, AGENT)
    page.goto("/odoo/to-classify")
    row = page.locator("tr.o_data_row", has_text=case["number"])
    row.locator("button", has_text=re.compile(r"^3$")).click()
    row.locator("button[name=action_undo_triage]").wait_for()
    page.goto(f"/odoo/helpdesk-tickets/{case['id']}")
    page.locator(".o-mail-Chatter-sendMessage").click()
    page.locator(".o-mail-Composer-input").fill("Ya lo estamos revisando")
    page.locator(".o-mail-Composer-send").click()
    page.locator(".o-mail-Message", has_text="Ya lo estamos revisando").wait_for()


def _customer_sees_his_case_only(page, invitation, case, mail):
    mail.send("Otro <otro@ferreteria.com.hn>", "Caso ajeno")
    mail.wait("otro@ferreteria.com.hn", "Caso ajeno")
    page.goto(_link(invitation, "/web/signup"))
    page.fill("input[name=password]", "clave-muy-larga-1")
    page.fill("input[name=confirm_password]", "clave-muy-larga-1")
    page.click("form.oe_signup_form button[type=submit]")
    page.wait_for_url(re.compile(r"/my/tickets"))
    cards = page.locator(".o_bacg_card")
    assert cards.count() == 1
    assert case["number"] in cards.inner_text()
    page.click(f"a[href*='/my/ticket/{case['id']}']")
    text = page.locator("#wrap").inner_text()
    assert "No puedo facturar" in text
    assert "hora de Guatemala" in text
    page.locator(".o-mail-Message", has_text="Ya lo estamos revisando").wait_for()


def test_same_person_answers_by_mail(admin, mail):
    """SLA 1.02: an answer by mail lands on the case, in public; no second case."""
    sender = f"Luis <luis@{CUSTOMER_DOMAIN}>"
    mail.send(sender, "Pregunta de bancos")
    acknowledgement = mail.wait(f"luis@{CUSTOMER_DOMAIN}", "Pregunta de bancos")[0]
    case = _case(admin, "Pregunta de bancos")
    mail.send(
        sender,
        "RE: Pregunta de bancos",
        "Agrego el detalle",
        In_Reply_To=acknowledgement["Message-ID"],
    )
    messages = admin.call(
        "mail.message",
        "search_read",
        [("model", "=", "helpdesk.ticket"), ("res_id", "=", case["id"])],
        ["body", "is_internal", "message_type"],
    )
    detail = [message for message in messages if "Agrego el detalle" in message["body"]]
    assert len(detail) == 1
    assert not detail[0]["is_internal"]
