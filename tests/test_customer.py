"""A customer in the portal, on a telephone and on a desk: what waits, a new case."""

import pytest
from playwright.sync_api import expect

from tests.helpers import (
    make_case,
    make_customer,
    make_user,
    reference,
    severe_findings,
    sign_in,
)
from tests.test_portal_look import PARTS_OF_CORE

DOMAIN = "cliente-portal.gt"
CUSTOMER = "portal_cliente"
WIDTHS = (390, 1366, 1920)
WISH = "Necesitamos un nuevo reporte"


@pytest.fixture(scope="module")
def world(admin):
    """Returns the case that waits for the customer; one names his company alone."""
    company = make_customer(admin, "Cliente del portal", DOMAIN)
    users = [
        make_user(admin, login, "base.group_portal", email=f"{login}@{DOMAIN}")
        for login in (CUSTOMER, "colega_portal")
    ]
    people = [
        row["partner_id"][0]
        for row in admin.call("res.users", "read", users, ["partner_id"])
    ]
    admin.call("res.partner", "write", people, {"parent_id": company})
    waits = make_case(admin, "Falta su dato", people[0])
    make_case(admin, "El monitor lo vio", company)
    stage = reference(admin, "bacg_sla_platino.stage_waiting_customer")
    admin.call("helpdesk.ticket", "write", [waits], {"stage_id": stage})
    return waits


@pytest.mark.parametrize("width", WIDTHS)
def test_a_customers_day(page, world, width):
    """SLA 1.03, 1.06, 1.11: when and why in the list, a draft kept, a case sent."""
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, CUSTOMER, CUSTOMER)
    _reads_what_waits_for_him(page)
    _writes_a_case(page, f"{WISH} {width}")
    _loses_nothing_without_a_line(page, f"{WISH} {width}")
    _sends_it_for_a_colleague_too(page)
    _reads_how_it_goes_on(page)
    _begins_another_one(page)


def _reads_what_waits_for_him(page):
    page.goto("/my")
    assert page.locator(".o_bacg_card").count() == 1, "what waits for him"
    page.goto("/my/tickets")
    assert "Esperamos su respuesta" in page.locator(".o_bacg_card").inner_text()
    page.get_by_role("link", name="Abiertos").click()
    page.get_by_text("El monitor lo vio").wait_for()
    assert not severe_findings(page, exclude=PARTS_OF_CORE)


def _writes_a_case(page, subject):
    """A wish that the agreement does not cover is told as such before it is sent."""
    page.get_by_role("link", name="Caso nuevo").first.click()
    page.fill("#subject", subject)
    page.fill("#description", "De ventas por ruta")
    page.get_by_text("Crear reportes que no existen en el sistema.").wait_for()
    assert not severe_findings(page, exclude=PARTS_OF_CORE)


def _loses_nothing_without_a_line(page, subject):
    page.context.set_offline(True)
    page.get_by_role("button", name="Enviar el caso").click()
    page.get_by_text("No hay conexión").wait_for()
    page.context.set_offline(False)
    page.reload()
    # The draft comes back once the page's scripts run.
    expect(page.locator("#subject")).to_have_value(subject)


def _sends_it_for_a_colleague_too(page):
    page.get_by_text("Para un colega, o con otros en copia").click()
    page.get_by_label("colega_portal").check()
    page.get_by_role("button", name="Enviar el caso").click()
    page.wait_for_url("**/my/ticket/*")


def _reads_how_it_goes_on(page):
    """When he is answered, who is informed, and what closing it would mean."""
    headline = page.locator(".o_bacg_headline")
    assert "Le respondemos a más tardar" in headline.inner_text()
    _choose_who_is_informed(page)
    page.get_by_text("Cerrar este caso…").click()
    assert "retira su reporte" in page.locator("[name=case_closing]").inner_text()
    assert not severe_findings(page, exclude=PARTS_OF_CORE)


def _choose_who_is_informed(page):
    """Take the colleague in copy off, then put him in copy again."""
    informed = page.locator("#informed")
    colleague = informed.get_by_role("listitem").filter(has_text="colega_portal")
    expect(informed).to_contain_text("(usted)")
    expect(informed).to_contain_text("titular del caso")
    colleague.get_by_role("button", name="Quitar").click()
    expect(colleague).to_have_count(0)
    informed.get_by_text("Informar a un colega…").click()
    informed.get_by_label("colega_portal").check()
    informed.get_by_role("button", name="Informar").click()
    expect(colleague).to_have_count(1)
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def _begins_another_one(page):
    page.goto("/new/ticket")
    page.wait_for_load_state("networkidle")
    assert not page.input_value("#subject"), "what was sent is no draft"
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
