"""What journeys stand on: a running stack, people's browsers, the mail world."""

import os
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

from tests.crowd import Crowd
from tests.helpers import MailWorld, Person, reference, visitors
from tooling import database, postgres, system
from tooling import stack as stacks
from tooling.checks import templates

DATABASE = "bacg_journey"
# What takes half an hour: bin/test --nightly, or the file by its name.
NIGHTLY = ["test_killing_run.py"]
collect_ignore = [] if os.environ.get("SLA_NIGHTLY") else NIGHTLY


@contextmanager
def _running(name, **ports):
    with postgres.running():
        database.copy(templates.installed(), name)
        # What an earlier run logged is not this one's fault.
        stacks.Stack(name).log.unlink(missing_ok=True)
        with stacks.running(name, **ports) as running:
            yield running
        complaints = database.complaints(running.log)
        assert not complaints, "\n".join(map(str, complaints))


@pytest.fixture(scope="session")
def run_stack():
    """Returns a context manager: Odoo on a new database of that name, with mail."""
    return _running


@pytest.fixture(scope="session")
def stack():
    """Odoo with our addons on a new database, with mail in and out."""
    with _running(DATABASE) as running:
        yield running


@pytest.fixture(scope="session")
def mail(stack):
    """Sends mail to the intake and reads what Odoo sent."""
    return MailWorld(stack)


@pytest.fixture(scope="session")
def admin(stack):
    """The administrator, calling Odoo as the web client does."""
    person = Person(stack, "admin", "admin")
    # The senders of all tests come within an hour: they are no strangers too many.
    company = reference(person, "base.main_company")
    person.call("res.company", "write", [company], {"sla_portal_user_limit": 1000})
    # The addresses of their instances are invented: nobody looks at them.
    for action in ("checks", "watch"):
        cron = reference(person, f"bacg_sla_uptime.ir_cron_uptime_{action}")
        person.call("ir.cron", "write", [cron], {"active": False})
    return person


@pytest.fixture(scope="session")
def crowd(admin):
    """A customer with 40 cases, a subject of 600 characters and a name of 80."""
    return Crowd(admin)


@pytest.fixture(scope="session")
def browser():
    """A real browser; a journey without one proves nothing."""
    path = system.browser()
    if not path:
        pytest.fail("no browser: sudo apt-get install chromium")
    # Chromium refuses its sandbox to root.
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=options)
        yield running
        running.close()


@pytest.fixture
def new_page(browser, stack):
    """Returns a function that opens a page for one more person in Guatemala."""
    with visitors(browser, stack.url) as open_page:
        yield open_page


@pytest.fixture
def page(new_page):
    """A page for the only person of a test."""
    return new_page()
