"""Everything killed again and again under load; SQL counts what has come of it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from random import Random

import pytest

from tests import killing, shells, transports
from tests.helpers import MailWorld, Person, make_agent, make_customer
from tooling import postgres
from tooling.console import say

DATABASE = "bacg_killing"
SEEDS = (1, 2, 3)
MAILS, KILLS = 300, 6  # over each bridge; of each kind
# What is due while the servers die: weekly words, warnings and breaches.
PREPARE = """
from datetime import datetime, timedelta
from odoo.tests import freeze_time
for name in ("ir_cron_weekly_followup", "ir_cron_mail_inbound"):
    env.ref("bacg_sla_platino." + name).write(
        {"interval_number": 1, "interval_type": "minutes"}
    )
company = env.ref("base.main_company")
limited = ("portal_user", "portal_user_domain", "acknowledgement_sender",
           "acknowledgement_domain", "acknowledgement_stranger")
company.write({f"sla_{name}_limit": 1000 for name in limited})
customer = env["res.partner"].create(
    {"name": "Matanza", "is_company": True, "email": "matanza@example.com"}
)
env["bacg.sla.contract"].create({
    "partner_id": customer.id,
    "agreement_id": env.ref("bacg_sla_platino.agreement_platino").id,
    "date_from": "2024-02-01",
})
now = datetime.now().replace(microsecond=0)
common = {
    "description": "Matanza",
    "partner_id": customer.id,
    "team_id": env.ref("bacg_sla_platino.team_support").id,
    "user_id": env.ref("base.user_admin").id,
}
since = now - timedelta(days=10)
with freeze_time(since):
    env["helpdesk.ticket"].create([
        {
            **common,
            "name": "Espera",
            "stage_id": env.ref("bacg_sla_platino.stage_waiting_vendor").id,
            "reported_at": since,
        }
        for _number in range(20)
    ])
env["helpdesk.ticket"].create([
    {
        **common,
        "name": "Caído",
        "priority": "3",
        "reported_at": now - timedelta(minutes=29, seconds=second),
    }
    for second in range(40, 60)
])
env.cr.commit()
print("RESULT {}")
"""
STAGES = """
    SELECT DISTINCT ON (sla_mode) sla_mode, id FROM helpdesk_ticket_stage
     WHERE active ORDER BY sla_mode, unattended, sequence, id
"""
# Synchronized anew, each clock is what it was.
SYNC = """
import json
def rows():
    env.cr.execute("SELECT id, to_jsonb(s) FROM bacg_sla_status s")
    return dict(env.cr.fetchall())
before = rows()
env["helpdesk.ticket"].with_context(active_test=False).search([])._sla_sync()
env.flush_all()
after = rows()
changed = [
    [row["ticket_id"], row["metric"], name, before.get(id_, {}).get(name), value]
    for id_, row in after.items()
    for name, value in row.items()
    if before.get(id_, {}).get(name) != value
]
print("RESULT", json.dumps({"changed": changed}))
"""
# Each finds nothing where all is well.
AUDITS = {
    "mail not processed": """
        SELECT id, state, error FROM bacg_mail_inbound
         WHERE state NOT IN ('case', 'reply', 'duplicate')
    """,
    "duplicate without its original's company or case": """
        SELECT copy.id, first.id FROM bacg_mail_inbound copy
          LEFT JOIN bacg_mail_inbound first ON first.id = copy.original_id
         WHERE copy.state = 'duplicate'
           AND (copy.ticket_id IS DISTINCT FROM first.ticket_id
                OR copy.company_id IS DISTINCT FROM first.company_id
                OR first.id IS NULL)
    """,
    "number twice": """
        SELECT number, count(*) FROM helpdesk_ticket GROUP BY number HAVING count(*) > 1
    """,
    "clock parked": "SELECT id, error FROM bacg_sla_status WHERE error IS NOT NULL",
    "clock due and not treated": """
        SELECT id, ticket_id, next_event_at FROM bacg_sla_status
         WHERE next_event_at < now() AT TIME ZONE 'UTC' - interval '1 minute'
    """,
    "breach logged twice": """
        SELECT ticket_id, new_value, at, count(*) FROM bacg_sla_event
         WHERE kind = 'breached' GROUP BY ticket_id, new_value, at HAVING count(*) > 1
    """,
    "breach not logged": """
        SELECT id, ticket_id, breached_at FROM bacg_sla_status status
         WHERE breached_at IS NOT NULL AND NOT EXISTS (
               SELECT FROM bacg_sla_event event
                WHERE event.ticket_id = status.ticket_id AND kind = 'breached'
                  AND new_value = metric AND at = breached_at)
    """,
    "note twice": """
        SELECT res_id, body, count(*) FROM mail_message
         WHERE model = 'helpdesk.ticket' AND body LIKE '%%SLA%%'
           AND message_type = 'notification'
         GROUP BY res_id, body HAVING count(*) > 1
    """,
    "warning twice": """
        SELECT res_id, user_id, note, count(*) FROM mail_activity
         WHERE res_model = 'helpdesk.ticket' AND sla_status_id IS NOT NULL
         GROUP BY res_id, user_id, note, activity_type_id HAVING count(*) > 1
    """,
    "weekly word not once": """
        SELECT ticket.id, word.count, mail.count
          FROM helpdesk_ticket ticket,
               LATERAL (SELECT count(*) FROM bacg_sla_event
                         WHERE ticket_id = ticket.id
                           AND kind = 'automatic_follow_up') word,
               LATERAL (SELECT count(*) FROM mail_message
                         WHERE model = 'helpdesk.ticket' AND res_id = ticket.id
                           AND subject LIKE '%%Seguimos en espera%%') mail
         WHERE ticket.name = 'Espera' AND (word.count > 1 OR word.count <> mail.count)
    """,
    "acknowledged not once": """
        SELECT ticket.id, count(message.id) FROM helpdesk_ticket ticket
          LEFT JOIN mail_message message ON model = 'helpdesk.ticket'
               AND res_id = ticket.id AND subject LIKE '%%Recibimos su caso%%'
         WHERE ticket.name LIKE 'Marca %%'
         GROUP BY ticket.id HAVING count(message.id) <> 1
    """,
    "cause after its consequence": """
        SELECT * FROM (
            SELECT ticket_id, id, kind, at, old_value,
                   lag(new_value) OVER same AS before, lag(id) OVER same AS id_before
              FROM bacg_sla_event WHERE kind IN ('stage', 'priority')
            WINDOW same AS (PARTITION BY ticket_id, kind ORDER BY at, id)) link
         WHERE id_before IS NOT NULL
           AND (old_value IS DISTINCT FROM before OR id < id_before)
    """,
    "ledger ends elsewhere": """
        SELECT ticket.id, stage.sla_mode, last.new_value FROM helpdesk_ticket ticket
          JOIN helpdesk_ticket_stage stage ON stage.id = ticket.stage_id
          JOIN (SELECT DISTINCT ON (ticket_id) ticket_id, new_value FROM bacg_sla_event
                 WHERE kind = 'stage' ORDER BY ticket_id, at DESC, id DESC) last
            ON last.ticket_id = ticket.id
         WHERE stage.sla_mode IS DISTINCT FROM last.new_value
    """,
    "before its report": """
        SELECT event.id, event.kind FROM bacg_sla_event event
          JOIN bacg_sla_event report ON report.ticket_id = event.ticket_id
         WHERE report.kind = 'reported'
           AND (event.at, event.id) < (report.at, report.id)
    """,
    "pauses overlap": """
        SELECT one.id, other.id FROM bacg_sla_pause one JOIN bacg_sla_pause other
            ON one.ticket_id = other.ticket_id AND one.id < other.id
           AND tsrange(one.start, one.stop) && tsrange(other.start, other.stop)
         WHERE one.voided_at IS NULL AND other.voided_at IS NULL
    """,
    "pause without its stage": """
        SELECT ticket.id, sla_mode, pause.reason FROM helpdesk_ticket ticket
          JOIN helpdesk_ticket_stage stage ON stage.id = ticket.stage_id
          LEFT JOIN bacg_sla_pause pause ON pause.ticket_id = ticket.id
               AND stop IS NULL AND by_stage AND voided_at IS NULL
         WHERE (sla_mode = 'run') <> (pause.id IS NULL)
            OR reason <> split_part(replace(sla_mode, 'stop', '_closed'), '_', 2)
    """,
}
SAID = """
    SELECT substring(body FROM 'Respuesta ([^.]+)[.]'), count(*) FROM mail_message
     WHERE model = 'helpdesk.ticket' AND body LIKE '%%Respuesta %%'
       AND message_type = 'comment' GROUP BY 1
"""


@pytest.fixture
def fleet():
    """Two servers on a new database on which much is due."""
    with shells.copied(DATABASE, durable=True) as name:
        shells.run(name, PREPARE)
        with killing.running(name) as running:
            yield running


def _cases(fleet, admin):
    """Return some cases and the Message-ID that an answer to them refers to."""
    make_customer(admin, "Norte y sur", "norte.example")
    mail = MailWorld(fleet.stacks[0])
    sent = {
        f"Pregunta {n}": mail.send("ana@norte.example", f"Pregunta {n}")
        for n in range(5)
    }
    domain = [("name", "in", list(sent))]
    found = admin.call("helpdesk.ticket", "search_read", domain, ["name"])
    return [
        {"id": case["id"], "message_id": sent[case["name"]]["Message-ID"]}
        for case in found
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_killed_under_load(fleet, seed):
    """SLA 1.01, 1.09, 1.22: nothing is lost or doubled, no clock is wrong."""
    chance = Random(seed)
    admin = Person(fleet.stacks[0], "admin", "admin")
    for number in range(4):
        make_agent(admin, f"agente-{number}")
    stages = dict(postgres.execute(STAGES, database=DATABASE))
    agents = [
        killing.Agent(fleet.stacks[n % 2], f"agente-{n}", stages, Random(seed + n))
        for n in range(4)
    ]
    cases = _cases(fleet, admin)
    mails = {
        name: transports.batch(name, MAILS, cases, chance) for name in ("norte", "sur")
    }
    with ExitStack() as leave, ThreadPoolExecutor() as pool:
        for agent in agents:
            leave.callback(agent.leave.set)
            agent.start()
        work = [
            pool.submit(transports.send_all, fleet.sender(stack), batch, 3)
            for stack, batch in zip(fleet.stacks, mails.values(), strict=True)
        ]
        fleet.disturb(chance, KILLS, lambda: not all(w.done() for w in work))
        for done in work:
            done.result()
    for agent in agents:
        agent.join()
    fleet.settle()
    say(f"seed {seed}: {dict(fleet.killed)}, {[dict(a.done) for a in agents]}")
    faults = _faults([mail for batch in mails.values() for mail in batch], agents)
    assert not faults, "\n".join(faults)


def _faults(mails, agents):
    """Return what is wrong, in lines."""
    found = transports.faults(DATABASE, mails)
    for title, query in AUDITS.items():
        rows = postgres.execute(query, database=DATABASE)
        found += [f"{title}: {row}" for row in rows]
    kept = dict(postgres.execute(SAID, database=DATABASE))
    said = {mark: sure for agent in agents for mark, sure in agent.said.items()}
    found += [
        f"said {mark}: {kept.get(mark, 0)} times"
        for mark, sure in said.items()
        if kept.get(mark, 0) not in ({1} if sure else {0, 1})
    ]
    found += [f"{a.login} stumbled: {dict(a.stumbled)}" for a in agents if a.stumbled]
    changed = shells.run(DATABASE, SYNC)[0]["changed"]
    return found + [f"clock that a sync changes: {change}" for change in changed]
