# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import freeze_time, tagged

from .common import SlaCommon, local

CRON = "bacg_sla_platino.ir_cron_weekly_followup"


@tagged("post_install", "-at_install")
class TestWeeklyFollowup(SlaCommon):
    def setUp(self):
        super().setUp()
        with freeze_time(local("2026-03-09T08:00:00")):
            self.ticket = self._case(local("2026-03-09T08:00:00"))
            self.ticket.stage_id = self.stage_vendor

    def _cycles(self):
        return self.ticket.sudo().sla_status_ids.filtered(
            lambda status: status.metric == "follow_up"
        )

    def _words(self):
        return self.ticket.sudo().message_ids.filtered(
            lambda message: message.message_type == "auto_comment"
        )

    def test_wait_opens_the_cycle(self):
        """SLA 1.22: a word is due seven days after the last one."""
        self.assertEqual(self._cycles().deadline, local("2026-03-16T08:00:00"))
        self.assertEqual(self._status(self.ticket, "resolution").state, "paused")

    def test_nobody_reported(self):
        """SLA 1.22: the action itself tells the customer, logs it, opens the next."""
        self._run_cron(CRON, local("2026-03-15T08:00:00"))
        self.assertFalse(self._words())
        self._run_cron(CRON, local("2026-03-16T07:45:00"))
        word = self._words()
        self.assertEqual(len(word), 1)
        self.assertIn(self.contact, word.notified_partner_ids | word.partner_ids)
        self.assertIn("manufacturer", word.body)
        first, second = self._cycles()
        self.assertEqual((first.state, second.state), ("reached", "running"))
        self.assertFalse(first.breached_at)
        self.assertEqual(second.deadline, local("2026-03-23T07:45:00"))
        self._run_cron(CRON, local("2026-03-16T08:00:00"))
        self.assertEqual(len(self._words()), 1)
        self.assertIn("automatic_word", self.ticket.sudo().sla_event_ids.mapped("kind"))

    def test_agents_report_meets_it(self):
        """SLA 1.22: the agent's own report ends the cycle, no robot speaks."""
        with freeze_time(local("2026-03-12T10:00:00")):
            self._answer(self.ticket)
        self._run_cron(CRON, local("2026-03-16T08:00:00"))
        self.assertFalse(self._words())
        first, second = self._cycles()
        self.assertEqual(first.reached_at, local("2026-03-12T10:00:00"))
        self.assertEqual(second.deadline, local("2026-03-19T10:00:00"))

    def test_automatic_word_is_no_first_response(self):
        self._run_cron(CRON, local("2026-03-16T07:45:00"))
        self.assertFalse(self.ticket.first_response_at)

    def test_end_of_the_wait_ends_the_cycle(self):
        """SLA 1.22: when the wait is over nothing more is due."""
        with freeze_time(local("2026-03-12T10:00:00")):
            self.ticket.stage_id = self.stage_progress
        self.assertEqual(self._cycles().state, "cancelled")
        self._run_cron(CRON, local("2026-03-16T08:00:00"))
        self.assertFalse(self._words())

    def test_company_may_report_more_often(self):
        self.env.company.sla_follow_up_days = 3
        self.ticket._sla_sync()
        self.assertEqual(self._cycles().deadline, local("2026-03-12T08:00:00"))

    def test_answer_to_the_word_is_public(self):
        """The customer's mail reply to our automatic word stays in his portal."""
        self._run_cron(CRON, local("2026-03-16T07:45:00"))
        row = self._receive(
            self._mail(subject="RE: esperamos", In_Reply_To=self._words().message_id),
            local("2026-03-16T09:00:00"),
        )
        self.assertEqual((row.state, row.ticket_id), ("reply", self.ticket))
        message = self.ticket.sudo().message_ids.sorted("id")[-1:]
        self.assertEqual(message.author_id, self.contact)
        self.assertFalse(message.subtype_id.internal)
