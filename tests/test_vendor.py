"""A case at the manufacturer: escalated on screen, answered by mail, told to both."""

import re

from tests.helpers import make_agent, make_customer, reference, sign_in

DOMAIN = "finca-el-fabricante.co.cr"
ADDRESS = f"marta@{DOMAIN}"
AGENT = "agente_fabricante"
SUBJECT = "La factura se detiene al timbrar"
REFERENCE = "7788990"
ASKED = "Por qué se detiene el timbrado"
SECRET = "Internal only: a defect of our own"


def test_from_the_question_to_the_answer(admin, mail, new_page):
    """SLA 1.19, 1.22: asked, told, listed, reported, answered, in the portal, too."""
    make_customer(admin, "Finca", DOMAIN)
    make_agent(admin, AGENT)
    vendor = {"name": "Fabricante S.A.", "email": "help@fabricante.example"}
    admin.call("res.partner", "create", vendor)
    mail.send(f"Marta <{ADDRESS}>", SUBJECT)
    mail.wait(ADDRESS, SUBJECT)
    page = new_page()
    sign_in(page, AGENT, AGENT)
    _classify(page, admin)
    _escalate(page, admin)
    stopped = _text(mail.wait(ADDRESS, SUBJECT, count=2)[-1])
    assert ASKED in stopped and REFERENCE in stopped
    _report(page)
    mail.wait(ADDRESS, count=3)

    mail.send("Ana <ana@fabricante.example>", f"Re: {REFERENCE}", SECRET)
    went_on = mail.wait(ADDRESS, SUBJECT, count=4)[-1]
    assert SECRET not in _text(went_on)
    assert _case(admin)["sla_mode"] == "run"
    page.goto(_link(went_on))
    ledger = page.locator("section[name=sla_vendor_ledger]")
    assert ledger.locator("li").count() == 5  # wait, asked, report, answered, over
    assert REFERENCE in ledger.inner_text()
    assert SECRET not in page.content()


def _case(admin):
    fields = ["sla_mode", "vendor_ref"]
    domain = [("name", "=", SUBJECT)]
    return admin.call("helpdesk.ticket", "search_read", domain, fields)[0]


def _text(message):
    return message.get_body(("html",)).get_content()


def _link(message):
    return re.search(r'href="([^"]*/my/ticket/[^"]*)"', _text(message))[1].replace(
        "&amp;", "&"
    )


def _classify(page, admin):
    page.goto(f"/odoo/helpdesk.ticket/{_case(admin)['id']}")
    page.locator("button[data-priority='0']").click()
    page.locator("[name=to_classify]").wait_for(state="hidden")


def _escalate(page, admin):
    """Ask the manufacturer by the button of the form."""
    action = reference(admin, "bacg_sla_platino.bacg_sla_vendor_ask_action")
    page.locator(f".o_statusbar_buttons button[name='{action}']").click()
    form = page.locator(".modal")
    contact = form.locator("[name=vendor_id] input")
    contact.fill("Fabricante S.A.")
    page.locator(".o-autocomplete--dropdown-item", has_text="Fabricante S.A.").click()
    form.locator("[name=vendor_ref] input").fill(REFERENCE)
    form.locator("[name=asked] textarea").fill(ASKED)
    form.locator("button[name=action_confirm]:visible").click()
    form.wait_for(state="detached")
    page.locator("[name=vendor_wait]").wait_for()


def _report(page):
    """Write the weekly report from the list of the cases that wait."""
    page.goto("/odoo/waiting-for-the-manufacturer")
    row = page.locator("tr.o_data_row", has_text=SUBJECT)
    assert REFERENCE in row.inner_text()
    row.locator("button").last.click()
    form = page.locator(".modal")
    form.locator("[name=progress] input[data-value=no_progress]").check()
    form.locator("[name=next_step] input").fill("Esperamos la corrección")
    form.locator("button[name=action_send]:visible").click()
    form.wait_for(state="detached")
