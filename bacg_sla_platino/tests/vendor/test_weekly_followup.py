# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common import SlaCommon, local

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
            lambda message: (
                message.message_type == "auto_comment" and "still" in message.subject
            )
        )

    def _activities(self):
        kind = self.env.ref("bacg_sla_platino.mail_activity_type_weekly_word")
        return self.ticket.sudo().activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )

    def test_wait_opens_the_cycle(self):
        """SLA 1.22: a report is due when the seventh day after the last one closes."""
        self.assertEqual(self._cycles().deadline, local("2026-03-16T17:00:00"))
        self.assertEqual(self._status(self.ticket, "resolution").state, "paused")

    def test_nobody_reported(self):
        """SLA 1.22: the action informs the customer, logs it, starts the next week."""
        self._run_cron(CRON, local("2026-03-16T16:15:00"))
        self.assertFalse(self._words())
        self._run_cron(CRON, local("2026-03-16T16:45:00"))
        word = self._words()
        self.assertEqual(len(word), 1)
        self.assertIn(self.contact, word.notified_partner_ids | word.partner_ids)
        self.assertIn("manufacturer", word.body)
        first, second = self._cycles()
        self.assertEqual((first.state, second.state), ("reached", "running"))
        self.assertFalse(first.breached_at)
        self.assertEqual(second.deadline, local("2026-03-23T17:00:00"))
        self._run_cron(CRON, local("2026-03-16T17:00:00"))
        self.assertEqual(len(self._words()), 1)
        self.assertIn(
            "automatic_follow_up", self.ticket.sudo().sla_event_ids.mapped("kind")
        )

    def test_agents_report_meets_it(self):
        """SLA 1.22: the agent's report ends the cycle without an automatic one."""
        with freeze_time(local("2026-03-12T10:00:00")):
            self._answer(self.ticket)
        self._run_cron(CRON, local("2026-03-16T16:45:00"))
        self.assertFalse(self._words())
        first, second = self._cycles()
        self.assertEqual(first.reached_at, local("2026-03-12T10:00:00"))
        self.assertEqual(second.deadline, local("2026-03-19T17:00:00"))

    def test_automatic_word_is_no_first_response(self):
        self._run_cron(CRON, local("2026-03-16T16:45:00"))
        self.assertFalse(self.ticket.first_response_at)

    def test_end_of_the_wait_ends_the_cycle(self):
        """SLA 1.22: no report is due after the wait."""
        with freeze_time(local("2026-03-12T10:00:00")):
            self.ticket.stage_id = self.stage_progress
        self.assertEqual(self._cycles().state, "cancelled")
        self._run_cron(CRON, local("2026-03-16T17:00:00"))
        self.assertFalse(self._words())

    def test_draft(self):
        """SLA 1.22: the agent gets the draft on the previous working day."""
        self.ticket.user_id = self.agent
        self._run_cron(CRON, local("2026-03-13T07:45:00"))
        self.assertFalse(self._activities())
        for moment in ("2026-03-13T08:00:00", "2026-03-13T08:15:00"):
            self._run_cron(CRON, local(moment))
        activity = self._activities()
        self.assertEqual(activity.user_id, self.agent)
        self.assertEqual(str(activity.date_deadline), "2026-03-16")
        self.assertIn("Next step", activity.note)
        with freeze_time(local("2026-03-16T09:00:00")):
            self._report("no_progress", "Odoo prueba el parche")
        self.assertFalse(self._activities())
        event = self.ticket.sudo().sla_event_ids.filtered(
            lambda event: event.kind == "answered"
        )
        self.assertEqual(event.change, "No progress")
        self.assertEqual(event.reason, "Odoo prueba el parche")
        self.assertEqual(self._cycles()[-1:].deadline, local("2026-03-23T17:00:00"))
        message = event.message_id
        self.assertEqual(message.author_id, self.agent.partner_id)
        self.assertIn("There is no progress this week.", message.body)
        self.assertIn(self.contact, message.notified_partner_ids)
        wizard = self._wizard()
        self.assertEqual(wizard.next_step, "Odoo prueba el parche")

    def _wizard(self, **values):
        return (
            self.env["bacg.sla.follow.up"]
            .with_user(self.agent)
            .create({"ticket_id": self.ticket.id, "progress": "progress", **values})
        )

    def _report(self, progress, next_step, **values):
        self._wizard(progress=progress, next_step=next_step, **values).action_send()

    def test_report_is_complete(self):
        """SLA 1.22: a report of progress needs details and the next step."""
        with self.assertRaisesRegex(UserError, "What happened"):
            self._report("progress", "Seguimos")
        with self.assertRaisesRegex(UserError, "Next step"):
            self._report("no_progress", " ")

    def test_agent_on_leave(self):
        """SLA 1.22: the draft goes to somebody who is not on leave."""
        self.ticket.user_id = self.agent
        self.team.user_id = self.manager
        resource = self.env["resource.resource"].create(
            {"name": "Agente", "user_id": self.agent.id}
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Vacaciones",
                "resource_id": resource.id,
                "calendar_id": resource.calendar_id.id,
                "date_from": local("2026-03-12T00:00:00"),
                "date_to": local("2026-03-20T23:59:59"),
            }
        )
        self._run_cron(CRON, local("2026-03-13T08:00:00"))
        self.assertEqual(self._activities().user_id, self.manager)

    def test_holiday_ends_the_week_before(self):
        """SLA 1.22: the due day is a working day by the contract's calendar."""
        self.agreement.resource_calendar_id.leave_ids.create(
            {
                "name": "Feriado",
                "calendar_id": self.agreement.resource_calendar_id.id,
                "date_from": local("2026-03-16T00:00:00"),
                "date_to": local("2026-03-16T23:59:59"),
            }
        )
        preview = self.env["bacg.sla.calendar.preview"].with_user(self.manager)
        calendar = self.agreement.resource_calendar_id
        with freeze_time(local("2026-03-10T08:00:00")):
            self.assertTrue(calendar.sla_changed_at)
            moved = preview._make(calendar).line_ids.filtered(
                lambda line: line.status_id.metric == "follow_up"
            )
            self.assertEqual(moved.new_deadline, local("2026-03-13T17:00:00"))
            self.ticket._sla_sync()
        self.assertEqual(self._cycles().deadline, local("2026-03-13T17:00:00"))
        self.assertEqual(self._cycles().draft_at, local("2026-03-12T08:00:00"))

    def test_calendar_without_hours(self):
        """SLA 1.22: a report is due even without fixed hours in the calendar."""
        # Silently: whoever raises a waiting case ends its wait.
        self.ticket.sudo()._sla_put(priority="2")
        self.agreement.resource_calendar_id.flexible_hours = True
        self.ticket._sla_sync()
        cycle = self._cycles().filtered(lambda row: row.state == "running")
        self.assertEqual(cycle.deadline, local("2026-03-16T08:00:00"))

    def test_customer_without_address(self):
        """SLA 1.22: customers without a mail address read the report in the portal."""
        self.contact.email = False
        self._run_cron(CRON, local("2026-03-16T16:45:00"))
        self.assertFalse(self._words())
        ledger = self.ticket._vendor_get_portal_ledger()
        self.assertIn("Automatic message", [entry["detail"] for entry in ledger])

    def test_twice_at_once(self):
        """SLA 1.22: a second run over the same weeks sends nothing."""
        week = self._cycles()
        with freeze_time(local("2026-03-16T16:45:00")):
            week._send_follow_ups()
            week._send_follow_ups()
        self.assertEqual(len(self._words()), 1)

    def test_company_may_report_more_often(self):
        self.env.company.sla_follow_up_days = 3
        self.ticket._sla_sync()
        self.assertEqual(self._cycles().deadline, local("2026-03-12T17:00:00"))

    def test_answer_to_the_word_is_public(self):
        """The customer's reply to an automatic report appears in their portal."""
        self._run_cron(CRON, local("2026-03-16T16:45:00"))
        row = self._receive(
            self._mail(subject="RE: esperamos", In_Reply_To=self._words().message_id),
            local("2026-03-16T17:30:00"),
        )
        self.assertEqual((row.state, row.ticket_id), ("reply", self.ticket))
        message = self.ticket.sudo().message_ids.sorted("id")[-1:]
        self.assertEqual(message.author_id, self.contact)
        self.assertFalse(message.subtype_id.internal)
