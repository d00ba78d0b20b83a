# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from ..common import local
from ..interface_common import NOW, InterfaceCommon


@tagged("post_install", "-at_install")
class TestInterface(InterfaceCommon):
    def _scope(self, ticket):
        return ticket.scope_state, ticket.sudo().scope_clause_id.number

    # -------------------------------------------------------------------------
    # The record
    # -------------------------------------------------------------------------

    def test_an_agent_writes_it_down(self):
        """SLA 7.01: both systems, what goes over it, one contact of each side."""
        with Form(self.env["bacg.interface"].with_user(self.agent)) as form:
            form.name = "Pedidos de la tienda"
            form.partner_id = self.customer
            form.other_system = "Tienda"
            form.contact_id = self.contact
        self.assertTrue(form.record.code.startswith("INT-"))
        self.assertEqual(form.record.own_system, "Odoo")
        with self.assertRaises(AccessError):
            form.record.with_user(self.agent).unlink()
        form.record.with_user(self.manager).unlink()

    def test_no_secrets(self):
        """SLA 7.06: credentials in an address or a text are refused."""
        with self.assertRaisesRegex(ValidationError, "https://"):
            self.interface.production_url = "javascript:alert(1)"
        for values in (
            {"test_url": "https://odoo:clave@erp.example.com"},
            {"production_url": "https://erp.example.com?token=abc"},
            {"note": "password: 1234"},
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(ValidationError, "secrets are kept elsewhere"),
            ):
                self.interface.with_user(self.agent).write(values)

    def test_bad_values(self):
        stranger = self.env["res.partner"].create({"name": "Ferretería"})
        with self.assertRaisesRegex(ValidationError, "not a contact of"):
            self.interface.contact_id = stranger
        with self.assertRaisesRegex(ValidationError, "choose the company"):
            self._make_interface(partner_id=self.contact.id, contact_id=False)
        with (
            freeze_time(local(NOW)),
            self.assertRaisesRegex(ValidationError, "in the future"),
        ):
            self.interface.production_deployed_at = local("2026-05-12T09:00")

    def test_other_company(self):
        """An agent of another company of ours sees none of it."""
        other = self.env["res.company"].create({"name": "Otra"})
        foreign = new_test_user(
            self.env,
            "interface_foreign",
            groups="helpdesk_mgmt.group_helpdesk_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        found = self.env["bacg.interface"].with_user(foreign)
        self.assertFalse(found.search([("id", "=", self.interface.id)]))

    # -------------------------------------------------------------------------
    # What is recommended
    # -------------------------------------------------------------------------

    def test_a_missing_contact_warns(self):
        """SLA 7.02, 7.06: recommended; a manager accepts the risk in his own name."""
        self.interface.write({"contact_id": False, "test_url": False})
        self.assertIn("No technical contact of the customer", self.interface.gap_text)
        self.assertIn("No test environment", self.interface.gap_text)
        with self.assertRaisesRegex(UserError, "Accept the risk"):
            self.interface._check_gaps()
        wizards = self.env["bacg.interface.accept"].with_user(self.manager)
        values = {"interface_id": self.interface.id}
        with self.assertRaisesRegex(UserError, "Reason"):
            wizards.create({**values, "reason": " "}).action_confirm()
        wizards.create({**values, "reason": "El banco no lo da"}).action_confirm()
        self.assertFalse(self.interface.gap_text)
        self.interface._check_gaps()
        risks = self.interface.risk_ids
        self.assertEqual(sorted(risks.mapped("gap")), ["contact", "test"])
        self.assertEqual(risks.accepted_by_id, self.manager.partner_id)

    def test_who_accepts_a_risk(self):
        """SLA 7.02: not an agent, and nobody in another's name."""
        self.interface.test_url = False
        risks = self.env["bacg.interface.risk"]
        for user, partner in (
            (self.agent, self.agent.partner_id),
            (self.manager, self.approver),
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                risks.with_user(user)._accept(
                    self.interface.with_user(user), partner, "Así es", "backend"
                )
        for operation in ("write", "create", "unlink"):
            self.assertFalse(risks.with_user(self.manager).has_access(operation))

    def test_a_closed_gap_opens_anew(self):
        """SLA 7.06: what was accepted holds until it is there, and not afterwards."""
        self.interface.test_url = False
        risks = self.env["bacg.interface.risk"].with_user(self.manager)
        risks._accept(
            self.interface, self.manager.partner_id, "Aún no existe", "backend"
        )
        self.assertFalse(self.interface.gap_text)
        self.interface.test_url = "https://pruebas.example.com"
        self.assertTrue(self.interface.risk_ids.ended_at)
        self.interface.test_url = False
        self.assertTrue(self.interface.gap_text)

    # -------------------------------------------------------------------------
    # Coverage
    # -------------------------------------------------------------------------

    def test_with_the_extra(self):
        """SLA 7.01: the contract's extra covers the case."""
        self.assertTrue(self.interface.is_covered)
        self.assertEqual(self._interface_case().scope_state, "in_scope")

    def test_without_the_extra(self):
        """SLA 7.01: out of scope, with the clause's words and a way on."""
        self.extra.unlink()
        self.interface.invalidate_recordset()
        self.assertFalse(self.interface.is_covered)
        for values in ({}, {"interface_id": False, "category_id": self.kind.id}):
            with self.subTest(values):
                ticket = self._interface_case("4", **values)
                self.assertEqual(self._scope(ticket), ("excluded", "7.01"))
                self.assertIn("se debe adquirir un extra", ticket.scope_line)
                self.assertEqual([way[0] for way in ticket.way_ids], ["quote"])

    def test_the_answer_offers_the_extra(self):
        """SLA 7.01: one click explains it; the customer's choice is a lead."""
        self.extra.unlink()
        ticket = self._interface_case("4")
        self._at(NOW, ticket.action_answer_coverage)
        answer = ticket.message_ids.filtered(lambda m: m.message_type == "comment")
        self.assertIn("7.01", answer.body)
        self.assertIn("a quote for the extra", answer.body)
        self.assertTrue(ticket.sudo().lead_case_ids or ticket.sudo().lead_ids)

    def test_an_agent_overrides_at_priority_1(self):
        """SLA 7.01: at 1 with a reason; at 4 only a manager."""
        self.extra.unlink()
        calm = self._interface_case("4")
        urgent = self._interface_case("1")
        self.assertEqual(urgent.scope_state, "excluded")
        with self.assertRaisesRegex(UserError, "priority 1 only"):
            calm._coverage_override("in_scope", "Por cortesía")
        with self.assertRaisesRegex(UserError, "Reason"):
            urgent._coverage_override("in_scope", " ")
        self._at(NOW, urgent._coverage_override, "in_scope", "No pueden pagar")
        self.assertEqual(urgent.scope_state, "in_scope")
        covered = calm.with_user(self.manager)
        self._at(NOW, covered._coverage_override, "in_scope", "Por cortesía")
        self.assertEqual(calm.scope_state, "in_scope")

    def test_an_override_ends_with_its_priority(self):
        """SLA 7.01: raised to 1, covered and lowered again: the rule decides."""
        self.extra.unlink()
        ticket = self._interface_case("1")
        self._at(NOW, ticket._coverage_override, "in_scope", "No pueden pagar")
        self._at(NOW, ticket._case_classify, "0")
        self.assertEqual(ticket.priority, "0")
        self.assertEqual(self._scope(ticket), ("excluded", "7.01"))

    def test_the_days_of_the_extra(self):
        """SLA 7.01: the extra covers what was reported in its days; bought later,
        open cases follow."""
        self.extra.date_to = date(2026, 5, 10)
        ticket = self._interface_case()
        self.assertEqual(ticket.scope_state, "excluded")
        self._at(NOW, setattr, self.extra, "date_to", False)
        self.assertEqual(ticket.scope_state, "in_scope")

    def test_only_of_the_customer(self):
        """A case names no interface of another customer."""
        stranger = self.env["res.partner"].create({"name": "Otro", "is_company": True})
        foreign = self._make_interface(partner_id=stranger.id, contact_id=False)
        with self.assertRaisesRegex(ValidationError, "not the customer"):
            self._interface_case(interface_id=foreign.id)

    def test_it_goes_to_the_technical_contacts(self):
        """SLA 7.02: our contact has the case, the customer's follows it."""
        other = self.contact.copy({"name": "Otra", "email": "otra@cafe.gt"})
        ticket = self._interface_case(partner_id=other.id)
        self.assertEqual(ticket.user_id, self.agent)
        self.assertIn(self.contact, ticket.message_partner_ids)
        event = ticket.sudo().sla_event_ids.filtered(lambda e: e.kind == "interface")
        self.assertFalse(event)  # it was born so
        ticket.interface_id = False
        event = ticket.sudo().sla_event_ids.filtered(lambda e: e.kind == "interface")
        self.assertIn("Pagos con el banco", event.change)

    # -------------------------------------------------------------------------
    # Sessions
    # -------------------------------------------------------------------------

    def test_a_session_starts_from_the_interface(self):
        """SLA 7.02, 7.03: a case of the interface, both contacts, a day's notice."""
        wizard = self.env["bacg.interface.session"].with_user(self.agent)
        wizard = wizard.create({"interface_id": self.interface.id})
        with self.assertRaisesRegex(UserError, "Subject"):
            wizard.action_confirm()
        wizard.subject = "Pagos rechazados"
        action = self._at(NOW, wizard.action_confirm)
        self.assertEqual(action["res_model"], "bacg.sla.session.plan")
        with freeze_time(local(NOW)):
            plans = self.env["bacg.sla.session.plan"].with_user(self.agent)
            plan = plans.with_context(**action["context"]).create(
                {"start": local("2026-05-12T08:00"), "medium": "phone"}
            )
            self.assertEqual(plan.ticket_id.interface_id, self.interface)
            self.assertIn(self.contact, plan.customer_ids)
            self.assertEqual(plan.user_id, self.agent)
            self.assertTrue(plan.too_soon)  # in 23 hours
            with self.assertRaisesRegex(UserError, "require notice"):
                plan.action_confirm()
            plan.start = local("2026-05-12T09:00")
            plan.action_confirm()
        self.assertEqual(plan.ticket_id.session_ids.state, "planned")

    def test_notice_whatever_the_kind(self):
        """SLA 7.03: a case on an interface asks for a day, of whatever kind it is."""
        ticket = self._interface_case(category_id=False)
        with freeze_time(local(NOW)):
            self.assertEqual(ticket._session_earliest(), local("2026-05-12T09:00"))

    def test_a_foreign_case_takes_no_session(self):
        ticket = self._interface_case(interface_id=False)
        wizard = self.env["bacg.interface.session"].with_user(self.agent)
        wizard = wizard.create(
            {"interface_id": self.interface.id, "ticket_id": ticket.id}
        )
        with self.assertRaisesRegex(UserError, "open one"):
            wizard.action_confirm()
