"""Run by ``odoo shell``: cases that are merged with OCA's addon."""

from datetime import datetime, timedelta

from odoo.tests import freeze_time, new_test_user

env = globals()["env"]  # put there by the shell
REPORTED = datetime(2026, 3, 9, 14)

team = env.ref("bacg_sla_platino.team_support")
groups = "helpdesk_mgmt.group_helpdesk_user"
agent = new_test_user(env, "agente_une", groups)
team.user_ids += agent
customer = env["res.partner"].create({"name": "Une, S. A.", "is_company": True})
person = {"name": "Rosa", "email": "rosa@une.gt", "parent_id": customer.id}
contact = env["res.partner"].create(person)
agreement = env.ref("bacg_sla_platino.agreement_platino")
env["bacg.sla.contract"].create(
    {
        "partner_id": customer.id,
        "agreement_id": agreement.id,
        "date_from": "2024-02-01",
    }
)


def make(number, hours, answered=None):
    """Make a case reported so many hours after the first, and answered so."""
    ticket = (
        env["helpdesk.ticket"]
        .with_user(agent)
        ._sla_with(trusted=True)
        .create(
            {
                "number": number,
                "name": f"Caso {number}",
                "description": "<p>No imprime</p>",
                "partner_id": contact.id,
                "team_id": team.id,
                "reported_at": REPORTED + timedelta(hours=hours),
            }
        )
    )
    if answered is not None:
        moment = REPORTED + timedelta(hours=answered)
        with freeze_time(moment):
            ticket.message_post(
                body="Ya lo vemos",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
    return ticket


def merge(tickets, **values):
    """Merge cases from the list.

    OCA's wizard moves messages, which core allows to administrators alone.
    """
    wizard = env["helpdesk.ticket.merge"].with_user(env.ref("base.user_admin"))
    wizard.with_context(active_ids=tickets.ids).create(values).merge_tickets()


late = make("U-1", 2, answered=5)
merge(late | make("U-2", 0, answered=3))
merge(make("U-3", 0) | make("U-4", 1))
merge(
    make("U-5", 4) | make("U-6", 1, answered=2),
    create_new_ticket=True,
    dst_ticket_name="Caso nuevo",
)
waited = make("U-7", 0, answered=0.5)
for hours, stage in (
    (1, "bacg_sla_platino.stage_waiting_customer"),
    (3, "helpdesk_mgmt.helpdesk_ticket_stage_in_progress"),
):
    moment = REPORTED + timedelta(hours=hours)
    with freeze_time(moment):
        waited.stage_id = env.ref(stage)
merge(make("U-8", 5) | waited)
# What answers a case that is no more goes to the one that is left.
mail = """From: Rosa <rosa@une.gt>
To: soporte@bacg.cloud
Subject: RE: [U-2] Recibimos su caso
Message-ID: <respuesta@une.gt>

Sigue sin imprimir.
"""
inbound = env["bacg.mail.inbound"]._keep(mail.encode(), "other")
inbound._process()
# Whatever moves them later, merged cases stay out of the count.
cases = env["helpdesk.ticket"].with_context(active_test=False)
cases.search([("number", "=like", "U-%")])._sla_sync()
env.cr.commit()
