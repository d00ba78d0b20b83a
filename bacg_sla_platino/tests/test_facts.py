# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.models import MAGIC_COLUMNS
from odoo.tests import freeze_time, tagged

from .common import SlaCommon, local

NOTED_BY = {
    "bacg_localization_registry",
    "bacg_sla_platino",
    "bacg_sla_uptime",
    "helpdesk_mgmt",
}
# Who opens a case for a caller says when he called.
GIVEN = {"reported_at"}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 14:30:00")
class TestFacts(SlaCommon):
    """What the software noted or computed is written by no call of a user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._case(local("2026-03-09T08:00:00"))
        cls.values = {
            "name": "Caso",
            "description": "x",
            "team_id": cls.team.id,
            "partner_id": cls.contact.id,
        }

    def _facts(self):
        return self.env["helpdesk.ticket"]._sla_get_facts()

    def test_the_list_is_the_fields_own(self):
        """Every stored field that no form offers is a fact, whoever defined it."""
        stored = {
            name
            for name, field in self.env["helpdesk.ticket"]._fields.items()
            if field.store and field.readonly and NOTED_BY & set(field._modules)
        }
        self.assertEqual(stored - set(MAGIC_COLUMNS), set(self._facts()))
        # What the issue names.
        self.assertLessEqual(
            {
                "scope_state",
                "scope_reason",
                "classified_at",
                "classified_by_id",
                "first_response_at",
                "closed_date",
                "number",
                "access_token",
                "outage_claimed_at",
                "vendor_asked_at",
                "customer_reminded_at",
                "behalf_user_id",
            },
            self._facts(),
        )

    def test_nobody_writes_one(self):
        """A call may try what the form does not offer: not even managers may."""
        for user in (self.agent, self.manager):
            ticket = self.ticket.with_user(user)
            calls = (
                (ticket.write, {}),
                (ticket.copy, {}),
                (ticket.create, self.values),
            )
            for name in sorted(self._facts()):
                for call, values in calls:
                    if values and name in GIVEN:
                        continue
                    with (
                        self.subTest(name, user=user.login, call=call.__name__),
                        self.assertRaisesRegex(AccessError, "cannot be edited"),
                    ):
                        call({**values, name: False})

    def test_nobody_gives_one_by_default(self):
        """Neither a call's context nor a default of the user's own is taken."""
        cases = self.env["helpdesk.ticket"].with_user(self.agent)
        past = "2020-01-01 00:00:00"
        dated = {
            name for name in self._facts() if cases._fields[name].type == "datetime"
        }
        context = {f"default_{name}": past for name in dated}
        for name in dated:
            self.env["ir.default"].with_user(self.agent).set(
                "helpdesk.ticket", name, past, user_id=True
            )
        for given in ({}, context):
            ticket = cases.with_context(**given).create(self.values).sudo()
            for name in dated:
                with self.subTest(name):
                    moment = ticket[name]
                    self.assertNotEqual(fields.Datetime.to_string(moment), past)

    def test_people_still_copy_and_open_cases(self):
        """The software's own ways through a user's call are open."""
        twin = self.ticket.copy()
        self.assertNotEqual(twin.number, self.ticket.number)
        self.assertEqual(twin.reported_at, local("2026-03-09T08:30:00"))
        self.assertTrue(self.ticket.sudo()._portal_ensure_token())

    def test_a_contract_is_the_case_customers(self):
        """SLA 1.21: no case counts by somebody else's contract."""
        stranger = self.env["res.partner"].create({"name": "Otra", "is_company": True})
        contract = self.contract.copy({"partner_id": stranger.id, "domain_ids": False})
        for act in (
            lambda: self.ticket.write({"contract_id": contract.id}),
            lambda: self.ticket.create({**self.values, "contract_id": contract.id}),
        ):
            with self.assertRaisesRegex(ValidationError, "Otra's"):
                act()
        self.ticket.write({"partner_id": stranger.id, "contract_id": contract.id})
        self.assertEqual(self.ticket.contract_id, contract)
