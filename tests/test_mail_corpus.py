"""A folder of messages against a running server: each is accounted for, in time.

``MAIL_CORPUS=folder bin/test tests/test_mail_corpus.py`` takes the ``.eml`` and
``.txt`` files of a folder from elsewhere; without it, the project's own serve.
"""

import os
import time
from collections import Counter
from pathlib import Path

import requests

from tests.helpers import SUPPORT
from tooling.console import say
from tooling.paths import ROOT

OWN = ROOT / "bacg_sla_platino" / "tests" / "mails"
MODEL = "bacg.mail.inbound"
MESSAGE_SECONDS = 10


def test_every_message_is_accounted_for(stack, admin, capsys):
    """SLA 1.01: as many rows as files, none pending, none after more than 10 s."""
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
    rows = admin.call(MODEL, "read", list(ids.values()), ["state", "error"])
    counts = Counter(row["state"] for row in rows)
    slowest = max(took, key=took.get)
    with capsys.disabled():
        for line in _table(counts, slowest, took[slowest]) + _refused(rows, ids):
            say(line)
    assert counts.total() == len(files)
    assert not counts["pending"]


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
