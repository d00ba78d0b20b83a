"""A folder of messages against a running server: each is accounted for, in time.

``MAIL_CORPUS=folder bin/test tests/test_mail_corpus.py`` takes the ``.eml`` and
``.txt`` files of a folder from elsewhere; without it, the project's own serve. What a
second reading by other means finds in a message and not in its case is named.
"""

import os
import time
from collections import Counter, defaultdict
from pathlib import Path

import requests

from tests.helpers import SUPPORT, Person
from tests.second_reading import missing
from tooling.console import say
from tooling.paths import ROOT

OWN = ROOT / "bacg_sla_platino" / "tests" / "mails"
MODEL = "bacg.mail.inbound"
MESSAGE_SECONDS = 10
# States of messages whose words are in a case.
IN_CASE = ("case", "reply")


def test_every_message_is_accounted_for(stack, admin, capsys):
    """SLA 1.01: as many rows as files, none pending, none after more than 10 s.

    Of the project's own messages no word is missing in a case.
    """
    folder = Path(os.environ.get("MAIL_CORPUS") or OWN)
    files = [p for p in sorted(folder.rglob("*")) if p.suffix in (".eml", ".txt")]
    assert files, f"no .eml or .txt files in {folder}"
    token = stack.token()
    before = admin.call(MODEL, "search_count", [])
    took, ids = {}, {}
    for path in files:
        begin = time.monotonic()
        ids[path] = _hand_over(stack.url, token, path)
        took[path] = time.monotonic() - begin
    assert admin.call(MODEL, "search_count", []) == before + len(files)
    rows = admin.call(
        MODEL, "read", list(ids.values()), ["state", "error", "ticket_id"]
    )
    counts = Counter(row["state"] for row in rows)
    slowest = max(took, key=took.get)
    lost = _missing(admin, rows, ids)
    with capsys.disabled():
        for line in _table(counts, slowest, took[slowest]) + _refused(rows, ids) + lost:
            say(line)
    assert counts.total() == len(files)
    assert not counts["pending"]
    assert folder != OWN or not lost


def _hand_over(url: str, token: str, path: Path) -> int:
    """Post a file as the intake does; return the id of its row."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "message/rfc822",
        "X-Envelope-To": SUPPORT,
    }
    address = f"{url}/bacg/mail/inbound"
    content = path.read_bytes()
    try:
        answer = requests.post(
            address, content, headers=headers, timeout=MESSAGE_SECONDS
        )
    except requests.Timeout as error:
        raise AssertionError(f"{path}: more than {MESSAGE_SECONDS} s") from error
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
    return answer.json()["id"]


def _table(counts: Counter, slowest: Path, seconds: float) -> list[str]:
    """Return what became of how many messages."""
    lines = [f"   {state:12} {count:5}" for state, count in counts.most_common()]
    total = f"   {'sum':12} {counts.total():5}"
    return ["", *lines, total, f"   slowest: {slowest.name}, {seconds:.2f} s"]


def _refused(rows: list, ids: dict) -> list[str]:
    """Return a line for each message that waits for people, with the reason."""
    names = {number: path.name for path, number in ids.items()}
    return [
        f"   {names[row['id']]}: {row['error']}"
        for row in rows
        if row["state"] == "quarantined"
    ]


def _missing(admin: Person, rows: list, ids: dict) -> list[str]:
    """Return a line for each message of which its case lacks words."""
    cases = {row["id"]: row["ticket_id"][0] for row in rows if row["state"] in IN_CASE}
    about = [("model", "=", "helpdesk.ticket"), ("res_id", "in", [*cases.values()])]
    pages = defaultdict(str)
    for message in admin.call(
        "mail.message", "search_read", about, ["res_id", "subject", "body"]
    ):
        pages[message["res_id"]] += f"<p>{message['subject']}</p>{message['body']}"
    lines = []
    for path, number in ids.items():
        if number in cases and (
            lost := missing(path.read_bytes(), pages[cases[number]])
        ):
            lines.append(f"   {path.name}: not in the case: {' '.join(lost)}")
    return lines
