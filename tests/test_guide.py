"""From an empty database to the first case, by the installation guide alone."""

import re
import shlex

import pytest

from tests.helpers import MailWorld, Person, sign_in, visitors
from tooling import database, odoo, postgres
from tooling import stack as stacks
from tooling.paths import LOG, ROOT

DATABASE = "bacg_guide"
NAMED = "soporte"  # the database, as the guide calls it
GUIDE = (ROOT / "docs" / "es" / "instalar.md").read_text()
SENDER = "María Estrada <maria@cafeantigua.com.gt>"
SUBJECT = "No me deja facturar"
MENU = re.compile(r"\*([^*]+ > [^*]+)\*")
BOLD = re.compile(r"\*\*([^*]+)\*\*")
OPENED = re.compile(r"\*\*Abrir\*\* junto a \*([^*]+)\*")
TITLE = ".o_form_view .o_field_widget[name=name]"
MENU_ITEM = ".o-dropdown--menu .dropdown-item"
SECTION = ".o_menu_sections button, .o_menu_sections a"
CREATE = "Crear y editar"
AROUND = (
    "xpath=ancestor-or-self::*[contains(concat(' ', @class, ' '), ' o_field_widget ')"
    " or contains(concat(' ', @class, ' '), ' o_select_menu ')][1]"
)
ROW = re.compile(r"^\| (.+?) \| (.+?) \|$", re.MULTILINE)


class Step:
    """A section of the guide: what it says is all that the test knows."""

    def __init__(self, number: int):
        parts = re.split(r"^## ", GUIDE, flags=re.MULTILINE)
        self.text = next(p for p in parts if p.startswith(f"{number}. "))

    def blocks(self, kind: str) -> list[str]:
        """Return what stands in the fenced blocks of a kind."""
        return re.findall(rf"```{kind}\n(.*?)```", self.text, re.DOTALL)

    @property
    def menu(self) -> list[str]:
        """Return the first path of menus."""
        return " ".join(MENU.search(self.text)[1].split()).split(" > ")

    @property
    def values(self) -> dict[str, str]:
        """Return the table: field → example."""
        return dict(ROW.findall(self.text)[1:])


@pytest.fixture(scope="module")
def installed():
    """The database that the guide's commands make, served with mail in and out."""
    with postgres.running():
        _install()
        # What an earlier run logged is not this one's fault.
        stacks.Stack(DATABASE).log.unlink(missing_ok=True)
        with stacks.running(DATABASE) as running:
            yield running
        complaints = database.complaints(running.log)
        assert not complaints, "\n".join(map(str, complaints))


def _install():
    database.drop(DATABASE)
    for line in Step(1).blocks("sh")[0].splitlines():
        program, *words = shlex.split(line)
        assert program == "odoo"
        arguments = [DATABASE if word == NAMED else word for word in words]
        odoo.run_quietly(arguments, f"{DATABASE}-install")
    script = LOG / f"{DATABASE}.py"
    script.write_text(Step(2).blocks("python")[0])
    with script.open() as words:
        shell = ["shell", "-d", DATABASE, "--no-http"]
        odoo.run_quietly(shell, f"{DATABASE}-shell", stdin=words)


@pytest.fixture
def page(browser, installed):
    """The administrator's page."""
    with visitors(browser, installed.url) as open_page:
        yield open_page()


def test_from_nothing_to_the_first_case(installed, page):
    """SLA 1.01, 1.02, 1.03: whoever only has the guide gets to the first case."""
    page.set_viewport_size({"width": 1366, "height": 900})
    sign_in(page, "admin", "admin")
    follow(page)
    mail = MailWorld(installed)
    mail.send(SENDER, SUBJECT)
    mail.wait("maria@cafeantigua.com.gt", SUBJECT)

    _open_menu(page, Step(12).menu)
    page.locator(".o_data_row", has_text=SUBJECT).wait_for()
    admin = Person(installed, "admin", "admin")
    names = ["contract_id", "sla_deadline", "team_id"]
    [case] = admin.call(
        "helpdesk.ticket", "search_read", [("name", "=", SUBJECT)], names
    )
    assert case["sla_deadline"] and case["team_id"][1] == "Soporte"
    assert case["contract_id"], "the sender's domain stands on the contract"
    _open_menu(page, Step(5).menu)
    assert _missing(page) <= {"Feriados"}, "which are the country's own"
    for width in (1920, 390):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto("/odoo/helpdesk-setup")
        page.get_by_role("button", name="Abrir").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def follow(page):
    """Do on the screens what the guide says, up to the test case."""
    _open_menu(page, Step(3).menu)
    page.locator(".o_data_row, .o_kanban_record").first.click()
    _fill_and_save(page, Step(3))

    _open_menu(page, Step(4).menu)
    _create(page)
    _fill_and_save(page, Step(4))

    for key, value in Step(6).values.items():
        _open_point(page, 6)
        _set_parameter(page, key, value)

    _open_point(page, 8)
    page.locator(".o_data_row td[name=name]", has_text="Soporte").click()
    members = Step(8).values.pop("Miembros")
    page.get_by_text("Agregar Miembros").click()
    page.locator(".modal .o_data_row", has_text=members).locator("input").check()
    page.locator(".modal-footer button", has_text="Seleccionar").click()
    page.locator(".modal").wait_for(state="detached")
    _fill_and_save(page, Step(8))

    _open_menu(page, Step(10).menu)
    _create(page)
    _fill_and_save(page, Step(10))

    _open_menu(page, Step(5).menu)
    _fill(page, *next(iter(Step(11).values.items())))
    page.locator("button", has_text=BOLD.search(Step(11).text)[1]).click()
    steps = page.locator("[name=step_ids] .o_kanban_record:not(.o_kanban_ghost)")
    steps.last.wait_for()
    assert steps.count() == page.locator("[name=step_ids] .text-success").count()


def _open_menu(page, names):
    """Open a page by the names of its menus, as the guide writes them."""
    app, section, *items = names
    page.locator(".o_navbar_apps_menu button").click()
    page.locator(MENU_ITEM, has_text=_called(app)).click()
    page.locator(".o_menu_brand", has_text=app).wait_for()
    page.locator(SECTION, has_text=_called(section)).click()
    for name in items:
        page.locator(MENU_ITEM, has_text=_called(name)).click()
    page.locator(".o_breadcrumb").wait_for()
    page.wait_for_timeout(1000)


def _called(name):
    """Return what finds a menu by its name, with or without a count behind it."""
    return re.compile(rf"^\s*{re.escape(name)}\s*[\d+]*\s*$")


def _open_point(page, number):
    """Open what the list of what is missing opens beside the point of a step."""
    _open_menu(page, Step(5).menu)
    name = OPENED.search(Step(number).text)[1]
    point = page.locator("[name=point_ids] .o_kanban_record").filter(
        has=page.get_by_text(name, exact=True)
    )
    point.get_by_role("button", name="Abrir").click()
    page.locator(".o_list_view").wait_for()


def _missing(page):
    points = page.locator("[name=point_ids] .o_kanban_record").filter(
        has=page.locator(".text-danger")
    )
    return {point.locator(".fw-bold").inner_text().strip() for point in points.all()}


def _create(page):
    page.get_by_role("button", name="Nuevo", exact=True).first.click()
    page.locator(".o_form_editable").wait_for()


def _fill_and_save(page, step):
    page.locator(".o_form_editable").wait_for()
    page.wait_for_timeout(1000)  # … until the fields have their last numbers
    for label, value in step.values.items():
        if label != "Miembros":
            _fill(page, label, value)
    page.keyboard.press("Tab")
    save = page.locator(".o_form_button_save")
    if save.is_visible():  # not where the guide's example stood there already
        save.click()
        save.wait_for(state="hidden")


def _fill(page, label, value):
    """Enter a value in the field that has this label, or this placeholder."""
    field = _find_field(page, label)
    if field.locator(".o_field_x2many_list_row_add").count():
        field.locator(".o_field_x2many_list_row_add a").click()
        field = field.locator(".o_selected_row")
    field.locator("input, textarea").first.fill(value)
    if field.locator(".o_select_menu_toggler").count():
        page.locator(".o_select_menu_item").get_by_text(value, exact=True).click()
    elif "o_field_many2one" in (field.get_attribute("class") or ""):
        page.locator(".o-autocomplete--dropdown-item", has_text=CREATE).click()
        page.locator(".modal .o_form_button_save").click()
        page.locator(".modal").wait_for(state="detached")


def _find_field(page, label):
    widgets = page.locator(".o_form_view .o_field_widget")
    labels = page.locator("label.o_form_label:not([for^=radio])")
    named = labels.filter(has_text=re.compile(rf"^{re.escape(label)}\??$"))
    if not named.count():
        hinted = widgets.filter(has=page.get_by_placeholder(label, exact=True))
        return (hinted if hinted.count() else page.locator(TITLE)).first
    identity = named.first.get_attribute("for")
    field = page.locator(f"[id='{identity}']")
    if field.count():
        return field.locator(AROUND)
    name = identity.rpartition("_")[0]  # its widget forgot it
    return page.locator(f".o_field_widget[name='{name}']").first


def _set_parameter(page, key, value):
    page.locator(".o_data_row").first.wait_for()
    exact = re.compile(rf"^\s*{re.escape(key)}\s*$")
    cell = page.locator("td[name=key]", has_text=exact)
    row = page.locator(".o_data_row").filter(has=cell)
    if row.count():
        row.locator("td[name=value]").click()
    else:
        page.locator(".o_list_button_add").click()
        page.locator(".o_selected_row [name=key] input").fill(key)
    page.locator(".o_selected_row [name=value]").locator("input, textarea").fill(value)
    page.locator(".o_list_button_save").click()
    page.locator(".o_selected_row").wait_for(state="detached")
