"""Core's privacy look-up finds a person in our records, and he can be forgotten."""

import pytest

from tests import shells

DATABASE = "bacg_privacy"
LOOK_UP = """
import json
address = "marta@olvido.gt"
raw = (
    f"From: Marta Olvido <{address}>\\r\\nTo: soporte@bacg.cloud\\r\\n"
    "Subject: No imprime\\r\\nMessage-ID: <1@olvido.gt>\\r\\n\\r\\nHola\\r\\n"
).encode()
row = env["bacg.mail.inbound"]._keep(raw, "http")
row._process()
ticket, partner = row.ticket_id, row.ticket_id.partner_id
wizard = env["privacy.lookup.wizard"].create({"name": partner.name, "email": address})
wizard.action_lookup()
found = sorted(set(wizard.line_ids.mapped("res_model")))
for model in ("bacg.mail.inbound", "res.users", "res.partner"):
    wizard.line_ids.filtered(lambda line: line.res_model == model).action_unlink()
env.flush_all()
env.invalidate_all()
print("RESULT", json.dumps({
    "found": found,
    "left": [bool(record.exists()) for record in (row, partner)],
    "users": env["res.users"].search_count([("login", "=", address)]),
    "case": bool(ticket.exists()),
    "contact": ticket.partner_id.name,
    "events": len(ticket.sla_event_ids),
}))
"""


@pytest.fixture
def copied():
    """A new database with our addons and the privacy look-up."""
    with shells.copied(DATABASE, "-i", "privacy_lookup") as name:
        yield name


def test_found_and_forgotten(copied):
    """Contact, user, cases and kept mail are found; the case outlives the person."""
    result, _log = shells.run(copied, LOOK_UP)
    assert {
        "bacg.mail.inbound",
        "helpdesk.ticket",
        "res.partner",
        "res.users",
    } <= set(result["found"])
    assert result["left"] == [False, False]
    assert not result["users"]
    assert result["case"] and not result["contact"]
    assert result["events"]
