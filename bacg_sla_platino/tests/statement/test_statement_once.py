# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from ..common import local
from .test_statement import FIRST_OF_JUNE, StatementCommon

DOCUMENT = "bacg_sla_platino.statement_document"
MAY = (date(2026, 5, 1), date(2026, 5, 31))


@tagged("post_install", "-at_install")
@freeze_time(local(FIRST_OF_JUNE))
class TestStatementOnce(StatementCommon):
    """What is issued is computed once and rendered once, and a draft when shown."""

    @contextmanager
    def _counting(self):
        """Yield a function that returns how often was computed and rendered."""
        statements = self.registry["bacg.sla.statement"]
        qweb = self.registry["ir.qweb"]
        with (
            patch.object(
                statements, "_content", autospec=True, side_effect=statements._content
            ) as content,
            patch.object(
                qweb, "_render", autospec=True, side_effect=qweb._render
            ) as render,
        ):
            yield lambda: (
                content.call_count,
                sum(call.args[1] == DOCUMENT for call in render.call_args_list),
            )

    def _make_by_action(self):
        self.env["bacg.sla.statement"]._make_isolated(self.contract, *MAY)
        return self.contract.statement_ids

    def test_issued_by_the_action(self):
        with self._counting() as counts:
            statement = self._make_by_action()
        self.assertEqual(statement.state, "issued")
        self.assertEqual(counts(), (1, 1))
        self.assertIn(statement.csv_sha256, statement.body_html)
        self.assertFalse(statement.preview_html)

    def test_drafted_by_the_action(self):
        """Nobody looks at it yet."""
        self.env.company.sla_statements = "draft"
        with self._counting() as counts:
            statement = self._make_by_action()
        self.assertEqual(statement.state, "draft")
        self.assertTrue(statement.content)
        self.assertEqual(counts(), (1, 0))

    def test_revised(self):
        statement = self._make()
        with self._counting() as counts:
            revision = statement._revise("Probamos")
        self.assertEqual(counts(), (1, 1))
        self.assertIn(revision.csv_sha256, revision.body_html)

    def test_draft_is_rendered_when_shown(self):
        with self._counting() as counts:
            draft = self._make(issue=False)
            self.assertEqual(counts(), (1, 0))
            self.assertIn("(draft)", draft.preview_html)
            self.assertNotIn("SHA-256", draft.preview_html)
            self.assertEqual(counts(), (1, 1))
            draft.action_issue()
            self.assertFalse(draft.preview_html)
            self.assertNotIn("(draft)", draft.body_html)
            self.assertEqual(counts(), (2, 2))
