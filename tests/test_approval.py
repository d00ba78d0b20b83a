"""An approval as the customer gives it: by his mail's link, signed by hand, once."""

import re

from tests.helpers import make_customer, reference

DOMAIN = "firmas.gt"
ADDRESS = f"marta@{DOMAIN}"
MODEL = "bacg.sla.contract.acceptance"


def test_signed_by_hand(admin, mail, new_page):
    """SLA 5.02: a scanner opens the link in vain; the customer draws and sends."""
    acceptance = _ask(admin)
    link = _link(mail.wait(ADDRESS)[-1])

    scanner = new_page()
    assert scanner.request.get(link).ok
    assert _state(admin, acceptance) == "asked"

    page = new_page()
    page.goto(link)
    page.locator(".o_web_sign_draw_button").click()
    _draw(page)
    page.locator(".o_portal_sign_submit:enabled").click()
    page.locator(".o_bacg_headline .o_bacg_state_success").wait_for()
    assert not page.locator(".o_portal_sign_submit").count()
    asked = [("res_id", "=", acceptance), ("res_model", "=", MODEL)]
    [answer] = admin.call(
        "bacg.approval",
        "search_read",
        [*asked, ("party", "=", "customer")],
        ["way", "signed_by", "signature", "ip"],
    )
    assert (answer["way"], answer["signed_by"]) == ("link", "Marta Firmas")
    assert answer["signature"] and answer["ip"]

    page.goto(link)  # once more: it shows the answer, and asks nothing
    assert "Marta Firmas" in page.locator(".o_bacg_headline").inner_text()
    assert not page.locator("[name=approval_answer]").count()


def _ask(admin):
    """Ask a customer to accept the agreement; return the acceptance."""
    company = make_customer(admin, "Café Firmas", DOMAIN)
    values = {"name": "Marta Firmas", "email": ADDRESS, "parent_id": company}
    [marta] = admin.call("res.partner", "create", [{**values, "lang": "es_419"}])
    [contract] = admin.call(
        "bacg.sla.contract", "search", [("partner_id", "=", company)]
    )
    admin.call(
        "bacg.sla.contract", "write", [contract], {"approver_ids": [[6, 0, [marta]]]}
    )
    values = {
        "contract_id": contract,
        "agreement_id": reference(admin, "bacg_sla_platino.agreement_platino"),
    }
    [acceptance] = admin.call(MODEL, "create", [values])
    admin.call(MODEL, "action_ask_approval", [acceptance])
    return acceptance


def _link(message):
    """Return the path of the link in the mail, with its token."""
    text = message.get_body(("html",)).get_content()
    return re.search(r"/my/approvals/\d+\?token=[\w-]+", text)[0]


def _draw(page):
    box = page.locator("canvas.o_web_sign_signature").bounding_box()
    left, top = box["x"], box["y"]
    page.mouse.move(left + 20, top + 20)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(left + 20 + 15 * step, top + 20 + 10 * (step % 3))
    page.mouse.up()


def _state(admin, acceptance):
    return admin.call(MODEL, "read", [acceptance], ["approval_state"])[0][
        "approval_state"
    ]
