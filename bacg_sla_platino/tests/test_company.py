# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import suppress

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from .access_world import AccessWorld

REFUSED = (AccessError, UserError)
PARTS = ("clause_ids", "policy_ids", "escalation_ids", "fix_term_ids")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 16:00:00")
class TestCompany(HttpCase, AccessWorld):
    """SLA 1.05: a record is of a company of who writes it, or of who serves all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ours, theirs = cls.worlds["a"], cls.worlds["c"]
        # Those of the world are published.
        draft = cls.agreement.copy({"company_id": cls.env.company.id, "name": "Plata"})
        target = draft.policy_ids.target_ids[:1]
        parts = [draft[name][:1] for name in PARTS if draft[name]]
        cls.records = {**ours, **{r._name: r for r in [draft, target, *parts]}}
        cls.theirs = dict(theirs)
        other = cls.agreement.copy(
            {"company_id": cls.other_company.id, "name": "Plata"}
        )
        cls.theirs[other._name] = other
        cls.theirs["bacg.sla.policy"] = other.policy_ids[:1]
        cls.webhook = cls.env["bacg.sla.webhook"].create(
            {"name": "w", "url": "https://hook.example.com/y"}
        )
        cls.records["bacg.sla.webhook"] = cls.webhook
        cls.env.flush_all()

    def test_every_model_checks(self):
        """Whoever may write a record of a company does so under the mixin."""
        for name, model in self.env.items():
            if not name.startswith("bacg.") or model._transient or model._abstract:
                continue
            if "company_id" not in model._fields:
                continue
            written = self.env["ir.model.access"].search_count(
                [("model_id.model", "=", name), ("perm_write", "=", True)]
            )
            checks = hasattr(model, "_check_company_of_user")
            with self.subTest(name):
                self.assertTrue(checks or not written, "bacg.sla.company.mixin")

    def _moves(self):
        """Yield record, field and value of what would move ours to the others."""
        for name, record in self.records.items():
            if not name.startswith("bacg.") and name != "helpdesk.ticket":
                continue
            field = record._fields.get("company_id")
            if not field or record._transient or not record._auto or not record:
                continue
            if field.related:
                source = field.related.partition(".")[0]
                other = self.theirs.get(record._fields[source].comodel_name)
                yield record, source, other.id if other else False
            else:
                yield record, "company_id", self.other_company.id
                yield record, "company_id", False

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule")
    def test_nobody_moves_what_is_ours(self):
        """Whatever field a write names: the record stays with its company."""
        moves = list(self._moves())
        self.assertGreater(len(moves), 25)
        for record, name, value in moves:
            company = record.company_id
            for role in ("own", "manager", "admin"):
                seen = record.with_user(self.people[role])
                with self.subTest(record._name, field=name, value=value, role=role):
                    with suppress(*REFUSED), self.env.cr.savepoint():
                        seen.write({name: value})
                    self.env.invalidate_all()
                    self.assertEqual(record.company_id, company)

    def test_a_case_stays(self):
        """Agents and managers are told so, by the ORM and by a call."""
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "Caso", "description": "x", "user_id": self.people["own"].id}
        )
        values = {"name": "Caso", "description": "x"}
        values["company_id"] = self.other_company.id
        for role in ("own", "team", "all", "manager", "admin"):
            user = self.people[role]
            seen = ticket.with_user(user)
            self.authenticate(user.login, user.login)
            for method, arguments in (
                ("write", [ticket.ids, {"company_id": self.other_company.id}]),
                ("create", [[values]]),
            ):
                with self.subTest(role=role, method=method):
                    own = arguments[1:] if method == "write" else arguments
                    with self.assertRaisesRegex(AccessError, "do not work for Otra"):
                        getattr(seen, method)(*own)
                    with self.assertRaisesRegex(Exception, "do not work for Otra"):
                        self._call(method, arguments)
        self.assertEqual(ticket.company_id, self.env.company)

    @mute_logger("odoo.http")
    def _call(self, method, arguments):
        """Call a method of cases as the web client does."""
        params = {"model": "helpdesk.ticket", "method": method}
        answer = self.opener.post(
            f"{self.base_url()}/web/dataset/call_kw/helpdesk.ticket/{method}",
            json={"params": {**params, "args": arguments, "kwargs": {}}},
            timeout=30,
        ).json()
        if error := answer.get("error"):
            raise UserError(error["data"]["message"])

    def test_who_works_for_both_moves(self):
        """Who works for both companies gives a case without customer to the other."""
        agent = self.people["all"]
        agent.company_ids |= self.other_company
        ticket = self.env["helpdesk.ticket"].create({"name": "x", "description": "x"})
        ticket.with_user(agent).company_id = self.other_company
        self.assertEqual(ticket.company_id, self.other_company)

    def test_what_is_shared_is_of_who_serves_all(self):
        """An administrator of one company makes nothing everybody's."""
        admin = self.people["admin"]
        webhook = self.webhook.with_user(admin)
        with self.assertRaisesRegex(AccessError, "works for all companies"):
            webhook.company_id = False
        companies = self.env["res.company"].search([])
        admin.company_ids = companies
        webhook.with_context(allowed_company_ids=companies.ids).company_id = False
        self.assertFalse(self.webhook.company_id)

    def _refused(self, record, values, words="works for all companies"):
        with self.subTest(record._name, values=values):
            with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                record.write(values)
            self.env.invalidate_all()

    def test_no_part_goes_to_what_is_shared(self):
        """Nor does what has its company by another record, whose company is none."""
        company = self.env.company
        app = self.env["bacg.vitt.app"].create(
            {
                "name": "Propia",
                "problem": "x",
                "company_id": company.id,
                "category_id": self.worlds["a"]["bacg.vitt.app"].category_id.id,
                "version_ids": [
                    Command.create({"series": "18.0", "name": "18.0.1.0.0"})
                ],
            }
        )
        shared_app = self.worlds["a"]["bacg.vitt.app"]
        self.assertFalse(shared_app.company_id)
        manager, admin = self.people["manager"], self.people["admin"]
        version = app.version_ids.with_user(manager)
        self._refused(version, {"app_id": shared_app.id})
        self._refused(version, {"company_id": False})
        shared = self.agreement.copy({"company_id": False, "name": "De todas"})
        for name in ("bacg.sla.clause", "bacg.sla.policy", "bacg.sla.target"):
            record = self.records[name].with_user(admin)
            self.assertEqual(record.company_id, company)
            link = "policy_id" if name == "bacg.sla.target" else "agreement_id"
            value = shared if link == "agreement_id" else shared.policy_ids[:1]
            self._refused(record, {link: value.id})
            self.assertEqual(record.company_id, company)

    def test_a_company_is_a_number(self):
        """What the ORM would take for no company is refused, not written."""
        webhook = self.webhook.with_user(self.people["admin"])
        number = self.env.company.id
        for value in ([number], [[6, 0, [number]]], {"id": number}, str(number), True):
            self._refused(webhook, {"company_id": value}, "Company: give the number")
            with self.assertRaisesRegex(UserError, "Company: give the number"):
                webhook.create(
                    {"name": "x", "url": "https://x.example.com", "company_id": value}
                )
        webhook.write({"company_id": number})
        self.assertEqual(self.webhook.company_id, self.env.company)

    def test_a_word_suggests_what_is_ones_own(self):
        """Both the kind and the app: a word of a shared one is everybody's."""
        kinds = self.env["helpdesk.ticket.category"]
        apps = self.env["bacg.vitt.app"]
        group = self.worlds["a"]["bacg.vitt.app"].category_id
        own_kind, shared_kind = kinds.create(
            [
                {"name": "Propio", "company_id": self.env.company.id},
                {"name": "De todas", "company_id": False},
            ]
        )
        values = {"problem": "x", "category_id": group.id}
        own_app, shared_app = apps.create(
            [
                {**values, "name": "Propia", "company_id": self.env.company.id},
                {**values, "name": "Nuestra", "company_id": False},
            ]
        )
        words = self.env["bacg.sla.keyword"].with_user(self.people["manager"])
        own = {"category_id": own_kind.id, "vitt_app_id": own_app.id}
        taken = {"category_id": shared_kind.id}, {"vitt_app_id": shared_app.id}
        neither = {"category_id": False, "vitt_app_id": False, "urgent": True}
        word = words.create({"name": "propio", **own})
        word.write({"vitt_app_id": False})
        word.write(own)
        for values in (*taken, neither):
            with self.subTest(values), mute_logger("odoo.addons.base.models.ir_rule"):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    words.create({"name": "ajeno", **own, **values})
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    word.write(values)
                    self.env.flush_all()
            self.env.invalidate_all()
        self.assertEqual(word.vitt_app_id, own_app)
