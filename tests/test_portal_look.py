"""The portal in the browser: readable by all, nothing from elsewhere, one language."""

import pytest

from tests.helpers import foreign_words, severe_findings, sign_in

WIDTHS = (390, 1366)
PARTS_OF_CORE = (".o_portal_chatter", ".o_web_sign_name_and_signature")


@pytest.fixture
def portal(new_page, crowd):
    """Returns a function that opens the customer's page of a width."""

    def open_page(width):
        page = new_page()
        page.set_viewport_size({"width": width, "height": 820})
        sign_in(page, crowd.login, crowd.login)
        return page

    return open_page


@pytest.mark.parametrize("width", WIDTHS)
def test_pages(portal, crowd, width):
    """SLA 1.03: on a telephone and a desk, for all eyes, in Spanish, from us alone."""
    page = portal(width)
    for path in crowd.pages:
        assert page.goto(path).status == 200, path
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert severe_findings(page, exclude=PARTS_OF_CORE) == [], path
        assert foreign_words(page.locator("body").inner_text()) == [], path


def test_list_of_cards(portal):
    """SLA 1.03, 1.06: a card a case, with the sentence that the customer came for."""
    page = portal(WIDTHS[0])
    page.goto("/my/tickets?filterby=open")
    assert not page.locator("#wrap table").count()
    cards = page.locator(".o_bacg_card")
    assert cards.count() > 1
    assert cards.filter(has_text="Le respondemos a más tardar").count()
    assert page.locator("#wrap").inner_text().count("hora de Guatemala") == 1
