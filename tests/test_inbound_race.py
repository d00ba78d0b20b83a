"""The same mail comes many times at once: one case, and a row for each delivery."""

from concurrent.futures import ThreadPoolExecutor

import requests

from tests.helpers import SUPPORT
from tooling import postgres

DELIVERIES = 8
ROWS = """
    SELECT state, count(*), count(ticket_id), count(company_id)
      FROM bacg_mail_inbound WHERE subject = %s GROUP BY state ORDER BY state
"""
CASES = "SELECT count(*) FROM helpdesk_ticket WHERE name = %s"


def test_the_same_bytes_at_once(stack):
    """SLA 1.01, 1.02: whoever comes second waits, and finds what the first one kept."""
    subject = "Carrera de entregas"
    raw = (
        f"From: Ana <ana@carrera.example>\r\nTo: {SUPPORT}\r\nSubject: {subject}\r\n"
        "\r\nSin número de mensaje.\r\n"
    ).encode()
    headers = {
        "Authorization": f"Bearer {stack.token()}",
        "Content-Type": "message/rfc822",
    }

    def deliver(_number):
        address = f"{stack.url}/bacg/mail/inbound"
        return requests.post(address, raw, headers=headers, timeout=120).status_code

    with ThreadPoolExecutor(DELIVERIES) as pool:
        assert set(pool.map(deliver, range(DELIVERIES))) == {200}
    copies = DELIVERIES - 1
    assert postgres.execute(ROWS, subject, database=stack.database) == [
        ("case", 1, 1, 1),
        ("duplicate", copies, copies, copies),
    ], "copies follow their original, though it was not a case yet when they came"
    assert postgres.execute(CASES, subject, database=stack.database) == [(1,)]
