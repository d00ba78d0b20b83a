# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..common import local
from ..migration_common import PLANNED, MigrationCommon

CRON = "bacg_sla_platino.ir_cron_migrations"


@tagged("post_install", "-at_install")
@freeze_time(PLANNED)
class TestMigrationPlan(MigrationCommon):
    def test_both_sides_approve_the_plan(self):
        """SLA 5.02: dates, steps and lines, planned for the customer's morning."""
        asked = self._ask(self.migration)
        self.assertEqual(asked.planned_at, local("2026-06-01T00:00"))
        mail = self._mails(self.approver)
        for text in ("Copia, prueba", "Ruta: to be migrated without cost", "19.0"):
            self.assertIn(text, mail.body_html)
        self._grant(self.migration)
        self.assertTrue(self.migration._approval_is_given())
        self.migration.with_user(self.agent).action_start()
        self.assertEqual(self.migration.state, "running")

    def test_a_plan_needs_its_dates(self):
        self.migration.planned_end = False
        with self.assertRaisesRegex(UserError, "Planned start and end"):
            self._ask(self.migration)
        self.migration.planned_end = "2026-06-30"
        with (
            freeze_time(local("2026-06-02T09:00")),
            self.assertRaisesRegex(UserError, "day that is over"),
        ):
            self._ask(self.migration)

    def test_an_edit_after_the_yes_asks_again(self):
        """SLA 5.02: each change of the substance, once a save; the old yes is void."""
        for values in (
            {"planned_end": "2026-07-15"},
            {"note": "Otro fin de semana"},
            {"line_ids": [(0, 0, {"kind": "other", "name": "Etiquetas"})]},
            {
                "note": "Y otro",
                "line_ids": [
                    (1, self.route_line.id, {"state": "nothing_to_do"}),
                    (
                        1,
                        self.roast_line.id,
                        {"state": "replaced_core", "replaced_by": "Calidad"},
                    ),
                ],
            },
            {"line_ids": [(2, self.roast_line.id)]},
        ):
            with self.subTest(values):
                self._agree()
                yes = self._live(self.migration)
                rounds = max(self.migration.sudo().approval_ids.mapped("round"))
                self.migration.with_user(self.agent).write(values)
                self._commit()
                self.assertEqual((yes.state, yes.answer), ("void", "granted"))
                self.assertEqual(self.migration.approval_state, "asked")
                self.assertEqual(self._asked(self.migration).round, rounds + 1)

    def test_progress_and_words_ask_nobody_again(self):
        """SLA 5.02: neither the work nor messages are the plan's substance."""
        self._start()
        yes = self._live(self.migration)
        self.route_line.state = "test"
        self._accept(self.route_line)
        self._except(self.roast_line)
        self.migration.with_user(self.manager).user_id = self.manager
        self.migration._post_customer_message(self.approver, "¿Y los reportes?")
        self._commit()
        self.assertEqual(yes.state, "granted")
        self.assertTrue(self.migration._approval_is_given())

    def test_a_second_round_refused_after_the_first_was_granted(self):
        """SLA 5.02: the last round counts."""
        self._agree()
        second = self._ask(self.migration)
        second._answer(False, self.approver, "portal", "Es fin de mes")
        self.assertEqual(self.migration.approval_state, "refused")
        with self.assertRaisesRegex(UserError, "not approved by both"):
            self.migration.action_start()

    def test_only_an_exception_has_a_price(self):
        """SLA 5.01: without cost; only an exception with its reason is quoted."""
        self._start()
        for values, error in (
            ({"price": 500}, "without cost"),
            ({"state": "port", "price": 500}, "without cost"),
            ({"state": "exception"}, "Exception reason"),
            ({"state": "exception", "exception_reason": "  "}, "Exception reason"),
            ({"exception_reason": "Porque sí"}, "goes on once"),
            ({"state": "port", "exception_reason": "x", "price": 5}, "goes on once"),
        ):
            with self.subTest(values):
                self._assert_refused(
                    error, self.route_line.with_user(self.manager), values
                )
        with self.assertRaisesRegex(UserError, "is no exception"):
            self.route_line.action_ask_approval()

    def test_an_exception_is_approved_by_both(self):
        """SLA 5.01: reason and price; then it is ported, for that price alone."""
        self._start()
        line = self.route_line
        self._except(line, price=500)
        asked = self._asked(line)
        self.assertIn("500", str(asked.content))
        with self.assertRaisesRegex(UserError, "goes on once"):
            line.state = "port"
        self._grant(line)
        line.with_user(self.agent).state = "port"
        self._accept(line)
        self.assertEqual((line.price, self.migration.progress), (500, 50))
        line.price = 800
        self.assertEqual((asked.state, line.approval_state), ("void", "asked"))
        self._accept(self.roast_line)
        with self.assertRaisesRegex(UserError, "both sides: Ruta"):
            self.migration.action_done()
        self._asked(line)._answer(False, self.approver, "portal", "Muy caro")
        with self.assertRaisesRegex(UserError, "both sides: Ruta"):
            self.migration.action_done()
        line.write({"price": 500})
        self._agree(line)
        self.migration.action_done()
        self.assertEqual(self.route.series, "19.0")

    def test_an_exception_that_is_none_any_more(self):
        """SLA 5.01: withdrawn, it goes on without cost and nobody is asked."""
        self._start()
        self._except(self.route_line, price=500)
        asked = self._asked(self.route_line)
        self.route_line.write({"state": "port", "exception_reason": False, "price": 0})
        self.assertEqual(
            (asked.state, self.route_line.approval_state), ("void", "none")
        )
        self._accept(self.route_line)
        self._accept(self.roast_line)
        self.migration.action_done()

    def test_another_target_asks_about_exceptions_again(self):
        """SLA 5.01: an exception is one of a move to a certain series."""
        self._except(self.route_line)
        self._grant(self.route_line)
        self.migration.with_user(self.agent).to_series = "20.0"
        self.assertEqual(self.route_line.approval_state, "asked")

    def test_who_answers(self):
        """SLA 5.02: nobody of another customer, and nobody who left."""
        asked = self._ask(self.migration)
        other = self.env["res.partner"].create({"name": "Ferretería"})
        with self.assertRaises(AccessError):
            asked._answer(True, other, "portal")
        self.approver.parent_id = other
        with self.assertRaises(AccessError):
            asked._answer(True, self.approver, "link")
        ours = self._live(self.migration, "ours")
        self.migration.with_user(self.manager).user_id = self.manager
        with self.assertRaises(AccessError):
            ours._answer(True, self.agent.partner_id, "backend")
        ours._answer(True, self.manager.partner_id, "backend")

    def test_another_thing_under_the_same_name(self):
        """SLA 5.01: what was approved is what is moved, whatever it is called."""
        third = self.route.copy({"name": "Cosecha"})
        self._agree()
        swap = {"development_id": third.id, "name": "Ruta"}
        self.route_line.with_user(self.agent).write(swap)
        self.assertFalse(self.migration._approval_is_given())
        self._commit()
        self.assertEqual(self.migration.approval_state, "asked")
        asked = self._asked(self.migration)
        self.assertIn("Ruta (Cosecha): to be migrated", str(asked.content))
        self._grant(self.migration)
        self.migration.action_start()
        self._except(self.roast_line, price=500)
        self._grant(self.roast_line)
        self.assertEqual(self.migration.progress, 50)
        self.roast_line.write({"development_id": self.route.id, "name": "Tostado"})
        self.assertEqual(
            (self.roast_line.approval_state, self.migration.progress), ("asked", 0)
        )
        self._commit()
        self._grant(self.migration)
        self._accept(self.route_line)
        with self.assertRaisesRegex(UserError, "both sides: Tostado"):
            self.migration.action_done()

    def test_nobody_answers_for_both_sides_by_himself(self):
        """SLA 5.02: agents appoint nobody once it was asked, managers enter prices."""
        migration, line = self.migration.with_user(self.agent), self.route_line
        migration.user_id = self.manager
        migration.user_id = self.agent
        self._except(line)
        self._assert_refused(
            "Only a helpdesk manager",
            migration,
            {"user_id": self.manager.id},
            AccessError,
        )
        line.price = 500
        asked = self._asked(line)
        declare = asked.with_user(self.agent)._declare
        with self.assertRaisesRegex(AccessError, "to a price only a manager"):
            declare(True, self.approver, "De acuerdo")
        asked.with_user(self.manager)._declare(True, self.approver, "De acuerdo")
        self.assertEqual((asked.state, asked.way), ("granted", "declared"))

    def test_warned_again_after_an_edit(self):
        """SLA 5.02: approved after the warning, then edited for the same day."""
        self._ask(self.migration)
        self._run_cron(CRON, local("2026-05-18T09:00"))
        with freeze_time(local("2026-05-19T09:00")):
            self._grant(self.migration)
            self.assertFalse(self.migration.activity_ids)
            self.migration.note = "Otro fin de semana"
            self._commit()
        self._run_cron(CRON, local("2026-05-20T09:00"))
        self.assertIn("the plan", self.migration.activity_ids.note)

    def test_warning_before_the_planned_day(self):
        """SLA 5.02: once, days before by a setting, and gone when both approved."""
        self._ask(self.migration)
        self._run_cron(CRON, local("2026-05-17T09:00"))
        self.assertFalse(self.migration.activity_ids)
        for day in ("2026-05-18T09:00", "2026-05-19T09:00"):
            self._run_cron(CRON, local(day))
            warning = self.migration.activity_ids
            self.assertEqual(warning.user_id, self.agent)
            self.assertIn("the plan", warning.note)
        with freeze_time(local("2026-05-20T09:00")):
            self._grant(self.migration)
        self.assertFalse(self.migration.activity_ids)

    def test_warning_of_an_exception(self):
        """SLA 5.01: the end nears and an exception waits for an answer."""
        self._start()
        self.env.company.migration_warning_days = 5
        self._except(self.route_line)
        self._run_cron(CRON, local("2026-06-24T09:00"))
        self.assertFalse(self.migration.activity_ids)
        self._run_cron(CRON, local("2026-06-25T09:00"))
        self.assertIn("Ruta", self.migration.activity_ids.note)
        self.route_line.write({"state": "port", "exception_reason": False})
        self.assertFalse(self.migration.activity_ids)

    def test_no_warning_without_need(self):
        self._agree()
        self._run_cron(CRON, local("2026-05-25T09:00"))
        self.assertFalse(self.migration.activity_ids)
        with self.assertRaisesRegex(ValidationError, "0 or more"):
            self.env.company.migration_warning_days = -1
