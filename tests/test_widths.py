"""Nothing is wider than the screen: a desk's or a telephone's, whatever is written."""

import pytest

from tests.helpers import (
    make_agent,
    make_customer,
    make_user,
    render_templates,
    sign_in,
)

AGENT = "agente_ancho"
NEWCOMER = "portal_sin_casos"
WIDTHS = (1366, 390)
LISTS = (
    "/odoo/to-classify",
    "/odoo/next-deadlines",
    "/odoo/action-helpdesk_mgmt.helpdesk_ticket_action",
)
EMPTY = ("/my", "/my/tickets", "/my/hours", "/my/developments", "/my/approvals")
# What stands out to the right of the screen, but for what a finger scrolls by itself.
CUT = """(scrolled) => [...document.querySelectorAll("body *")].filter((node) =>
    node.getBoundingClientRect().right > innerWidth + 1 && !node.closest(scrolled)
    ).map((node) => node.outerHTML.slice(0, 120)).slice(0, 3)"""
SCROLLED = (
    ".o_notebook_headers, .o_kanban_renderer.o_kanban_grouped, .o_field_x2many_list,"
    " .o-mail-Chatter-topbar, .table-responsive"
)


@pytest.fixture(scope="module")
def people(admin, crowd):
    """Returns who opens which pages: (login, paths)."""
    make_agent(admin, AGENT)
    company = make_customer(admin, "Sin casos", "sincasos.gt")
    address = f"{NEWCOMER}@sincasos.gt"
    user = make_user(admin, NEWCOMER, "base.group_portal", email=address)
    [row] = admin.call("res.users", "read", [user], ["partner_id"])
    values = {"parent_id": company}
    admin.call("res.partner", "write", [row["partner_id"][0]], values)
    case = f"/odoo/helpdesk-tickets/{crowd.case}"
    return ((crowd.login, crowd.pages), (NEWCOMER, EMPTY), (AGENT, (*LISTS, case)))


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen(admin, crowd, people, new_page, width):
    """SLA 1.02, 1.03, 1.05: 600 characters of subject, a name of 80, 0 and 40 cases."""
    found = {}
    for login, paths in people:
        page = new_page()
        page.set_viewport_size({"width": width, "height": 844})
        sign_in(page, login, login)
        for path in paths:
            page.goto(path)
            ready = ".o_data_row, .o_kanban_record, .o_sla_clocks, #wrap"
            page.locator(ready).first.wait_for()
            page.wait_for_timeout(500)
            measured = page.evaluate("document.documentElement.scrollWidth")
            if measured > width or (cut := page.evaluate(CUT, SCROLLED)):
                found[path] = measured, cut if measured <= width else None
    page = new_page()
    page.set_viewport_size({"width": width, "height": 844})
    for name, mail in render_templates(admin, crowd.case).items():
        page.set_content(mail["body_html"])
        measured = page.evaluate("document.documentElement.scrollWidth")
        if measured > width:
            found[name] = measured
    assert not found
