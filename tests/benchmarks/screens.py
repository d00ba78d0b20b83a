"""What people open with many cases, in a browser: the server's time and queries.

Each page is opened by a real browser on a running server; what Odoo says in its log of
every call that the page makes is added up.
"""

import os
import re
from contextlib import ExitStack
from statistics import median
from typing import NamedTuple

from playwright.sync_api import sync_playwright

from odoo import SUPERUSER_ID
from odoo.tools import SQL

from tests.benchmarks import databases, large
from tests.benchmarks.side import Side
from tests.benchmarks.table import Row
from tests.helpers import sign_in
from tooling import database, system
from tooling import stack as stacks

CASES, OPEN = 100_000, 20_000
NAME = f"screens: {CASES:,} cases, {OPEN:,} open"
SECONDS = 1
WIDTH, HEIGHT = 1366, 768
# A page is at rest when the server heard nothing of it for so long.
TURN_MILLISECONDS, QUIET_TURNS = 500, 6
PASSWORD = "bench-screens"
LOGINS = {"agent": "bench", "customer": "persona0@cafe.example", "manager": "chief"}


class Page(NamedTuple):
    """Who opens what, and at which address: ours, and the bare side's.

    Only the calls count whose path contains ``call``.
    """

    who: str
    ours: str
    bare: str | None
    call: str = ""


PAGES = {
    "queue": Page(
        "agent", "/odoo/my-queue", "/odoo/my-helpdesk-tickets?view_type=list"
    ),
    "to classify": Page("agent", "/odoo/to-classify", None),
    "counters": Page("agent", "/odoo/my-queue", None, "get_record_counts"),
    "kanban": Page("agent", *2 * ["/odoo/helpdesk-tickets?view_type=kanban"]),
    "list": Page("agent", *2 * ["/odoo/helpdesk-tickets"]),
    "case": Page("agent", *2 * ["/odoo/helpdesk-tickets/{case}"]),
    "this month": Page("manager", "/odoo/sla-month", None),
    "portal list": Page("customer", *2 * ["/my/tickets"]),
    "portal case": Page("customer", *2 * ["/my/ticket/{case}"]),
}
# An access log's line: the call, and its queries, seconds of SQL, other seconds.
CALL = re.compile(
    r'"(?:GET|POST) (?P<path>\S+) HTTP/[\d.]+" \d+ - '
    r"(?P<queries>\d+) (?P<sql>[\d.]+) (?P<rest>[\d.]+)"
)
# Files are kept by the browser; the bus only waits.
NOT_A_PAGE = re.compile(r"/web/(assets|static|image|bundle)|/websocket|/static/")


def run(repetitions: int):
    """Yield seconds and queries of each page, beside the same of the bare side."""
    figures = {}
    for name in ("bare", "ours"):
        side = Side(name, _make_database(name))
        _give_passwords(side)
        few = _open_pages(side, side.cases, 1)
        many = _open_pages(side, _fill(side), repetitions)
        for page in many:
            figures.setdefault(page, {})[name] = (*many[page], few[page][1])
    for page, sides in figures.items():
        seconds, queries, before = (
            {name: found[kind] for name, found in sides.items()} for kind in range(3)
        )
        yield Row(f"{NAME}: {page}", "s", limit=SECONDS, **seconds)
        yield Row(f"{NAME}: {page}, queries", "", **queries)
        yield Row(f"1,000 cases: {page}, queries", "", **before)


def _make_database(name: str) -> str:
    copy = f"{databases.name(name)}_screens"
    database.copy(databases.name(name), copy)
    return copy


def _fill(side) -> list[int]:
    """Make the cases, of which one in five is open; return the ids of the open ones."""
    with side.environment(SUPERUSER_ID) as env:
        case = large._case(env, side)
        ids = large._copy_case(env, case, CASES)
        _copy_messages(env, case, ids)
        if side.name == "ours":
            large._copy_clocks(env, case, ids)
        env.execute_query(_spread(side, env))
        if side.name == "ours":
            env.execute_query(_spread_clocks())
        env.cr.commit()
        env.cr.execute("ANALYZE helpdesk_ticket, mail_message")
        if side.name == "ours":
            env.cr.execute("ANALYZE bacg_sla_status, bacg_sla_event")
        env.cr.commit()
        return ids[:: CASES // OPEN]


def _give_passwords(side):
    """Let an agent, a manager and a customer sign in."""
    with side.environment(SUPERUSER_ID) as env:
        manager = env.ref("helpdesk_mgmt.group_helpdesk_manager")
        values = {"name": "Jefa", "login": LOGINS["manager"], "group_ids": manager.ids}
        chief = env["res.users"].create(values)
        contact = env["res.partner"].browse(side.contacts[0])
        people = env["res.users"].browse(side.agent) | contact.user_ids | chief
        for user in people:
            user.password = PASSWORD
        env.cr.commit()


def _copy_messages(env, case, ids: list[int]):
    """Give each of the cases the messages of ``case``."""
    columns = large._columns(env, "mail_message", "res_id", "message_id")
    env.execute_query(
        SQL(
            "INSERT INTO mail_message (%(columns)s, res_id) "
            "SELECT %(columns)s, copied FROM mail_message, unnest(%(ids)s) copied "
            "WHERE model = 'helpdesk.ticket' AND res_id = %(case)s RETURNING id",
            columns=columns,
            ids=ids,
            case=case.id,
        )
    )


def _spread(side, env) -> SQL:
    """Return the statement that makes the cases differ as those of a real desk do."""
    closed = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done").id
    waiting = side.stages["wait"]
    return SQL(
        "UPDATE helpdesk_ticket SET number = 'B' || id,"
        " priority = (id %% 4)::text,"
        " user_id = CASE WHEN id %% 3 = 0 THEN NULL ELSE %(agent)s END,"
        " create_date = create_date - (1 + id %% 60) * interval '1 day',"
        " stage_id = CASE WHEN id %% %(ratio)s > 0 THEN %(closed)s"
        " WHEN id %% 7 = 0 THEN %(waiting)s ELSE %(running)s END,"
        " closed_date = CASE WHEN id %% %(ratio)s > 0"
        " THEN create_date - (id %% 60) * interval '1 day' END"
        " RETURNING id",
        agent=side.agent,
        ratio=CASES // OPEN,
        closed=closed,
        waiting=waiting,
        running=side.stages["run"],
    )


def _spread_clocks() -> SQL:
    """Return the statement that lets the clocks say what the stages say."""
    return SQL(
        "WITH moved AS (UPDATE bacg_sla_status SET"
        " state = CASE WHEN stage.sla_mode = 'stop' THEN 'reached'"
        " WHEN stage.sla_mode = 'run' THEN 'running' ELSE 'paused' END,"
        " deadline = CASE WHEN stage.sla_mode = 'run' OR stage.sla_mode = 'stop'"
        " THEN now() + (ticket.id %% 5000 - 800) * interval '1 minute' END,"
        " started_at = ticket.create_date, reached_at = ticket.closed_date"
        " FROM helpdesk_ticket ticket JOIN helpdesk_ticket_stage stage"
        " ON stage.id = ticket.stage_id WHERE ticket.id = ticket_id"
        " RETURNING ticket_id, bacg_sla_status.state, deadline) "
        "UPDATE helpdesk_ticket SET classified_at = now(),"
        " sla_deadline = CASE WHEN moved.state = 'running' THEN deadline END,"
        " sla_state = CASE moved.state WHEN 'reached' THEN 'done'"
        " WHEN 'paused' THEN 'paused' ELSE 'on_track' END"
        " FROM moved WHERE moved.ticket_id = id RETURNING id"
    )


def _open_pages(side, cases: list[int], repetitions: int) -> dict:
    """Return a dict from page to its seconds and queries, medians."""
    found, browsers = {}, {}
    with ExitStack() as exits:
        stack = exits.enter_context(stacks.running(side.registry.db_name))
        playwright = exits.enter_context(sync_playwright())
        chromium = playwright.chromium.launch(
            executable_path=system.browser(),
            # Chromium refuses its sandbox to root.
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        exits.callback(chromium.close)
        for name, page in PAGES.items():
            if not (address := getattr(page, side.name)):
                continue
            if page.who not in browsers:
                browsers[page.who] = _sign_in(chromium, stack, LOGINS[page.who])
            address = address.format(case=cases[len(cases) // 2])
            turns = [
                _open(browsers[page.who], stack, address, page.call)
                for _turn in range(repetitions + 1)
            ]
            # The first turn only warms the caches.
            found[name] = tuple(map(median, zip(*turns[1:], strict=True)))
    return found


def _sign_in(chromium, stack, login: str):
    context = chromium.new_context(
        base_url=stack.url, viewport={"width": WIDTH, "height": HEIGHT}
    )
    page = context.new_page()
    sign_in(page, login, PASSWORD)
    return page


def _open(page, stack, address: str, call: str) -> tuple[float, int]:
    """Return the server's seconds and queries until the page has come to rest.

    :param call: what the path of a call that counts contains
    """
    page.goto("about:blank")
    with stack.log.open() as log:
        log.seek(0, os.SEEK_END)
        page.goto(address)
        lines = list(_follow(page, log))
    found = [match for match in map(CALL.search, lines) if match]
    found = [m for m in found if call in m["path"] and not NOT_A_PAGE.search(m["path"])]
    seconds = sum(float(m["sql"]) + float(m["rest"]) for m in found)
    return seconds, sum(int(m["queries"]) for m in found)


def _follow(page, log):
    """Yield what is logged until nothing more comes."""
    quiet = 0
    while quiet < QUIET_TURNS:
        page.wait_for_timeout(TURN_MILLISECONDS)
        new = log.readlines()
        yield from new
        quiet = 0 if any(map(CALL.search, new)) else quiet + 1
