# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .legal_common import LegalChangeCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 15:00:00")
class TestLegalAgree(LegalChangeCommon):
    """Changes of forms and records: other times, and a way of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.form = cls._change(
            name="Formulario D-104",
            change_kind="form_record_change",
            publication_date=False,
            mandatory_from=False,
        )

    def _agree(self, day, **values):
        window = self.env["bacg.legal.change.move"].with_user(self.manager)
        window.create(
            {
                "change_id": self.form.id,
                "field_name": "agreed_date",
                "kind": "agreement",
                "value": day,
                "reason": "Con el contador de Café Antigua",
                **values,
            }
        ).action_confirm()

    def _finish(self, day):
        release = self._release(
            change_ids=[Command.set(self.form.ids)], release_kind="config"
        )
        with freeze_time(f"{day} 15:00:00"):
            release.action_ready()

    def test_its_own_way(self):
        """SLA 3.07: no regulator's clock; a day agreed on before it is developed."""
        with self.assertRaisesRegex(UserError, "agree a date first"):
            self.form.action_develop()
        self._agree("2026-03-20")
        self.assertEqual(self.form.state, "agreed")
        self.assertEqual(self.form.due_state, "on_track")
        self.assertEqual(self.form.sla_state, "no_deadline")
        self.form.action_develop()
        self._finish("2026-03-20")
        self.assertEqual(self.form.state, "ready")
        self.assertEqual(self.form.due_state, "done")
        self.assertFalse(self.form.outcome)
        self.assertFalse(self.form.alarm_ids)

    def test_the_day_moves_with_both(self):
        """SLA 3.07: a day moved before it passed is kept, the old one stays known."""
        self._agree("2026-03-20")
        self._agree("2026-04-10", reason="El contador pide más pruebas")
        log = self.form.value_ids.filtered(lambda one: one.kind == "agreement")
        self.assertEqual(log.sorted("id")[1:].old_value, date(2026, 3, 20))
        self._finish("2026-04-10")
        self.assertEqual(self.form.due_state, "done")

    def test_a_day_that_passed_is_not_moved_away(self):
        """SLA 3.07: what was late stays late, whatever is agreed afterwards."""
        self._agree("2026-03-20")
        with freeze_time("2026-03-23 15:00:00"):
            self.form.invalidate_recordset()
            self.assertEqual(self.form.due_state, "late")
            self._agree("2026-04-10")
            self.assertEqual(self.form.due_state, "late")
        self._finish("2026-04-01")
        self.assertEqual(self.form.due_state, "done_late")

    def test_an_agreed_day_is_on_somebodys_list(self):
        """SLA 3.07: it does not pass in silence, and can be searched."""
        self._agree("2026-03-20")
        self._agree("2026-04-10", reason="El contador pide más pruebas")
        activity = self.form.activity_ids
        self.assertEqual(activity.date_deadline, date(2026, 4, 10))
        self.assertEqual(activity.user_id, self.manager)
        domain = [("due_state", "=", "late"), ("id", "=", self.form.id)]
        self.assertFalse(self.form.search(domain))
        with freeze_time("2026-04-11 15:00:00"):
            self.form.invalidate_recordset()
            self.assertEqual(self.form.search(domain), self.form)
        self._finish("2026-04-12")
        self.assertFalse(self.form.activity_ids)

    def test_an_agreement_is_checked(self):
        with self.assertRaisesRegex(UserError, "to come"):
            self._agree("2026-03-01")
        with self.assertRaisesRegex(UserError, "with whom"):
            self._agree("2026-03-20", reason=" ")
        with self.assertRaisesRegex(UserError, "only changes of forms"):
            self._agree("2026-03-20", change_id=self.change.id)
        self._agree("2026-03-20")
        with self.assertRaisesRegex(UserError, "set by the buttons"):
            self.form.agreed_date = "2027-01-01"

    def test_a_law_does_not_become_a_form(self):
        """SLA 3.07: nobody escapes the regulator's clock by another kind."""
        with self.assertRaisesRegex(UserError, "Kind"):
            self.change.change_kind = "form_record_change"

    def test_the_form_of_a_change(self):
        form = Form(self.env["bacg.legal.change"].with_user(self.manager))
        form.name = "Nueva ley"
        form.localization_id = self.costa_rica
        form.date_certainty = "fixed"
        form.mandatory_from = "2026-09-01"
        change = form.save()
        self.assertEqual(change.first_mandatory_from, date(2026, 9, 1))
        self.assertEqual(change.regulator_id, self.costa_rica.regulator_id)
