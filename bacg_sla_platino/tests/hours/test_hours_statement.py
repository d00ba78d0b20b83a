# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from ..common import local
from ..hours_common import HoursCommon

CRON = "bacg_sla_platino.ir_cron_sla_statements"


@tagged("post_install", "-at_install")
class TestHoursStatement(HoursCommon):
    def setUp(self):
        super().setUp()
        reports = self.registry["ir.actions.report"]
        self.startPatcher(
            patch.object(reports, "get_wkhtmltopdf_state", return_value="install")
        )

    def _statement(self, moment, issue=True, contract=None):
        """Return last month's statement, as the manager's buttons make it."""
        with freeze_time(local(moment)):
            contract = (contract or self.contract).with_user(self.manager)
            statement = self.env["bacg.sla.statement"].browse(
                contract.action_statement()["res_id"]
            )
            if issue:
                statement.with_user(self.manager).action_issue()
        return statement

    def _work(self, moment, draw, minutes, day):
        with freeze_time(local(moment)):
            return self._log(draw, minutes, day)

    def _pool(self, statement, pool="consulting"):
        [found] = [
            one for one in statement.content["hours"]["pools"] if one["pool"] == pool
        ]
        return found

    def _check_chain(self, *statements):
        closing = None
        for statement in statements:
            pool = self._pool(statement)
            if closing is not None:
                self.assertEqual(pool["opening"], closing)
            moved = pool["granted"] + pool["adjusted"]
            gone = pool["used"] + pool["late"] + pool["expired"]
            closing = pool["opening"] + moved - gone
            self.assertEqual(pool["closing"], closing)

    def _may(self):
        with freeze_time(local("2026-05-11T09:00")):
            self._grant(10)
            self.draw = self._agreed(6)
            self._log(self.draw, 60, "2026-05-08")
        return self._statement("2026-06-02T09:00")

    def test_the_month_in_figures_and_entries(self):
        """SLA 1.18: what was granted, drawn and is left, with each entry."""
        may = self._may()
        pool = self._pool(may)
        self.assertEqual(
            (pool["opening"], pool["used"], pool["closing"]), (600, 60, 540)
        )
        self.assertEqual((pool["granted"], pool["reserved"]), (0, 300))
        [entry] = may.content["hours"]["entries"]
        self.assertEqual((entry["case"], entry["drawn"]), (self.ticket.number, 60))
        self.assertEqual(self.draw.entry_ids.statement_id, may)
        for text in ("Contracted hours", "9 h", self.draw.name, "Trabajo"):
            self.assertIn(text, may.body_html)

    def test_late_entry_after_a_sent_statement(self):
        """What is noted after a statement went out is a correction in the next."""
        may = self._may()
        may.with_user(self.manager).action_send()
        before = (may.content, may.body_html)
        late = self._work("2026-06-05T09:00", self.draw, 45, "2026-05-29")
        self._work("2026-06-05T09:10", self.draw, 60, "2026-06-04")
        self.assertEqual((may.content, may.body_html), before)
        self.assertFalse(may.revision_available)
        june = self._statement("2026-07-01T09:00")
        pool = self._pool(june)
        self.assertEqual((pool["used"], pool["late"]), (60, 45))
        self._check_chain(may, june)
        entries = {one["date"]: one["late"] for one in june.content["hours"]["entries"]}
        self.assertEqual(entries, {"2026-05-29": True, "2026-06-04": False})
        self.assertIn("correction of an earlier month", june.body_html)
        self.assertEqual(late.statement_id, june)
        july = self._statement("2026-08-01T09:00")
        self.assertFalse(july.content["hours"]["entries"])
        self._check_chain(may, june, july)

    def test_a_corrected_entry_gives_back_in_the_next(self):
        may = self._may()
        with freeze_time(local("2026-06-05T09:00")):
            self.draw._correct(self.draw.entry_ids, "Era otro caso")
        june = self._statement("2026-07-01T09:00")
        self.assertEqual(self._pool(june)["late"], -60)
        self.assertEqual(self._pool(june)["closing"], 600)
        self._check_chain(may, june)

    def test_a_revision_keeps_the_hours(self):
        """Cases may change a revision, hours never."""
        may = self._may()
        self._work("2026-06-05T09:00", self.draw, 45, "2026-05-29")
        with freeze_time(local("2026-06-06T09:00")):
            revision = may.with_user(self.manager)._revise("Por un caso")
        self.assertEqual(revision.content["hours"], may.content["hours"])
        june = self._statement("2026-07-01T09:00")
        self.assertEqual(self._pool(june)["late"], 45)
        self._check_chain(revision, june)

    def test_expiry_and_grants_move_the_balance(self):
        with freeze_time(local("2026-05-02T09:00")):
            self._grant(5, "2026-05-01", "2026-05-31")
            draw = self._agreed(2)
            self._log(draw, 60, "2026-05-02")
        may = self._statement("2026-06-01T09:00")
        pool = self._pool(may)
        self.assertEqual((pool["granted"], pool["expired"]), (300, 240))
        self.assertEqual(pool["closing"], 0)
        # Work of May noted in June was not lost after all.
        self._work("2026-06-03T09:00", draw, 30, "2026-05-20")
        with freeze_time(local("2026-06-03T09:00")):
            self._grant(1, "2026-06-01", "2026-12-31", origin="courtesy")
        june = self._statement("2026-07-01T09:00")
        pool = self._pool(june)
        self.assertEqual((pool["late"], pool["expired"]), (30, -30))
        self.assertEqual((pool["adjusted"], pool["closing"]), (60, 60))
        self._check_chain(may, june)

    def test_closing_is_the_cards_remaining(self):
        self._may()
        with freeze_time(local("2026-05-31T23:00")):
            remaining = self._figures()["remaining"]
        self.assertEqual(remaining, 540)

    def test_without_hours_nothing_is_said(self):
        statement = self._statement("2026-06-02T09:00")
        self.assertFalse(statement.content["hours"])
        self.assertNotIn("Contracted hours", statement.body_html)

    def test_an_earlier_month_issued_later_points_to_where_its_hours_stand(self):
        with freeze_time(local("2026-05-11T09:00")):
            self._grant(10)
            draw = self._agreed(6)
            self._log(draw, 60, "2026-05-08")
        may = self._statement("2026-06-02T09:00", issue=False)
        june = self._statement("2026-07-01T09:00")
        with freeze_time(local("2026-07-02T09:00")):
            may.with_user(self.manager).action_issue()
        self.assertEqual(may.content["hours"], {"stands_in": june.display_name})
        self.assertIn(june.display_name, may.body_html)

    def test_an_ended_contract_still_gets_what_is_noted_late(self):
        self.contract.date_to = "2026-05-31"
        with freeze_time(local("2026-05-11T09:00")):
            self._grant(10)
            draw = self._agreed(6)
        self._run_cron(CRON, local("2026-06-01T07:00"))
        self._run_cron(CRON, local("2026-07-01T07:00"))
        statements = self.contract.statement_ids
        self.assertEqual(len(statements), 1)
        self._work("2026-07-03T09:00", draw, 60, "2026-05-30")
        self._run_cron(
            "bacg_sla_platino.ir_cron_sla_contracts", local("2026-07-03T10:00")
        )
        self._run_cron(CRON, local("2026-08-01T07:00"))
        last = self.contract.statement_ids - statements
        self.assertEqual(self._pool(last)["late"], 60)
        self._run_cron(CRON, local("2026-09-01T07:00"))
        self.assertEqual(len(self.contract.statement_ids), 2)
