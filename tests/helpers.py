"""People and mail for journeys."""

import mailbox
import re
import smtplib
import time
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import make_msgid
from urllib.parse import urlsplit

import requests
from axe_playwright_python.sync_playwright import Axe

SUPPORT = "soporte@bacg.cloud"
PATIENCE_SECONDS = 30  # beside other work, too
ANSWER_SECONDS = 60
VISITOR = {"locale": "es-GT", "timezone_id": "America/Guatemala"}
# What a browser logs when a test cuts its line.
OFFLINE = "ERR_INTERNET_DISCONNECTED"
# Words that no Spanish text of ours has; OCA says “ticket” and “tíquet”, we “caso”.
FOREIGN = re.compile(
    r"\b(tickets?|t[ií]quets?|the|and|your|you|with|from|this|by|new|create|close"
    r"|closed|open|stage|category|assignee|description|attachments?|submit|waiting"
    r"|powered|search|team|teams|channel|settings|reporting|dashboard|weekly|report"
    r"|helpdesk)\b",
    re.IGNORECASE,
)
# What axe finds on an agent's screens and core draws so in all of Odoo's; of each why.
CORES_OWN = {
    ".o_main_navbar": "menus without items, and pictures without words",
    ".o_searchview": "states that its roles do not have, and icons without words",
    ".o_cp_switch_buttons": "on a telephone: an icon without words",
    ".o_control_panel_navigation > button": "on a telephone: an icon without words",
    ".o_back_button": "on a telephone: an icon without words",
    ".o_field_x2many .o_optional_columns_dropdown": "an icon without words",
    ".o_notebook_headers": "tabs in no list of tabs",
    ".o_tag": "a state that its role does not have",
    ".o_select_menu": "a word of its own for the browser not to propose",
    ".o-mail-ActivityButton": "an icon without words in a button that has them",
    ".o-mail-Activity-avatarContainer": "a button and a picture without words",
    ".o-mail-Message-avatarContainer": "words on what has no role",
    ".o-mail-Chatter-topbar": "icons without words in buttons that have them",
}
# What is a name, and what clause 1.12 says in the document's own words.
NAMES = re.compile(
    r"Google Meet|Microsoft Teams|\bTeams\b|Zoom|Discord|TeamViewer"
    r"|por ticket al fabricante"
)


@contextmanager
def visitors(browser, url: str):
    """Give a function that opens a page for one more person in Guatemala.

    Fails if one of them logs an error or loads anything from another host. All are
    closed at the end: a page left open calls the next server of the same port.

    :param url: of the server
    """
    contexts, complaints = [], []
    hosts = (urlsplit(url).netloc, "")  # "": data within a page

    def log(message):
        if message.type == "error" and OFFLINE not in message.text:
            complaints.append(message.text)

    def load(request):
        if urlsplit(request.url).netloc not in hosts:
            complaints.append(request.url)

    def open_page():
        context = browser.new_context(base_url=url, **VISITOR)
        contexts.append(context)
        context.on("console", log)
        context.on("weberror", lambda fault: complaints.append(str(fault.error)))
        context.on("request", load)
        return context.new_page()

    try:
        yield open_page
    finally:
        for context in contexts:
            context.close()
    assert not complaints, "\n".join(complaints)


def sign_in(page, login: str, password: str):
    """Sign a person in on the login page and wait until he is in."""
    page.goto("/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.click(".oe_login_form button[type=submit]")
    page.wait_for_url(lambda url: "/web/login" not in url)


def search_list(page, word: str):
    """Search the list on the screen for a word and wait until it shows only that."""
    page.locator("tr.o_data_row").first.wait_for()
    page.locator(".o_searchview_input").fill(word)
    page.locator(".o_searchview_autocomplete").wait_for()
    page.keyboard.press("Enter")
    page.locator(".o_searchview_facet").first.wait_for()
    page.locator("tr.o_data_row", has_text=word).first.wait_for()
    page.wait_for_timeout(800)


def severe_findings(page, include=(), exclude=()) -> list[tuple]:
    """Return what axe-core calls critical or serious, as pairs of rule and elements.

    :param include: selectors of the parts to look at, those that are there; by default
        the whole page
    :param exclude: selectors of parts that are not ours
    """
    context = {"exclude": [[part] for part in exclude]}
    if include:
        shown = [part for part in include if page.locator(part).count()]
        context["include"] = [[part] for part in shown]
    return [
        (finding["id"], [node["html"][:200] for node in finding["nodes"]])
        for finding in Axe().run(page, context=context).response["violations"]
        if finding["impact"] in ("critical", "serious")
    ]


def foreign_words(text: str) -> list[str]:
    """Return the words of a text that are not Spanish, in lower case, sorted."""
    found = FOREIGN.findall(NAMES.sub("", text or ""))
    return sorted({word.lower() for word in found})


class MailWorld:
    """The outside: sends to the intake, receives what the relay kept."""

    def __init__(self, stack):
        self.stack = stack

    def send(self, sender, subject, body="Hola", to=SUPPORT, **headers) -> EmailMessage:
        """Send a mail to the intake; an underscore in a header's name is a dash."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, to, subject
        message["Message-ID"] = make_msgid(domain="example.com")
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(body)
        self.send_bytes(message.as_bytes(), message["From"].addresses[0].addr_spec, to)
        return message

    def send_bytes(self, content: bytes, sender: str, to=SUPPORT):
        """Send raw bytes; raises smtplib's error if the intake does not take them."""
        with smtplib.SMTP("127.0.0.1", self.stack.smtp_port) as server:
            server.sendmail(sender, to, content)

    def received(self, recipient: str) -> list[EmailMessage]:
        """Return all mail that Odoo sent to `recipient` so far, oldest first."""
        kept = mailbox.Maildir(self.stack.maildir, create=False)
        found = [
            message_from_bytes(kept.get_bytes(key), policy=policy.default)
            for key in sorted(kept.keys())
        ]
        return [message for message in found if recipient in message["X-RcptTo"]]

    def wait(self, recipient: str, subject: str = "", count: int = 1) -> list:
        """Return the mail to `recipient` with `subject` in it, once there is enough."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            found = [m for m in self.received(recipient) if subject in m["Subject"]]
            if len(found) >= count:
                return found
            assert time.monotonic() < deadline, (
                f"{len(found)} of {count} mails to {recipient} about {subject!r}"
            )
            time.sleep(0.1)


class Person:
    """Someone signed in, who calls models as the web client does."""

    def __init__(self, stack, login: str, password: str, timeout=ANSWER_SECONDS):
        self.url = stack.url
        self.timeout = timeout
        self.session = requests.Session()
        credentials = {"db": stack.database, "login": login, "password": password}
        self.information = self._post("/web/session/authenticate", credentials)

    def call(self, model: str, method: str, *args, **kwargs):
        """Call a model's method with the person's rights and return its result.

        In his language and zone, which the web client sends along.
        """
        context = {**self.information["user_context"], **kwargs.get("context", {})}
        kwargs = {**kwargs, "context": context}
        parameters = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._post("/web/dataset/call_kw", parameters)

    def _post(self, path: str, parameters: dict):
        """Post JSON-RPC; an error of the server is an AssertionError with its text."""
        answer = self.session.post(
            self.url + path, json={"params": parameters}, timeout=self.timeout
        ).json()
        assert "error" not in answer, answer["error"]["data"]["debug"]
        return answer.get("result")  # absent if it is None


def reference(admin: Person, xml_id: str) -> int:
    """Return the id of the record with an XML id."""
    module, name = xml_id.split(".")
    domain = [("module", "=", module), ("name", "=", name)]
    return admin.call("ir.model.data", "search_read", domain, ["res_id"])[0]["res_id"]


def make_customer(admin: Person, name: str, mail_domain: str, **contract) -> int:
    """Make a customer's company under the agreement; return its id."""
    values = {"name": name, "is_company": True}
    customer = admin.call("res.partner", "create", [values])[0]
    values = {
        "partner_id": customer,
        "agreement_id": reference(admin, "bacg_sla_platino.agreement_platino"),
        "date_from": "2024-02-01",
        "domain_ids": [[0, 0, {"name": mail_domain}]],
        **contract,
    }
    admin.call("bacg.sla.contract", "create", [values])
    return customer


def make_user(admin: Person, login: str, group: str, **values) -> int:
    """Make a user whose password is his login; return its id."""
    user = {
        "name": login,
        "login": login,
        "password": login,
        "email": f"{login}@bacg.cloud",
        "tz": "America/Guatemala",
        "group_ids": [[6, 0, [reference(admin, group)]]],
        **values,
    }
    return admin.call("res.users", "create", [user])[0]


def make_agent(admin: Person, login: str) -> int:
    """Make an agent of the support team; return the user's id."""
    agent = make_user(admin, login, "helpdesk_mgmt.group_helpdesk_user")
    team = reference(admin, "bacg_sla_platino.team_support")
    admin.call("helpdesk.ticket.team", "write", [team], {"user_ids": [[4, agent]]})
    return agent


def make_team(admin: Person, name: str, *logins: str) -> int:
    """Make a team and its agents; return its id.

    They see what is theirs, and what is nobody's in this team: no other test's cases.
    """
    group = "helpdesk_mgmt.group_helpdesk_user_own"
    agents = [make_user(admin, login, group) for login in logins]
    values = {"name": name, "user_ids": [[6, 0, agents]], "show_in_portal": False}
    return admin.call("helpdesk.ticket.team", "create", [values])[0]


def make_case(admin: Person, subject: str, partner: int, **values) -> int:
    """Make a case of the support team; return its id."""
    values = {
        "name": subject,
        "description": "<p>Descripción secreta</p>",
        "partner_id": partner,
        "team_id": reference(admin, "bacg_sla_platino.team_support"),
        **values,
    }
    return admin.call("helpdesk.ticket", "create", [values])[0]


def render_templates(admin: Person, case: int) -> dict[str, dict]:
    """Return subject and body of each mail template of ours, as a case sends it."""
    domain = [("module", "=", "bacg_sla_platino"), ("model", "=", "mail.template")]
    names = {
        row["res_id"]: row["name"]
        for row in admin.call(
            "ir.model.data", "search_read", domain, ["res_id", "name"]
        )
    }
    of_cases = [("id", "in", list(names)), ("model", "=", "helpdesk.ticket")]
    layout = {"email_layout_xmlid": "bacg_sla_platino.mail_layout"}
    rendered = {}
    for template in admin.call("mail.template", "search", of_cases):
        mail = admin.call("mail.template", "send_mail", template, case, **layout)
        columns = ["subject", "body_html"]
        [rendered[names[template]]] = admin.call("mail.mail", "read", [mail], columns)
        admin.call("mail.mail", "unlink", [mail])
    return rendered
