"""One side of the comparison: its database, and the same little world in each."""

import threading
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

from tests.benchmarks import databases

MAILBOX = "bench@bench.example"
CASES = 1000
CONTACTS = 20
OCA = "helpdesk_mgmt.helpdesk_ticket_stage_"


def settle(env):
    """Do what the end of a transaction does, short of the commit."""
    env.flush_all()
    env.cr.precommit.run()
    env.flush_all()


class Side:
    """A database with a team, its agent, a customer's contacts and open cases."""

    def __init__(self, name: str, database: str | None = None):
        self.name = name
        self.registry = Registry(database or databases.name(name))
        with self.environment(SUPERUSER_ID) as env:
            self._make_world(env)
            env.cr.commit()

    @contextmanager
    def environment(self, uid: int | None = None):
        """Yield an environment of the agent; what is not committed is undone."""
        threading.current_thread().dbname = self.registry.db_name
        with self.registry.cursor() as cr:
            yield api.Environment(cr, uid or self.agent, {})
            cr.rollback()

    def ticket_values(self, count: int) -> list[dict]:
        """Return the values of new cases, spread over the contacts."""
        return [
            {
                "name": f"No imprime {number}",
                "description": "<p>No imprime la factura</p>",
                "partner_id": self.contacts[number % CONTACTS],
                "team_id": self.team,
            }
            for number in range(count)
        ]

    def _make_world(self, env):
        self.agent = self._make_agent(env)
        self.team = self._make_team(env)
        customer = env["res.partner"].create({"name": "Café", "is_company": True})
        self.contacts = self._make_contacts(env, customer)
        getattr(self, f"_prepare_{self.name}", lambda *_: None)(env, customer)
        self.stages = self._stages(env)
        agents = env["helpdesk.ticket"].with_user(self.agent)
        self.cases = agents.create(self.ticket_values(CASES)).ids

    def _make_agent(self, env) -> int:
        groups = env.ref("helpdesk_mgmt.group_helpdesk_user")
        values = {"name": "Agente", "login": "bench", "email": "bench@bacg.example"}
        return env["res.users"].create({**values, "group_ids": groups.ids}).id

    def _make_team(self, env) -> int:
        local, _at, domain = MAILBOX.partition("@")
        values = {
            "name": "Bench",
            "alias_name": local,
            "alias_domain_id": env["mail.alias.domain"].create({"name": domain}).id,
            "alias_contact": "everyone",
            "user_ids": [self.agent],
        }
        return env["helpdesk.ticket.team"].create(values).id

    def _make_contacts(self, env, customer) -> list[int]:
        """Return contacts who have their portal users already."""
        portal = env.ref("base.group_portal")
        contacts = env["res.partner"].create(
            [
                {
                    "name": f"Persona {number}",
                    "email": self.address(number),
                    "parent_id": customer.id,
                }
                for number in range(CONTACTS)
            ]
        )
        env["res.users"].with_context(no_reset_password=True).create(
            [
                {"login": c.email, "partner_id": c.id, "group_ids": portal.ids}
                for c in contacts
            ]
        )
        return contacts.ids

    @staticmethod
    def address(number: int) -> str:
        """Return the mail address of a contact."""
        return f"persona{number % CONTACTS}@cafe.example"

    def _stages(self, env) -> dict:
        waiting = f"{OCA}awaiting"
        if self.name == "ours":
            waiting = "bacg_sla_platino.stage_waiting_customer"
        names = {"run": f"{OCA}in_progress", "wait": waiting, "stop": f"{OCA}done"}
        return {mode: env.ref(xml_id).id for mode, xml_id in names.items()}

    def _prepare_oca(self, env, _customer):
        """Promise what priority 4 does: 8 hours and 72 hours, waits left out."""
        team = env["helpdesk.ticket.team"].browse(self.team)
        calendar = env.company.resource_calendar_id
        team.write({"use_sla": True, "resource_calendar_id": calendar.id})
        stage = {name: env.ref(OCA + name) for name in ("in_progress", "done")}
        common = {"ignore_stage_ids": env.ref(f"{OCA}awaiting").ids}
        env["helpdesk.sla"].create(
            [
                {"name": "Respuesta", "hours": 8, "stage_id": stage["in_progress"].id},
                {"name": "Solución", "days": 9, "stage_id": stage["done"].id, **common},
            ]
        )

    def _prepare_ours(self, env, customer):
        """Put the customer under the agreement, so that clocks run."""
        values = {
            "partner_id": customer.id,
            "agreement_id": env.ref("bacg_sla_platino.agreement_platino").id,
            "date_from": "2024-02-01",
        }
        env["bacg.sla.contract"].create(values)
        # The other sides ask for no solution either.
        env.company.sla_solution_required = False
