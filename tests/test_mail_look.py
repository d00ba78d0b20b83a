"""Our automatic mails as they arrive: in the browser, on a telephone, as plain text."""

import re

import pytest

from tests.helpers import make_customer, reference

COLOUR = "#005a9c"
WIDTHS = (360, 800)
LONG_WORD = "Ñandú" * 14
READABLE_CONTRAST = 4.5  # WCAG AA
# (domain, language, words of the acknowledgement, the invitation and the closing)
CUSTOMERS = (
    (
        "aspecto.com.gt",
        "es_419",
        ("Recibimos su mensaje", "Elegir su contraseña", "Cerramos su caso"),
    ),
    (
        "looks.bz",
        "en_US",
        ("We received your message", "Choose your password", "We closed your case"),
    ),
)
LUMINANCE = """([red, green, blue]) => [red, green, blue]
    .map((value) => value / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, index) => sum + v * [0.2126, 0.7152, 0.0722][index], 0)"""


@pytest.fixture(scope="module", autouse=True)
def coloured(admin):
    """Our company with a colour of its own in its mails."""
    company = reference(admin, "base.main_company")
    before = admin.call("res.company", "read", [company], ["email_secondary_color"])
    admin.call("res.company", "write", [company], {"email_secondary_color": COLOUR})
    yield
    before[0].pop("id")
    admin.call("res.company", "write", [company], before[0])


@pytest.fixture(scope="module", params=CUSTOMERS, ids=lambda customer: customer[1])
def mails(request, admin, mail):
    """Returns acknowledgement, invitation and closing that a new person gets."""
    domain, language, words = request.param
    customer = make_customer(admin, domain, domain)
    admin.call("res.partner", "write", [customer], {"lang": language})
    address, subject = f"marta@{domain}", f"Factura {domain} {LONG_WORD}"
    sent = mail.send(f"Marta <{address}>", subject)
    mail.wait(address, count=2)
    case = admin.call("helpdesk.ticket", "search", [("name", "=", subject)])
    done = reference(admin, "helpdesk_mgmt.helpdesk_ticket_stage_done")
    values = {"stage_id": done, "solution": "Listo."}
    admin.call("helpdesk.ticket", "write", case, values)
    found = mail.wait(address, count=3)
    ours = [
        next(message for message in found if word in _part(message, "html"))
        for word in words
    ]
    return sent, language, ours


def _part(message, kind):
    return message.get_body((kind,)).get_content()


def test_marked_and_in_the_thread(mails):
    """SLA 1.02: robots leave them alone; the customer's program keeps them together."""
    sent, language, (acknowledgement, invitation, closing) = mails
    kinds = [m["Auto-Submitted"] for m in (acknowledgement, invitation, closing)]
    assert kinds == ["auto-replied", "auto-generated", "auto-generated"]
    for message in (acknowledgement, closing):
        assert message["In-Reply-To"] == sent["Message-ID"]
        assert message["References"] == sent["Message-ID"]
    for message in (acknowledgement, invitation, closing):
        assert message["X-Auto-Response-Suppress"] == "All"
        assert "soporte@bacg.cloud" in message["Reply-To"]
        [sender] = message["From"].addresses
        word = "Soporte" if language == "es_419" else "Support"
        assert sender.display_name.endswith(f" {word}")
    assert sent["Message-ID"] not in str(invitation["References"])


def test_plain_text(mails):
    """The text says all, with whole links, and no trace of markup."""
    _sent, language, (acknowledgement, invitation, closing) = mails
    texts = [
        _part(message, "plain") for message in (acknowledgement, invitation, closing)
    ]
    number = re.search(r"HT\d+", acknowledgement["Subject"])[0]
    assert number in texts[0] and number in texts[2]
    zone = "hora de Guatemala" if language == "es_419" else "Guatemala time"
    assert zone in texts[0] and zone in texts[1]
    for text, path in zip(
        texts, ("/my/ticket/", "/web/signup", "/my/ticket/"), strict=True
    ):
        assert re.search(rf"http://\S+{path}\S+", text)
        assert not re.search(r"</?[a-z]+[ >]|\n\n\n\n\n|\{\{|&nbsp;", text)


def test_in_the_browser(mails, browser):
    """In the company's colours, readable, and not wider than a telephone."""
    _sent, language, messages = mails
    for message in messages:
        for width in WIDTHS:
            page = browser.new_page(viewport={"width": width, "height": 700})
            page.set_content(_part(message, "html"))
            _check_page(page, language)
            page.close()


def _check_page(page, language):
    assert page.get_attribute("html", "lang") == language.replace("_", "-")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    button = page.locator("a[style*='background-color']")
    assert button.count() == 1
    assert button.is_visible()
    background, colour = (
        _channels(button.evaluate(f"node => getComputedStyle(node).{name}"))
        for name in ("backgroundColor", "color")
    )
    assert "#" + "".join(f"{value:02x}" for value in background) == COLOUR
    luminances = [
        page.evaluate(LUMINANCE, channels) for channels in (background, colour)
    ]
    dark, light = sorted(luminances)
    assert (light + 0.05) / (dark + 0.05) >= READABLE_CONTRAST


def _channels(colour):
    return [int(value) for value in re.findall(r"\d+", colour)[:3]]
