# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..common import local
from ..development_common import DevelopmentCommon


@tagged("post_install", "-at_install")
class TestDevelopment(DevelopmentCommon):
    def test_a_bug_is_covered_and_costs_nothing(self):
        """SLA 4.01: in scope whatever its kind; no hours are offered for it."""
        kind = self.env["helpdesk.ticket.category"].search(
            [("scope_state", "=", "excluded")], limit=1
        )
        ticket = self._bug(category_id=kind.id)
        self.assertTrue(ticket.bug_under_warranty)
        self.assertEqual(ticket.scope_state, "in_scope")
        self.assertEqual(ticket.scope_clause_id.number, "4.01")
        with self.assertRaisesRegex(UserError, "without cost"):
            ticket._hours_propose("development", 2, "Corregir")
        with self.assertRaisesRegex(UserError, "is covered"):
            ticket._coverage_override("excluded", "No es nuestro")
        ticket.development_id = False
        self.assertEqual(ticket.scope_state, "excluded")

    def test_the_warranty_has_no_end_unless_agreed(self):
        """SLA 4.01: the clause sets no end; a day may be agreed for a development."""
        self.assertFalse(self.development.warranty_until)
        ticket = self._bug()
        self.assertTrue(ticket.bug_under_warranty)
        self.development.warranty_until = date(2026, 5, 11)
        self.assertTrue(ticket.bug_under_warranty)
        self.development.warranty_until = date(2026, 5, 10)
        self.assertFalse(ticket.bug_under_warranty)
        self.assertTrue(self._status(ticket, "resolution"))
        self.assertFalse(self._status(ticket, "workaround"))
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.development.accepted_on = date(2025, 3, 2)

    def test_criticality_sets_priority_and_day_of_the_fix(self):
        """SLA 4.02: by type and criticality; the table's resolution does not run."""
        ticket = self._bug(criticality=None, development_id=False)
        with freeze_time(local("2026-05-11T09:05")):
            ticket.development_id = self.development
        self.assertFalse(ticket.bug_fix_due or ticket.bug_criticality)
        for criticality, bug_type, due in (
            ("3", "data", date(2026, 5, 14)),
            ("2", "function", date(2026, 5, 21)),
            ("1", "speed", date(2026, 6, 10)),
            ("0", "display", date(2026, 7, 10)),
        ):
            with self.subTest(criticality), freeze_time(local("2026-05-11T09:10")):
                ticket.bug_criticality = criticality
                ticket.bug_type = bug_type
                self.assertEqual(ticket.priority, criticality)
                self.assertEqual(ticket.bug_fix_due, due)
                self.assertFalse(self._status(ticket, "resolution"))
        ended = ticket.sudo().sla_status_ids.filtered(
            lambda status: status.metric == "resolution"
        )
        self.assertEqual(set(ended.mapped("cancel_reason")), {"bug"})
        self.assertTrue(self._status(ticket, "first_response"))

    def test_fixes_are_judged(self):
        """SLA 4.02: by the day on which the bug is fixed, in the customer's zone."""
        ticket = self._bug()
        with freeze_time(local("2026-05-16T18:00")):
            self.assertEqual(ticket.bug_fix_state, "open")
        ticket.invalidate_recordset()
        with freeze_time(local("2026-05-17T00:30")):
            self.assertEqual(ticket.bug_fix_state, "late")
        self._at("2026-05-16T22:00", ticket.write, {"stage_id": self.stage_done.id})
        self.assertEqual(
            (ticket.bug_fix_state, ticket.bug_fixed_on), ("kept", date(2026, 5, 16))
        )
        late = self._bug()
        self._at("2026-05-17T08:00", late.write, {"stage_id": self.stage_done.id})
        self.assertEqual(late.bug_fix_state, "kept_late")

    def test_terms_are_data_of_the_agreement(self):
        """SLA 4.02: another version of the agreement may say other days."""
        with self.assertRaisesRegex(UserError, "is published"):
            self.agreement.fix_term_ids[:1].days = 1
        draft = self.agreement.copy({"name": "Otro"})
        self.assertEqual(len(draft.fix_term_ids), len(self.agreement.fix_term_ids))
        draft.fix_term_ids.days = 1
        self.assertEqual(draft._development_get_fix_days("data", "3"), 1)

    def test_workaround_in_the_tables_time(self):
        """SLA 4.03: a critical bug carries its clock; the customer gets the text."""
        ticket = self._bug()
        clock = self._status(ticket, "workaround")
        self.assertEqual(clock.deadline, local("2026-05-11T10:00"))
        message = self._at(
            "2026-05-11T09:40",
            ticket.with_user(self.agent)._development_give_workaround,
            "Facture sin ruta y aplique el descuento a mano",
        )
        self.assertEqual(
            (clock.state, clock.reached_at), ("reached", local("2026-05-11T09:40"))
        )
        self.assertIn("a mano", message.body)
        self.assertIn(self.contact, message.notified_partner_ids)
        self.assertTrue(ticket.first_response_at)
        self.assertEqual(ticket.bug_fix_state, "late")  # the fix is still owed

    def test_the_fix_meets_the_workaround(self):
        """SLA 4.03: a fix in the table's time needs no workaround."""
        ticket = self._bug(criticality="2")
        clock = self._status(ticket, "workaround")
        self._at("2026-05-11T11:00", ticket.write, {"stage_id": self.stage_done.id})
        self.assertEqual(
            (clock.state, clock.reached_at), ("reached", local("2026-05-11T11:00"))
        )

    def test_a_development_is_of_the_cases_customer(self):
        """SLA 4.01: nobody's case names, or keeps, what was made for another."""
        other = self.env["res.partner"].create({"name": "Otra", "is_company": True})
        foreign = self.development.copy({"partner_id": other.id})
        ticket = self._bug()
        with (
            self.assertRaisesRegex(ValidationError, "was made for Otra"),
            self.env.cr.savepoint(),
        ):
            ticket.with_user(self.agent).development_id = foreign
        ticket.with_user(self.agent).partner_id = other
        self.assertFalse(ticket.development_id)

    def test_a_closed_case_refutes_nothing(self):
        """SLA 4.03: what a closed case was judged by stays."""
        ticket = self._bug(criticality="2")
        give = ticket.with_user(self.agent)._development_give_workaround
        self._at("2026-05-11T10:00", give, "Reinicie")
        ticket.stage_id = self.stage_done
        with self.assertRaisesRegex(UserError, "is closed"):
            ticket._development_refute_workaround("Sigue igual", self.contact)

    def test_only_critical_bugs_owe_a_workaround(self):
        """SLA 4.03: priorities 4 and 3 do not."""
        for criticality in ("0", "1"):
            ticket = self._bug(criticality=criticality)
            self.assertFalse(self._status(ticket, "workaround"))

    def test_a_refuted_workaround_reopens_its_clock(self):
        """SLA 4.03: from its first start; the first moment stays in the ledger."""
        ticket = self._bug(criticality="2")
        clock = self._status(ticket, "workaround")
        give = ticket.with_user(self.agent)._development_give_workaround
        self._at("2026-05-11T10:00", give, "Reinicie")
        self.assertEqual(clock.state, "reached")
        with self.assertRaisesRegex(UserError, "Reason"):
            ticket._development_refute_workaround(" ")
        self._at(
            "2026-05-11T10:30", ticket._development_refute_workaround, "Sigue igual"
        )
        self.assertEqual(
            (clock.state, clock.started_at, clock.reached_at),
            ("running", local("2026-05-11T09:00"), False),
        )
        given = ticket.sudo().sla_event_ids.filtered(lambda e: e.kind == "workaround")
        self.assertEqual(given.at, local("2026-05-11T10:00"))
        self._at("2026-05-11T15:00", give, "Use la versión anterior")
        self.assertEqual(clock.reached_at, local("2026-05-11T15:00"))
        self.assertEqual(clock.breached_at, local("2026-05-11T13:00"))
        with self.assertRaisesRegex(UserError, "describe it"):
            give("  ")

    def test_waiting_for_the_customer_pauses_the_workaround(self):
        """SLA 4.03: as the resolution of the table does (decision 10)."""
        ticket = self._bug(criticality="2")
        clock = self._status(ticket, "workaround")
        self._at("2026-05-11T10:00", ticket.write, {"stage_id": self.stage_customer.id})
        self.assertEqual(clock.state, "paused")

    def test_exclusions_oblige_to_diagnose(self):
        """SLA 4.01: own code or a third party's change: reason and clause, no less."""
        ticket = self._bug()
        clause = ticket._coverage_get_clause("4.01")
        exclude = ticket.with_user(self.agent)._development_exclude
        for reason, given in ((" ", clause), ("Su módulo", clause.browse())):
            with self.assertRaisesRegex(UserError, "Reason and clause"):
                exclude("own_code", reason, given)
        with self.assertRaisesRegex(UserError, "cannot be edited"):
            ticket.with_user(self.agent).bug_exclusion = "own_code"
        exclude("own_code", "Su módulo cambia el precio", clause)
        self.assertFalse(ticket.bug_under_warranty or ticket.bug_fix_due)
        self.assertEqual(ticket.scope_state, "in_scope")
        self.assertTrue(self._status(ticket, "resolution"))
        event = ticket.sudo().sla_event_ids.filtered(
            lambda event: event.kind == "bug_exclusion"
        )
        self.assertEqual(event.reason, "Su módulo cambia el precio")
        exclude(False, None, None)
        self.assertTrue(ticket.bug_under_warranty)

    def test_after_the_end_of_the_contract(self):
        """SLA 4.01: a bug after the contract's end: under warranty, without clocks."""
        self.contract.date_to = date(2026, 4, 30)
        ticket = self._bug()
        self.assertEqual(ticket.sla_note, "contract_ended")
        self.assertTrue(ticket.bug_under_warranty)
        self.assertFalse(ticket.sudo().sla_status_ids)
        self.assertFalse(ticket.bug_fix_due)

    def test_a_fault_of_an_interface_needs_no_extra(self):
        """SLA 4.01: what BACG developed is clause 4, with or without the extra."""
        kind = self.env.ref("bacg_sla_platino.category_interface")
        self.assertEqual(self._bug(category_id=kind.id).scope_state, "in_scope")

    def test_proposed_by_words(self):
        """SLA 4.01: the one development that the words name; two of them: none."""
        ticket = self._case(
            local("2026-05-11T09:00"),
            description="<p>Los <b>descuentos por ruta</b> no se aplican</p>",
        )
        self.assertEqual(ticket.suggested_development_id, self.development)
        ticket.action_take_suggested_development()
        self.assertEqual(ticket.development_id, self.development)
        self.development.copy({"name": "Otro", "technical_name": "sale_other"})
        ticket = self._case(
            local("2026-05-11T09:00"), description="sale_route_discount y sale_other"
        )
        self.assertFalse(ticket.suggested_development_id)

    def test_of_this_customer_only(self):
        other = self.env["res.partner"].create({"name": "Otro", "is_company": True})
        self.development.copy({"partner_id": other.id, "name": "Cosecha diaria"})
        ticket = self._case(local("2026-05-11T09:00"), name="Cosecha diaria falla")
        self.assertFalse(ticket.suggested_development_id)
        with self.assertRaises(ValidationError):
            self.development.partner_id = self.contact

    def test_statement_states_the_fixes(self):
        """SLA 4.02: due or fixed in the month, with the outcome at its end."""
        fixed = self._bug(name="Descuento doble")
        self._at("2026-05-13T09:00", fixed.write, {"stage_id": self.stage_done.id})
        still = self._bug(name="Descuento perdido")
        self._bug(criticality="0", bug_type="display", name="Color")  # due in July
        reports = self.registry["ir.actions.report"]
        with (
            freeze_time(local("2026-06-02T09:00")),
            patch.object(reports, "get_wkhtmltopdf_state", return_value="install"),
        ):
            contract = self.contract.with_user(self.manager)
            statement = self.env["bacg.sla.statement"].browse(
                contract.action_statement()["res_id"]
            )
            statement.with_user(self.manager).action_issue()
        rows = {row["case"]: row for row in statement.content["fixes"]}
        self.assertEqual(rows.keys(), {fixed.number, still.number})
        self.assertEqual(
            (rows[fixed.number]["fixed"], rows[fixed.number]["outcome"]),
            ("2026-05-13", "kept"),
        )
        self.assertEqual(rows[still.number]["outcome"], "late")
        document = statement.document_id.raw.decode()
        self.assertIn("Descuento perdido", document)

    def test_many_developments_in_constant_queries(self):
        """SLA 4.01: 500 developments do not slow their list."""
        developments = self.env["bacg.development"].create(
            [
                {"name": f"Desarrollo {number}", "partner_id": self.customer.id}
                for number in range(20)
            ]
        )
        for development in developments:
            self._bug(criticality=None, development_id=development.id)
        self.env.flush_all()

        def count(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.read(["name", "open_ticket_count", "partner_id"])
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(developments[:2]), count(developments))
