"""The portal in the browser: readable by all, nothing from elsewhere, one language."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.helpers import make_case, make_customer, make_user, reference, sign_in

LOGIN = "portal_aspecto"
CASES = 40
LONG_SUBJECT = "No cuadra el libro de ventas de octubre " * 15  # 600 characters
LONG_NAME = (
    "María José del Carmen Estrada Xicará de la Cruz y Monterroso Aycinena Batres I"
)
WIDTHS = (390, 1366)
SEVERE = {"critical", "serious"}
PARTS_OF_CORE = (".o_portal_chatter", ".o_web_sign_name_and_signature")
PAGES = (
    "/my",
    "/my/tickets",
    "/my/hours",
    "/my/approvals",
    "/my/developments",
    "/my/sla-statements",
    "/new/ticket",
)
TICKET, CONTRACT = "helpdesk.ticket", "bacg.sla.contract"
MENU_ROOT = "helpdesk_mgmt.helpdesk_ticket_main_menu"
# Words that no Spanish text of ours has; OCA says “ticket” and “tíquet”, we “caso”.
FOREIGN = re.compile(
    r"\b(tickets?|tíquets?|the|and|your|you|with|from|this|by|new|create|close|closed"
    r"|open|stage|category|assignee|description|attachments?|submit|waiting|powered"
    r"|search|team|teams|channel|settings|reporting|dashboard|weekly|report)\b",
    re.IGNORECASE,
)
# What is a name.
NAMES = re.compile(r"Google Meet|Microsoft Teams|\bTeams\b|Zoom|Discord|TeamViewer")


@pytest.fixture(scope="module")
def customer(admin):
    """A customer's contact with many cases, one with a subject without end."""
    company = make_customer(admin, "Aspecto", "portal-aspecto.com.gt")
    user = make_user(
        admin,
        LOGIN,
        "base.group_portal",
        name=LONG_NAME,
        email=f"{LOGIN}@portal-aspecto.com.gt",
        lang="es_419",
    )
    [row] = admin.call("res.users", "read", [user], ["partner_id"])
    partner = row["partner_id"][0]
    admin.call("res.partner", "write", [partner], {"parent_id": company})
    cases = [make_case(admin, f"Caso {n}", partner) for n in range(CASES - 1)]
    cases.append(make_case(admin, LONG_SUBJECT, partner))
    return cases


@pytest.fixture(scope="module")
def services(admin, customer):
    """What was developed for this customer, and what he is asked to approve."""
    [case] = admin.call(TICKET, "read", [customer[0]], ["contract_id", "partner_id"])
    contract, partner = case["contract_id"][0], case["partner_id"][0]
    [row] = admin.call(CONTRACT, "read", [contract], ["partner_id", "agreement_id"])
    values = {"name": "Descuentos por ruta", "partner_id": row["partner_id"][0]}
    [development] = admin.call("bacg.development", "create", [values])
    admin.call(TICKET, "write", [customer[0]], {"development_id": development})
    admin.call(CONTRACT, "write", [contract], {"approver_ids": [[6, 0, [partner]]]})
    values = {"contract_id": contract, "agreement_id": row["agreement_id"][0]}
    [asked] = admin.call(f"{CONTRACT}.acceptance", "create", [values])
    admin.call(f"{CONTRACT}.acceptance", "action_ask_approval", [asked])
    domain = [("contract_id", "=", contract), ("party", "=", "customer")]
    [approval] = admin.call("bacg.approval", "search", domain)
    return [f"/my/approvals/{approval}", f"/my/developments/{development}"]


@pytest.fixture
def portal(browser, stack, customer):
    """Returns a function that opens the customer's page of a width."""
    contexts = []

    def open_page(width):
        context = browser.new_context(
            base_url=stack.url,
            locale="es-GT",
            timezone_id="America/Guatemala",
            viewport={"width": width, "height": 820},
        )
        contexts.append(context)
        page = context.new_page()
        page.hosts = set()
        page.on("request", lambda r: page.hosts.add(urlsplit(r.url).netloc))
        sign_in(page, LOGIN, LOGIN)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_pages(portal, customer, services, stack, width):
    """SLA 1.03: on a telephone and a desk, for all eyes, in Spanish, from us alone."""
    page = portal(width)
    case = f"/my/ticket/{customer[-1]}"
    for path in (*PAGES, *services, case, f"{case}/sessions"):
        assert page.goto(path).status == 200, path
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert _severe(page) == [], path
        assert _foreign(page.locator("body").inner_text()) == [], path
    assert page.hosts <= {urlsplit(stack.url).netloc, ""}  # "": data within a page


def test_list_of_cards(portal):
    """SLA 1.03, 1.06: a card a case, with the sentence that the customer came for."""
    page = portal(WIDTHS[0])
    page.goto("/my/tickets")
    assert not page.locator("#wrap table").count()
    cards = page.locator(".o_bacg_card")
    assert cards.count() > 1
    assert "Le respondemos a más tardar" in cards.first.inner_text()
    assert page.locator("#wrap").inner_text().count("hora de Guatemala") == 1


def test_menus(admin):
    """SLA 1.05: what agents click on is in their language, in our words."""
    language = {"lang": "es_419"}
    menus = admin.call("ir.ui.menu", "load_web_menus", [], False, context=language)
    names = _names(menus, reference(admin, MENU_ROOT))
    assert "Todos los casos" in names
    assert {name: words for name in names if (words := _foreign(name))} == {}


def _names(menus, menu_id):
    """Return the names of a menu and of all below it."""
    menu = menus[str(menu_id)]
    below = [name for child in menu["children"] for name in _names(menus, child)]
    return [menu["name"], *below]


def test_mails(admin):
    """SLA 1.02: nor is there English in what customers get."""
    found = {}
    ours = [("model", "=", "helpdesk.ticket"), ("recipient_ids.lang", "like", "es_")]
    for mail in admin.call("mail.mail", "search_read", ours, ["subject"]):
        # Behind the colon stands the title, in the customer's own words.
        said = (mail["subject"] or "").partition(": ")[0]
        if words := _foreign(said):
            found[said] = words
    assert not found


def _severe(page):
    """Return what axe-core calls critical or serious, but for core's own parts."""
    return [
        (violation["id"], [node["html"][:200] for node in violation["nodes"]])
        for violation in Axe()
        .run(page, context={"exclude": [[part] for part in PARTS_OF_CORE]})
        .response["violations"]
        if violation["impact"] in SEVERE
    ]


def _foreign(text):
    """Return the words of a text that are not Spanish, in lower case, sorted."""
    found = FOREIGN.findall(NAMES.sub("", text))
    return sorted({word.lower() for word in found})
