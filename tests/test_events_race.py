"""The events action, killed in the middle and run twice at once: all told once."""

import pytest

from tests import shells
from tooling import postgres

DATABASE = "bacg_events_race"
CASES = 60
# Priority 1 of half an hour ago: arrival and breach are due.
PREPARE = f"""
from datetime import datetime, timedelta
for name in ("events", "webhooks"):
    env.ref("bacg_sla_platino.ir_cron_sla_" + name).active = False
customer = env["res.partner"].create({{"name": "Carrera", "is_company": True}})
env["bacg.sla.contract"].create({{
    "partner_id": customer.id,
    "agreement_id": env.ref("bacg_sla_platino.agreement_platino").id,
    "date_from": "2024-02-01",
}})
env["bacg.sla.webhook"].create(
    {{"name": "Guardia", "url": "https://example.invalid/", "company_id": False}}
)
team, admin = env.ref("bacg_sla_platino.team_support"), env.ref("base.user_admin")
team.user_id = admin
reported = datetime.now() - timedelta(minutes=31)
env["helpdesk.ticket"].create([
    {{
        "name": "Carrera",
        "description": "Carrera",
        "partner_id": customer.id,
        "team_id": team.id,
        "priority": "3",
        "user_id": admin.id,
        "reported_at": reported,
    }}
    for _number in range({CASES})
])
env.cr.commit()
"""
ACTION = {
    "model": "bacg.sla.status",
    "action": "_cron_events",
    "module": "odoo.addons.bacg_sla_platino.models.escalation.bacg_sla_status_cron",
    "batch": "_schedule_activities",
}
COUNTS = """
    SELECT (SELECT count(*) FROM bacg_sla_escalation_fired fired
              JOIN bacg_sla_escalation step ON step.id = fired.escalation_id
             WHERE fired.ticket_id = ticket.id AND fired.state = 'fired'
               AND step.percent IN (0, 100)),
           (SELECT count(*) FROM mail_message
             WHERE model = 'helpdesk.ticket' AND res_id = ticket.id
               AND message_type = 'notification' AND body ILIKE '%%SLA%%'),
           (SELECT count(*) FROM mail_activity
             WHERE res_model = 'helpdesk.ticket' AND res_id = ticket.id),
           (SELECT count(*) FROM bacg_sla_webhook_delivery
             WHERE ticket_id = ticket.id),
           (SELECT count(*) FROM bacg_sla_event
             WHERE ticket_id = ticket.id AND kind = 'breached')
      FROM helpdesk_ticket ticket WHERE name = 'Carrera'
"""


@pytest.fixture
def copied():
    """A new database with our addons."""
    with shells.copied(DATABASE) as name:
        yield name


def test_each_step_once_whatever_happens(copied):
    """SLA 1.09: a process dies, two run at once; each case is told of once."""
    told, final = shells.killed_and_doubled(copied, PREPARE, _counts, **ACTION)
    assert told[0][0] == 0, "what the dead process had not committed is open"
    assert told[-1][0] > 0, "what it had committed stays"
    # Arrival and breach; one note; an activity for each; a message for each.
    assert final == [(2, 1, 2, 2, 1)] * CASES


def _counts():
    return sorted(postgres.execute(COUNTS, database=DATABASE))
