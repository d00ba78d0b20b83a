"""Mail as people write it, on a telephone: nothing sticks out of its message."""

from playwright.sync_api import expect

from tests.helpers import make_customer, make_user, sign_in

DOMAIN = "textolargo.gt"
ADDRESS = f"pablo@{DOMAIN}"
CUSTOMER = "pablo_texto"
SUBJECT = "Texto largo " * 40
BODY = (
    "Buenos días,\n\n"
    + "una línea muy larga que nadie cortó a mano en ningún lado " * 6
    + "\nhttps://ejemplo.gt/"
    + "x" * 300
    + "\n\nPablo"
)


def test_plain_mail_wraps(admin, mail, new_page):
    """SLA 1.02: what a customer wrote is read without scrolling to the side."""
    company = make_customer(admin, "Texto largo", DOMAIN)
    user = make_user(admin, CUSTOMER, "base.group_portal", email=ADDRESS)
    partner = admin.call("res.users", "read", [user], ["partner_id"])[0]
    values = {"parent_id": company}
    admin.call("res.partner", "write", [partner["partner_id"][0]], values)
    mail.send(f"Pablo <{ADDRESS}>", SUBJECT.strip(), BODY)
    domain = [("partner_email", "ilike", ADDRESS)]
    case = admin.call("helpdesk.ticket", "search", domain)[0]

    page = new_page()
    sign_in(page, CUSTOMER, CUSTOMER)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/my/ticket/{case}")
    _fits(page.locator("#helpdesk_ticket_content pre").first, 390)
    answer = page.locator(".o-mail-Message-body", has_text="Hola, Pablo").first
    line = page.get_by_role("button", name="Correo automático")
    expect(line).to_contain_text("Recibimos su caso")
    expect(answer).to_be_hidden()
    line.click()
    _fits(answer, 390)


def _fits(body, width):
    body.wait_for()
    box = body.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["width"] > 150, "not squeezed either"
    assert body.evaluate("element => element.scrollWidth - element.clientWidth") <= 1
