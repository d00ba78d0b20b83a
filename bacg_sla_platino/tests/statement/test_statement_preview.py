# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..common import local
from .test_statement import StatementCommon


@tagged("post_install", "-at_install")
class TestStatementPreview(StatementCommon):
    """The month that runs, as its statement would say it now."""

    def setUp(self):
        super().setUp()
        with freeze_time("2026-06-20 12:00:00"):
            self._mixed_history()

    def _open(self, moment, user=None):
        """Return the window of “This month so far”, as its button opens it."""
        with freeze_time(local(moment)):
            contract = self.contract.with_user(user or self.manager)
            action = contract.action_statement_preview()
            windows = self.env[action["res_model"]].with_user(user or self.manager)
            window = Form(windows.with_context(**action["context"]))
            return window.save()

    def _preview(self, moment):
        with freeze_time(local(moment)):
            return self._open(moment).preview_html

    def _figures(self, html):
        """Return judged and kept of all promises; times of open clocks go on."""
        kept = html.split("1. Kept promises")[1].split("2. Late cases")[0]
        return re.findall(r'class="n">(\d+)<', kept)

    def test_preview_says_what_the_statement_will_say(self):
        """On the last evening it has the figures of the statement that follows."""
        statements = self.env["bacg.sla.statement"].search_count([])
        with freeze_time(local("2026-05-31T23:59:20")):
            # What is due is noted by then, as the scheduled action does.
            self.contract.sudo().ticket_ids._sla_sync()
            self.env.flush_all()
        preview = self._preview("2026-05-31T23:59:30")
        self.assertEqual(self.env["bacg.sla.statement"].search_count([]), statements)
        issued = self._make(issue=False).preview_html
        self.assertEqual(self._figures(preview), self._figures(issued))
        self.assertTrue(any(map(int, self._figures(issued))))
        self.assertIn("The month still runs", preview)
        self.assertNotIn("The month still runs", issued)

    def test_the_months_statement_is_made_all_the_same(self):
        """A preview takes no number and stands in nobody's way."""
        self._open("2026-05-20T10:00")
        statement = self._make()
        self.assertEqual((statement.revision, statement.state), (1, "issued"))

    def test_only_the_month_that_runs(self):
        window = self._open("2026-05-20T10:00")
        with freeze_time(local("2026-05-20T10:00")):
            for month, shown in (
                ("2026-04-30", False),
                ("2026-05-01", True),
                ("2026-06-01", False),
            ):
                window.month = month
                self.assertEqual(bool(window.preview_html), shown, month)
            with self.assertRaisesRegex(UserError, "Month: June 2026 is not over yet"):
                window.action_confirm()

    def test_agents_see_no_preview(self):
        with self.assertRaises(AccessError):
            self._open("2026-05-20T10:00", self.agent)
        statements = self.env["bacg.sla.statement"].with_user(self.agent)
        with self.assertRaises(AccessError):
            statements._preview(self.contract, "2026-05-01", "2026-05-20")
