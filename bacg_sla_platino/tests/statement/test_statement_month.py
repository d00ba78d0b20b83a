# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..common import local
from .test_statement import StatementCommon

NOW = "2026-06-20T12:00"


@tagged("post_install", "-at_install")
class TestStatementOfAMonth(StatementCommon):
    """A manager makes the statement of any month that is over."""

    def _open(self, month, moment=NOW, user=None, contract=None):
        wizards = self.env["bacg.sla.statement.make"].with_user(user or self.manager)
        with freeze_time(local(moment)):
            wizard = wizards.create(
                {"contract_id": (contract or self.contract).id, "month": month}
            )
            action = wizard.action_confirm()
        return self.env["bacg.sla.statement"].browse(action["res_id"])

    def test_any_past_month(self):
        """Whole local days, its own clocks, a draft that can be issued."""
        with freeze_time("2026-06-20 12:00:00"):
            self._mixed_history()
        statement = self._open("2026-04-17")
        self.assertEqual(
            (str(statement.date_from), str(statement.date_to)),
            ("2026-04-01", "2026-04-30"),
        )
        self.assertEqual(statement.state, "draft")
        self.assertEqual(statement.content["population"]["judged"], 2)
        with freeze_time(local(NOW)):
            statement.with_user(self.manager).action_issue()
        self.assertEqual(statement.state, "issued")

    def test_one_that_exists_is_opened(self):
        """The latest revision; no second one is made."""
        statement = self._open("2026-04-01")
        self.assertEqual(self._open("2026-04-30"), statement)
        with freeze_time(local(NOW)):
            statement.with_user(self.manager).action_issue()
            revision = statement.with_user(self.manager)._revise("Probamos")
        self.assertEqual(self._open("2026-04-30"), revision)

    def test_month_that_is_not_over(self):
        """Neither this nor a coming month; the customer's zone says which."""
        for month in ("2026-06-20", "2026-06-30", "2026-07-01", "2031-01-01"):
            with (
                self.subTest(month),
                self.assertRaisesRegex(UserError, "not over yet.*America/Guatemala"),
            ):
                self._open(month)
        with self.assertRaisesRegex(UserError, "June 2026"):
            self._open("2026-06-30", "2026-06-30T23:30")
        statement = self._open("2026-06-30", "2026-07-01T00:30")
        self.assertEqual(str(statement.date_to), "2026-06-30")

    def test_month_without_the_contract(self):
        self.contract.date_to = "2026-03-15"
        for month in ("2024-01-31", "2026-04-01"):
            with self.subTest(month), self.assertRaisesRegex(UserError, "not in force"):
                self._open(month)
        for month in ("2024-02-29", "2026-03-31"):
            with self.subTest(month):
                self.assertTrue(self._open(month))

    @freeze_time(local(NOW))
    def test_form_proposes_last_month(self):
        wizards = self.env["bacg.sla.statement.make"].with_user(self.manager)
        form = Form(wizards.with_context(default_contract_id=self.contract.id))
        self.assertEqual(str(form.month), "2026-05-01")
        form.month = "2026-04-03"
        action = form.save().action_confirm()
        self.assertEqual(action["res_model"], "bacg.sla.statement")

    def test_managers_only(self):
        with self.assertRaises(AccessError):
            self._open("2026-04-01", user=self.agent)
        with freeze_time(local(NOW)), self.assertRaisesRegex(AccessError, "Manager"):
            self.contract.with_user(self.agent).action_statement()
