# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from ..common import local
from ..vitt_app_common import VittAppCommon

REPORTED = local("2026-05-11T09:00")  # a Monday
LATER = local("2026-05-11T09:10")


@tagged("post_install", "-at_install")
@freeze_time(REPORTED)
class TestVittApp(VittAppCommon):
    def test_the_three_of_the_clause_are_shipped(self):
        """SLA 6.02: Tesorería, Cheques and Edición de Formularios are there as data."""
        for name, words in (
            ("treasury", "Tesorería"),
            ("checks", "Cheques"),
            ("forms", "Edición de Formularios"),
        ):
            app = self.env.ref(f"bacg_sla_platino.vitt_app_{name}")
            self.assertEqual((app.name, app.state), (words, "production"))
            self.assertTrue(app.problem and app.keyword_ids and app.category_id)

    def test_only_a_retired_app_has_a_successor(self):
        """SLA 6.01: and none replaces itself in the end."""
        with self.assertRaisesRegex(ValidationError, "Retire it first"):
            self.checks.successor_id = self.treasury
        self.checks.write({"state": "retired", "successor_id": self.treasury.id})
        with self.assertRaisesRegex(ValidationError, "replace itself"):
            self.treasury.write({"state": "retired", "successor_id": self.retired.id})

    def test_bad_inputs_of_the_catalogue(self):
        """SLA 6.01: a clear word names the field and what to write."""
        apps = self.treasury.with_user(self.manager)
        with self.assertRaisesRegex(ValidationError, "Documentation: .*https://"):
            apps.documentation_url = "javascript:alert(1)"
        script = self.env["ir.attachment"].create(
            {"name": "x.svg", "raw": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}
        )
        with self.assertRaisesRegex(ValidationError, "Pictures: x.svg"):
            self.treasury.picture_ids = script
        for series, version, words in (
            ("diecisiete", "17.0.1.0", "Series: “diecisiete”"),
            ("17.0", "18.0.1.0.0", "is not of the series 17.0"),
        ):
            with self.assertRaisesRegex(ValidationError, words):
                self.checks.version_ids = [(0, 0, {"series": series, "name": version})]
        with self.assertRaisesRegex(ValidationError, "Series: “nuevo”"):
            self._install(series="nuevo")

    def test_which_customer_has_which_version(self):
        """SLA 6.01: one row by customer and app; 1.10 comes after 1.9."""
        row = self._install(version="17.0.1.9.0")
        self.assertEqual(row.newest_version, "17.0.1.10.0")
        self.assertTrue(row.is_outdated)
        row.version = "17.0.1.10.0"
        self.assertFalse(row.is_outdated)
        self.assertEqual(self.treasury.installation_count, 1)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self._install(series="18.0")
        row.active = False  # used no more, and used again one day
        self.env.flush_all()
        self._install(series="18.0")

    def test_only_managers_change_the_catalogue(self):
        """SLA 6.01: agents read it and note who uses what."""
        with self.assertRaises(AccessError):
            self.treasury.with_user(self.agent).problem = "Otro"
        rows = self.env["bacg.vitt.app.installation"].with_user(self.agent)
        row = rows.create(
            {
                "app_id": self.checks.id,
                "partner_id": self.customer.id,
                "series": "18.0",
            }
        )
        with self.assertRaises(AccessError):
            row.unlink()

    def test_a_wish_is_covered_and_costs_nothing(self):
        """SLA 6.01: in scope whatever its kind, priority 4, no hours offered."""
        kind = self.env.ref("bacg_sla_platino.category_excluded_improvement")
        ticket = self._case(REPORTED, vitt_app_id=self.checks.id, category_id=kind.id)
        self.assertEqual((ticket.scope_state, ticket.priority), ("in_scope", "0"))
        self.assertEqual(ticket.scope_clause_id.number, "6.01")
        with freeze_time(LATER):
            ticket.priority = "1"  # classified: the kind's rule does not win
        self.assertEqual(ticket.scope_state, "in_scope")
        with self.assertRaisesRegex(UserError, "without cost"):
            ticket._hours_propose("development", 2, "Instalar")
        with self.assertRaisesRegex(UserError, "is covered"):
            ticket._coverage_override("excluded", "No")
        ticket.vitt_app_id = False
        self.assertEqual(ticket.scope_state, "excluded")

    def test_what_is_refused(self):
        """SLA 6.01: a retired app, and a customer without a running contract."""
        with self.assertRaisesRegex(ValidationError, "replaced by Cheques"):
            self._wish(self.retired)
        self.retired.successor_id = False
        with self.assertRaisesRegex(ValidationError, "Write to us"):
            self._wish(self.retired)
        self.contract.date_to = "2026-05-10"
        with self.assertRaisesRegex(ValidationError, "none in force"):
            self._wish(self.checks)

    def test_a_closed_case_has_a_contract_too(self):
        """SLA 6.01: one that was in force when it was closed, or is today."""
        ticket = self._case(REPORTED)
        ticket.write({"stage_id": self.stage_done.id, "solution": "Se explicó"})
        self.contract.date_to = "2026-05-20"
        with freeze_time(local("2026-06-01T09:00")):
            ticket.vitt_app_id = self.checks
            other = self._case(local("2026-06-01T09:00"))
            other.write({"stage_id": self.stage_done.id, "solution": "Se explicó"})
            with self.assertRaisesRegex(UserError, "none in force"):
                other.vitt_app_id = self.checks

    def _wish(self, app):
        with self.env.cr.savepoint():
            try:
                return self._case(REPORTED, vitt_app_id=app.id)
            except UserError as refused:
                raise ValidationError(str(refused)) from refused

    def test_answer_with_an_app(self):
        """SLA 6.02: proposed by the words; the answer is the first response."""
        ticket = self._case(
            REPORTED,
            name="Flujo de caja",
            description="<p>¿Cómo programar los pagos a proveedores?</p>",
        )
        self.assertEqual(ticket.proposed_vitt_app_ids[:1], self.treasury)
        self.treasury.documentation_url = "https://example.com/tesoreria"
        with freeze_time(LATER):
            window = Form(
                self.env["bacg.vitt.app.answer"]
                .with_user(self.agent)
                .with_context(default_ticket_id=ticket.id)
            )
            self.assertEqual(window.app_id, self.treasury)
            for words in (
                self.treasury.problem,
                f"/my/apps/{self.treasury.id}",
                "https://example.com/tesoreria",
            ):
                self.assertIn(words, window.text)
            window.save().action_confirm()
        message = ticket.first_response_message_id
        self.assertIn("Tesorería", message.body)
        self.assertEqual(message.author_id, self.agent.partner_id)
        self.assertEqual(ticket.answered_vitt_app_id, self.treasury)
        clock = self._status(ticket, "first_response")
        self.assertEqual((clock.state, clock.reached_at), ("reached", LATER))
        event = ticket.sudo().sla_event_ids.filtered(
            lambda event: event.kind == "vitt_app_answer"
        )
        self.assertEqual(event.message_id, message)

    def test_an_answer_is_no_empty_word(self):
        """SLA 6.02: no app, a retired one, no text, nobody to read it."""
        ticket = self._case(REPORTED)
        answer = ticket.with_user(self.agent)._vitt_app_answer
        for app, text, words in (
            (self.treasury.browse(), "Hola", "VITT app: choose"),
            (self.retired, "Hola", "VITT app: choose"),
            (self.treasury, "  ", "Answer: say"),
        ):
            with self.assertRaisesRegex(UserError, words):
                answer(app, text)
        with self.assertRaisesRegex(AccessError, "cannot be edited"):
            ticket.with_user(self.agent).answered_vitt_app_id = self.treasury
        stranger = self.env["res.users"].browse(self.env.ref("base.public_user").id)
        with self.assertRaises(AccessError):
            ticket.with_user(stranger)._vitt_app_answer(self.treasury, "Hola")
        self.assertFalse(ticket.first_response_at)

    def test_a_colleagues_answer_is_read_first(self):
        """SLA 6.02: as every answer of an agent's."""
        ticket = self._case(REPORTED, name="Flujo de caja")
        windows = self.env["bacg.vitt.app.answer"].with_user(self.agent)
        window = windows.create({"ticket_id": ticket.id, "app_id": self.treasury.id})
        self.env.flush_all()
        self._answer(ticket, user=self.manager)
        with self.assertRaisesRegex(UserError, "answered meanwhile"):
            window.action_confirm()

    def test_it_is_installed(self):
        """SLA 6.01: the case opens the row of the customer, with the newest series."""
        ticket = self._case(REPORTED, vitt_app_id=self.treasury.id)
        action = ticket.with_user(self.agent).action_vitt_app_installed()
        rows = self.env[action["res_model"]].with_user(self.agent)
        row = rows.with_context(**action["context"]).create({})
        self.assertEqual(
            (row.app_id, row.partner_id, row.series, row.ticket_id),
            (self.treasury, self.customer, "18.0", ticket),
        )
        other = self.env["res.partner"].create({"name": "Otra", "is_company": True})
        with self.assertRaisesRegex(ValidationError, "is not of Otra"):
            row.partner_id = other

    def test_a_customer_without_a_contract(self):
        """SLA 6.01, 6.02: no case moves to him, and no answer promises him an app."""
        stranger = self.env["res.partner"].create(
            {"name": "Ferretería", "is_company": True, "email": "f@ferreteria.gt"}
        )
        wish = self._case(REPORTED, vitt_app_id=self.treasury.id)
        with self.assertRaisesRegex(UserError, "Ferretería has none in force"):
            wish.partner_id = stranger
        ticket = self._case(REPORTED, partner_id=stranger.id)
        with self.assertRaisesRegex(UserError, "Ferretería has none in force"):
            ticket.with_user(self.agent)._vitt_app_answer(self.treasury, "Gratis")
        self.assertFalse(ticket.answered_vitt_app_id)
