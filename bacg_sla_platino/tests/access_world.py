# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""People of every role, and a record of every model for each of three customers."""

from itertools import count
from unittest.mock import patch

from odoo import Command
from odoo.models import MAGIC_COLUMNS
from odoo.tests import new_test_user
from odoo.tools import file_open

from .common import SlaCommon, local

NUMBERS = count(1)
REPORTED = local("2026-03-09T08:00:00")
SECRET = "palabra-secreta"
HELPDESK = "helpdesk_mgmt.group_helpdesk_"
ADMINISTRATOR = "bacg_sla_platino.group_bacg_sla_platino_administrator"
PORTAL, EMPLOYEE = "base.group_portal", "base.group_user"
# The columns of the matrix.
ROLES = {
    "public": "nobody: without an account",
    "contact": "portal: the contact of case a",
    "point": "portal: a contact point of customer a",
    "colleague": "portal: of customer a, which does not share its cases",
    "former": "portal: was the contact of case a, and left customer a",
    "stranger": "portal: of customer b",
    "employee": "of ours, without a group",
    "own": "agent: personal cases; case a is his",
    "team": "agent: cases of his team; cases a and b are",
    "all": "agent: all cases",
    "left": "was an agent, and has no group any more",
    "manager": "helpdesk manager",
    "admin": "SLA administrator",
    "agent2": "agent of another company, which has customer c",
    "manager2": "helpdesk manager of the other company",
    "admin2": "SLA administrator of the other company",
}
OURS = {
    "employee": EMPLOYEE,
    "own": f"{HELPDESK}user_own",
    "team": f"{HELPDESK}user_team",
    "all": f"{HELPDESK}user",
    "left": f"{HELPDESK}user",
    "manager": f"{HELPDESK}manager",
    "admin": ADMINISTRATOR,
}
THEIRS = {
    "agent2": f"{HELPDESK}user",
    "manager2": f"{HELPDESK}manager",
    "admin2": ADMINISTRATOR,
}
# What a record needs that its definition does not say.
NEEDS = {
    "bacg.hours.allocation": {"kind": "reserved"},
    "bacg.hours.draw": {"state": "proposed", "valid_until": "2026-12-31"},
    "bacg.hours.entry": {"chargeable": False},
    "bacg.hours.grant": {"date_to": "2026-12-31"},
    "bacg.mail.inbound": {"state": "quarantined", "raw": "eA=="},
    "bacg.sla.pause": {"reason": "third_party", "start": "2026-03-09 15:00:00"},
    "bacg.sla.session": {"state": "planned", "medium": "phone", "link": False},
    "bacg.sla.statement": {"state": "issued", "tz": "UTC", "lang": "en_US"},
    "bacg.sla.webhook": {"url": "https://hook.example.com/x"},
    "bacg.sla.webhook.delivery": {"payload": '{"data": {}}'},
    "bacg.vitt.app.version": {"series": "18.0", "name": "18.0.1.0.0"},
    "portal.share": {"res_model": "helpdesk.ticket"},
}
# Which links a record has if it can.
LINKS = (
    "helpdesk.ticket",
    "bacg.sla.contract",
    "res.company",
    "res.partner",
    "res.users",
)
PLAIN = {
    "text": "x",
    "html": "<p>x</p>",
    "integer": 1,
    "float": 1.0,
    "boolean": True,
    "date": "2026-03-09",
    "datetime": "2026-03-09 15:30:00",
    "json": {"x": 1},
    "binary": "eA==",
}


class AccessWorld(SlaCommon):
    """``cls.people`` by role; ``cls.worlds`` by customer: his record of each model."""

    #: Whose models they are; the core ones are in each world anyway.
    addon = "bacg_sla_platino"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The same on every machine: statements without a PDF.
        reports = cls.registry["ir.actions.report"]
        cls.startClassPatcher(
            patch.object(reports, "get_wkhtmltopdf_state", return_value="install")
        )
        cls.other_company = cls.env["res.company"].create({"name": "Otra"})
        cls.people = {"public": cls.env.ref("base.public_user")}
        for role, groups in OURS.items():
            cls.people[role] = cls._person(role, groups, cls.env.company)
        for role, groups in THEIRS.items():
            cls.people[role] = cls._person(role, groups, cls.other_company)
        people = cls.people
        cls.team.user_ids |= people["own"] | people["team"] | people["left"]
        others = cls.env["helpdesk.ticket.team"].create(
            {"name": "Otros", "company_id": cls.other_company.id}
        )
        customers = {
            name: cls.env["res.partner"].create({"name": name, "is_company": True})
            for name in ("Cliente B", "Cliente C")
        }
        for role, customer in {
            "contact": cls.customer,
            "point": cls.customer,
            "colleague": cls.customer,
            "former": cls.customer,
            "stranger": customers["Cliente B"],
        }.items():
            people[role] = cls._person(role, PORTAL, cls.env.company)
            people[role].partner_id.parent_id = customer
        cls.contract.contact_ids = people["point"].partner_id
        ours = {"company_id": cls.env.company.id, "team_id": cls.team.id}
        theirs = {"company_id": cls.other_company.id, "team_id": others.id}
        cls.worlds = {
            "a": cls._world(
                people["former"].partner_id, user_id=people["own"].id, **ours
            ),
            "b": cls._world(people["stranger"].partner_id, **ours),
            "c": cls._world(customers["Cliente C"], **theirs),
        }
        case = cls.worlds["a"]["helpdesk.ticket"]
        case.with_user(people["all"]).partner_id = people["contact"].partner_id
        # Whether he stops following is another matter.
        case.message_unsubscribe(people["former"].partner_id.ids)
        people["former"].partner_id.parent_id = False
        people["left"].group_ids = cls.env.ref(EMPLOYEE)
        cls.env.flush_all()

    @classmethod
    def _person(cls, role, groups, company):
        return new_test_user(
            cls.env,
            f"matrix_{role}",
            groups=groups,
            email=f"{role}@cafe.gt" if groups == PORTAL else f"{role}@bacg.cloud",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @classmethod
    def _world(cls, partner, **values):
        """Return a record of each model by its name, all of one customer."""
        customer = partner.commercial_partner_id
        company = cls.env["res.company"].browse(values["company_id"])
        case = (
            cls.env["helpdesk.ticket"]
            .with_company(company)
            .create(
                {
                    "name": f"Caso {SECRET}",
                    "description": SECRET,
                    "partner_id": partner.id,
                    "reported_at": REPORTED,
                    "outage_scope": "claimed",
                    **values,
                }
            )
        )
        case = case.with_env(cls.env)
        world = {
            "helpdesk.ticket": case,
            "res.company": company,
            "res.partner": partner,
            "res.users": case.user_id
            or cls.people["all"].filtered(lambda user: user.company_id == company)
            or cls.people["agent2"],
        }
        world["bacg.sla.contract"] = cls.env["bacg.sla.contract"].search(
            [("partner_id", "=", customer.id)]
        ) or cls.env["bacg.sla.contract"].create(
            {
                "partner_id": customer.id,
                "company_id": company.id,
                "agreement_id": cls.agreement.id,
                "date_from": "2024-02-01",
            }
        )
        if company == cls.env.company:
            # One with its files, as the button makes it.
            action = world["bacg.sla.contract"].action_statement()
            statement = cls.env["bacg.sla.statement"].browse(action["res_id"])
            statement.action_issue()
            world["bacg.sla.statement"] = statement
        # A bug is of cases of its development, which is the customer's.
        values = {"company_id": company.id, "partner_id": customer.id}
        development = cls.env["bacg.development"].create({**values, "name": "Ruta"})
        world["helpdesk.ticket"].development_id = development
        migration = cls.env["bacg.migration"].create(
            {
                "contract_id": world["bacg.sla.contract"].id,
                "from_series": "18.0",
                "to_series": "19.0",
            }
        )
        values = {"company_id": company.id, "development_ids": development.ids}
        world |= {
            "bacg.development": development,
            "bacg.migration": migration,
            "bacg.migration.line": migration.line_ids[:1],
            "bacg.known.bug": cls.env["bacg.known.bug"].create({**values, "name": "x"}),
        }
        # A VITT app that it uses; the app is everybody's.
        app = cls.env.ref("bacg_sla_platino.vitt_app_treasury")
        values = {"company_id": company.id, "partner_id": customer.id}
        installation = cls.env["bacg.vitt.app.installation"].create(
            {**values, "app_id": app.id, "series": "18.0", "ticket_id": case.id}
        )
        world |= {"bacg.vitt.app": app, "bacg.vitt.app.installation": installation}
        values = {
            "company_id": company.id,
            "partner_id": customer.id,
            "name": SECRET,
            "other_system": "x",
        }
        interface = cls.env["bacg.interface"].create(values)
        values = {"interface_id": interface.id, "subject": SECRET}
        minute = cls.env["bacg.change.minute"].create(values)
        values = {"minute_id": minute.id, "name": SECRET}
        line = cls.env["bacg.change.line"].create({**values, "reason": SECRET})
        values |= {"line_ids": [Command.set(line.ids)], "digest": "x"}
        world |= {
            "bacg.interface": interface,
            "bacg.change.minute": minute,
            "bacg.change.line": line,
            "bacg.change.evidence": cls.env["bacg.change.evidence"].create(values),
            "bacg.interface.risk": cls.env["bacg.interface.risk"].create(
                {
                    "interface_id": interface.id,
                    "gap": "test",
                    "accepted_by_id": partner.id,
                    "reason": SECRET,
                }
            ),
        }
        if not app.picture_ids:
            with file_open("base/static/description/icon.png", "rb") as picture:
                values = {"name": "Pantalla.png", "raw": picture.read()}
            app.picture_ids = cls.env["ir.attachment"].create(values)
        cls._prepare_world(world)
        for name in cls._models():
            if not cls.env[name]._transient:
                cls._add(world, name)
        return world

    @classmethod
    def _prepare_world(cls, world):
        """Put records into a world that cannot be made from their fields alone."""

    @classmethod
    def _models(cls):
        """Return the names of our models that are no mere mixins, targets first."""
        names = [
            name
            for name, model in cls.env.items()
            if model._original_module == cls.addon and not model._abstract
        ]
        order = (
            "bacg.hours.grant",
            "bacg.hours.draw",
            "bacg.sla.statement",
            "bacg.sla.webhook",
            "bacg.sla.pause",
        )
        return [*order, *(name for name in names if name not in order)]

    @classmethod
    def _add(cls, world, name):
        """Put the customer's record of a model into its world, made if need be."""
        if name in world:
            return
        model = cls.env[name].with_context(active_test=False)
        links = {
            "ticket_id": world["helpdesk.ticket"],
            "contract_id": world["bacg.sla.contract"],
        }
        link = next((field for field in links if field in model._fields), None)
        domain = [(link, "=", links[link].id)] if link else []
        if not link and "company_id" in model._fields:
            companies = [False, world["res.company"].id]
            domain = [("company_id", "in", companies)]
        world[name] = model.search(domain, limit=1)
        if world[name] or not model._auto:
            return
        values = cls._fill(model, world)
        world[name] = model.with_context(mail_create_nolog=True).create(values)

    @classmethod
    def _fill(cls, model, world):
        """Return values with which a record of a model can be made in a world."""
        values = {}
        defaults = model.default_get(list(model._fields))
        for name, field in model._fields.items():
            known = field.store and field.relational and field.comodel_name in LINKS
            wanted = field.required and name not in defaults or known
            if field.related or not wanted or field.type == "one2many":
                continue
            if field.compute and field.readonly or name in MAGIC_COLUMNS:
                continue
            values[name] = cls._value(field, world)
        values.update(NEEDS.get(model._name, {}))
        return values

    @classmethod
    def _value(cls, field, world):
        if field.type == "many2one":
            cls._add(world, field.comodel_name)
            return world[field.comodel_name].id
        if field.type == "many2many":
            return [Command.set(world[field.comodel_name].ids)]
        if field.type == "selection":
            return field.get_values(cls.env)[0]
        if field.name == "res_id":
            return world["helpdesk.ticket"].id
        if field.type == "char":
            return f"x{next(NUMBERS)}.gt"
        return PLAIN[field.type]
