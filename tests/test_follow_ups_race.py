"""The weekly words, killed in the middle and run twice at once: one a week."""

import pytest

from tests import shells
from tooling import postgres

DATABASE = "bacg_words_race"
CASES = 60
# They wait since ten days: the server was down when their word was due.
PREPARE = f"""
from datetime import datetime, timedelta
from odoo.tests import freeze_time
for name in ("sla_events", "weekly_followup"):
    env.ref("bacg_sla_platino.ir_cron_" + name).active = False
customer = env["res.partner"].create(
    {{"name": "Carrera", "is_company": True, "email": "carrera@example.com"}}
)
env["bacg.sla.contract"].create({{
    "partner_id": customer.id,
    "agreement_id": env.ref("bacg_sla_platino.agreement_platino").id,
    "date_from": "2024-02-01",
}})
since = datetime.now().replace(microsecond=0) - timedelta(days=10)
with freeze_time(since):
    env["helpdesk.ticket"].create([
        {{
            "name": "Carrera",
            "description": "Carrera",
            "partner_id": customer.id,
            "team_id": env.ref("bacg_sla_platino.team_support").id,
            "user_id": env.ref("base.user_admin").id,
            "stage_id": env.ref("bacg_sla_platino.stage_waiting_vendor").id,
            "reported_at": since,
        }}
        for _number in range({CASES})
    ])
env.cr.commit()
"""
ACTION = {
    "model": "helpdesk.ticket",
    "action": "_cron_weekly_followup",
    "module": "odoo.addons.bacg_sla_platino.models.vendor.bacg_sla_status",
    "batch": "_vendor_send_follow_up",
}
COUNTS = """
    SELECT (SELECT count(*) FROM bacg_sla_event
             WHERE ticket_id = ticket.id AND kind = 'automatic_follow_up'),
           (SELECT count(*) FROM mail_mail mail
              JOIN mail_message message ON message.id = mail.mail_message_id
             WHERE message.model = 'helpdesk.ticket' AND res_id = ticket.id
               AND message.subject LIKE '%%Seguimos en espera%%'),
           (SELECT count(*) FROM bacg_sla_status
             WHERE ticket_id = ticket.id AND metric = 'follow_up'
               AND state = 'running')
      FROM helpdesk_ticket ticket WHERE name = 'Carrera'
"""


@pytest.fixture
def copied():
    """A new database with our addons."""
    with shells.copied(DATABASE) as name:
        yield name


def test_each_word_once_whatever_happens(copied):
    """SLA 1.22: a process dies, two run at once; each customer gets one word."""
    told, final = shells.killed_and_doubled(copied, PREPARE, _counts, **ACTION)
    assert told[0] == (0, 0, 1), "what the dead process had not committed is open"
    assert told[-1] == (1, 1, 1), "what it had committed stays"
    # One word, one mail, and the next week.
    assert final == [(1, 1, 1)] * CASES


def _counts():
    return sorted(postgres.execute(COUNTS, database=DATABASE))
