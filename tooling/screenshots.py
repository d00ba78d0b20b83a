"""``bin/screenshots``: pictures of the demo for the README, as its people see it."""

import argparse
import os
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.helpers import MailWorld, Person, sign_in
from tooling import demo, postgres, stack, system
from tooling.console import Problem, guarded, say
from tooling.paths import ROOT
from tooling.process import leave_on_terminate

DOCS = ROOT / "docs"
IN_GUIDE = re.compile(r"\]\(([\w-]+)\.png\)")
SIZE = {"width": 1360, "height": 820}
PHONE = {"width": 390, "height": 844}
# Of these a telephone's picture is taken, too.
ON_A_PHONE = ("mi-cola", "caso", "este-mes", "portal-casos", "portal-caso")
SENDER = "mestrada@cafeantigua.com.gt"
MAIL_SIZE = {"width": 700, "height": 300}
# What a page shows once it has something to show: backend, then portal.
READY = (
    ".o_data_row, .o_form_sheet, .o_kanban_record, .o_pivot, .o_queue_board_row, "
    ".o_sla_month, #wrap"
)
# (file, login, path; {case} is the id of the case with this title, {agreement} that of
# the version that is published)
PICTURES = (
    ("mi-cola", "agente", "/odoo/my-queue", ""),
    ("por-clasificar", "agente", "/odoo/to-classify", ""),
    ("vencimientos", "agente", "/odoo/next-deadlines", ""),
    (
        "caso",
        "agente",
        "/odoo/helpdesk-tickets/{case}",
        "No me deja validar facturas: error FEL 403",
    ),
    (
        "urgente",
        "agente",
        "/odoo/helpdesk-tickets/{case}",
        "URGENTE: nadie puede entrar al sistema",
    ),
    (
        "fabricante",
        "agente",
        "/odoo/helpdesk-tickets/{case}",
        "Certificador FEL responde «servicio no disponible» por ratos",
    ),
    ("tablero", "gerente", "/odoo/board", ""),
    ("este-mes", "gerente", "/odoo/sla-month", ""),
    ("acuerdo", "gerente", "/odoo/sla-agreements/{agreement}", ""),
    ("correo", "gerente", "/odoo/inbound-mail", ""),
    ("contratos", "gerente", "/odoo/sla-contracts", ""),
    ("informe", "gerente", "/odoo/sla-compliance", ""),
    ("disponibilidad", "gerente", "/odoo/availability", ""),
    ("cambios-legales", "gerente", "/odoo/legal-changes", ""),
    ("implantaciones", "gerente", "/odoo/rollouts", ""),
    ("ajustes", "admin", "/odoo/settings?#helpdesk_mgmt", ""),
    ("portal-casos", "cliente", "/my/tickets", ""),
    ("portal-inicio", "cliente", "/my", ""),
    ("portal-nuevo", "cliente", "/new/ticket", ""),
    ("portal-horas", "cliente", "/my/hours", ""),
    ("portal-servicio", "cliente", "/my/service", ""),
    ("portal-apps", "cliente", "/my/apps", ""),
    ("portal-interfaz", "cliente", "/my/interfaces/1", ""),
    ("portal-minuta", "cliente", "/my/changes/1", ""),
    ("portal-migracion", "cliente", "/my/migrations/1", ""),
    ("portal-disponibilidad", "cliente", "/my/availability/1", ""),
    ("portal-informe", "cliente", "/my/availability/statements/1", ""),
    ("portal-localizaciones", "cliente", "/my/localizations", ""),
    ("portal-implantacion", "cliente", "/my/rollouts/1", ""),
    (
        "portal-resuelto",
        "cliente",
        "/my/ticket/{case}",
        "Punto de venta pide iniciar sesión a cada rato",
    ),
    (
        "portal-caso",
        "cliente",
        "/my/ticket/{case}",
        "Certificador FEL responde «servicio no disponible» por ratos",
    ),
)


@dataclass
class Album:
    """The pictures in one language."""

    folder: Path
    lang: str  # of Odoo
    locale: str  # of the browser
    reported: str  # the subject of the mail that is answered
    wanted: set[str] | None = None  # all if it is None
    taken: set[str] = field(default_factory=set)

    def wants(self, name: str) -> bool:
        return self.wanted is None or name in self.wanted

    def shoot(self, page, name: str, **options):
        """Take a picture of a page, if it is wanted."""
        if not self.wants(name):
            return
        page.screenshot(path=self.folder / f"{name}.png", **options)
        self.taken.add(name)
        say(f"  {(self.folder / name).relative_to(ROOT)}.png")


def _albums() -> tuple[Album, Album]:
    """Return what to take: all in Spanish, what the English guides show in English."""
    english = DOCS / "en"
    guides = "".join(guide.read_text() for guide in english.glob("*.md"))
    return (
        Album(DOCS, "es_419", "es-GT", "No cuadra el libro de ventas de octubre"),
        Album(
            english,
            "en_US",
            "en-US",
            "October's sales book does not add up",
            wanted=set(IN_GUIDE.findall(guides)),
        ),
    )


def take(running: stack.Stack):
    """Take every picture into the folder of the documentation."""
    admin = Person(running, "admin", "admin")
    with _browser() as browser:
        for album in _albums():
            with _speaking(admin, album.lang):
                _fill(album, browser, running, admin)
            if missing := (album.wanted or set()) - album.taken:
                raise Problem(f"no picture {', '.join(sorted(missing))}")


@contextmanager
def _speaking(admin: Person, lang: str):
    """Let the people of the demo read Odoo, and its mails, in a language."""
    logins = {login for _name, login, *_rest in PICTURES}
    users = admin.call("res.users", "search", [("login", "in", sorted(logins))])
    spoken = admin.call("res.users", "read", users, ["lang"])
    admin.call("res.users", "write", users, {"lang": lang})
    try:
        yield
    finally:
        for user in spoken:
            admin.call("res.users", "write", [user["id"]], {"lang": user["lang"]})


def _fill(album: Album, browser, running: stack.Stack, admin: Person):
    """Take the pictures of an album."""
    [agreement] = admin.call(
        "bacg.sla.agreement", "search", [("state", "=", "published")], 0, 1
    )
    for login in dict.fromkeys(login for _name, login, *_rest in PICTURES):
        page = _page(album, browser, running, login)
        for name, owner, path, title in PICTURES:
            telephone = f"{name}-telefono"
            if owner == login and (album.wants(name) or album.wants(telephone)):
                case = _case(admin, title) if title else ""
                page.goto(path.format(case=case, agreement=agreement))
                _settle(page)
                # Where one signs, the focus is at the end of the page.
                page.evaluate("scrollTo(0, 0)")
                album.shoot(page, name)
                if name in ON_A_PHONE and album.wants(telephone):
                    page.set_viewport_size(PHONE)
                    page.reload()
                    _settle(page)
                    album.shoot(page, telephone)
                    page.set_viewport_size(SIZE)
    _take_setting_up(album, _page(album, browser, running, "admin"))
    _take_acknowledgement(album, browser, MailWorld(running))


def _settle(page):
    page.locator(READY).first.wait_for()
    if page.locator("#discussion").count():  # of a page of the portal
        page.locator("#discussion .o-mail-Composer").wait_for()
    page.wait_for_timeout(2500)  # … and its pictures and counters


def _take_setting_up(album: Album, page):
    """Take the list of what is missing, and what became of a test case."""
    page.goto("/odoo/helpdesk-setup")
    _settle(page)
    album.shoot(page, "puesta-en-marcha")
    page.click("button[name=action_send_trial]")
    steps = page.locator("[name=step_ids] .o_kanban_record:not(.o_kanban_ghost)").last
    steps.wait_for()
    steps.scroll_into_view_if_needed()
    page.wait_for_timeout(1000)
    album.shoot(page, "caso-de-prueba")


def _take_acknowledgement(album: Album, browser, mail: MailWorld):
    """Take the mail that answers a customer's, as his program shows it."""
    mail.send(f"María José Estrada <{SENDER}>", album.reported)
    message = mail.wait(SENDER, album.reported)[-1]
    page = browser.new_page(viewport=MAIL_SIZE)
    page.set_content(message.get_body(("html",)).get_content())
    album.shoot(page, "correo-acuse", full_page=True)


def _case(admin: Person, title: str) -> int:
    found = admin.call("helpdesk.ticket", "search", [("name", "=", title)])
    if not found:
        raise Problem(f"the demo has no case {title!r}")
    return found[0]


def _page(album: Album, browser, running: stack.Stack, login: str):
    context = browser.new_context(
        base_url=running.url,
        locale=album.locale,
        timezone_id="America/Guatemala",
        viewport=SIZE,
    )
    page = context.new_page()
    sign_in(page, login, "admin" if login == "admin" else f"{login}-demo")
    return page


@contextmanager
def _browser():
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=system.browser(), args=options
        )
        yield browser
        browser.close()


def main():
    """Prepare the demo database, start it, take the pictures, stop it."""
    parser = argparse.ArgumentParser("bin/screenshots", description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="make the database anew")
    given = parser.parse_args()
    leave_on_terminate()
    with postgres.running():
        demo.prepare(given.fresh)
        with stack.running(demo.DATABASE) as running:
            take(running)


if __name__ == "__main__":
    sys.exit(guarded(main))
