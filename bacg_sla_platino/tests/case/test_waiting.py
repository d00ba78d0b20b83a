# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time

from odoo.tests import tagged

from ..common import SlaCommon, local

CRON = "bacg_sla_platino.ir_cron_customer_waits"
THURSDAY = local("2026-03-12T10:00:00")
# Three working days later: Friday, Monday, Tuesday.
REMINDER = local("2026-03-17T10:00:00")
# Five more: Wednesday to Friday, Monday, Tuesday.
CLOSING = local("2026-03-24T10:00:00")


@tagged("post_install", "-at_install")
class TestWaiting(SlaCommon):
    """Reminder and closing of cases that wait for the customer, in working days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._case(local("2026-03-12T08:00:00"))
        with freeze_time(THURSDAY):
            cls.ticket.stage_id = cls.stage_customer

    def _mails(self, ticket=None):
        return self.env["mail.mail"].search(
            [
                ("model", "=", "helpdesk.ticket"),
                ("res_id", "=", (ticket or self.ticket).id),
            ],
            order="id",
        )

    def _steps(self, *moments):
        """Run the action at each moment; return the number of mails of each run."""
        counts = []
        for moment in moments:
            before = len(self._mails())
            self._run_cron(CRON, moment)
            counts.append(len(self._mails()) - before)
        return counts

    def test_reminded_once_in_working_days(self):
        """SLA 1.09: business days count, not the weekend."""
        self.assertEqual(self.ticket.customer_due_at, REMINDER)
        mails = self._steps(
            local("2026-03-15T10:00:00"),
            local("2026-03-17T09:59:00"),
            REMINDER,
            local("2026-03-17T11:00:00"),
        )
        self.assertEqual(mails, [0, 0, 1, 0])
        self.assertEqual(self.ticket.customer_reminded_at, REMINDER)
        self.assertEqual(self.ticket.customer_due_at, CLOSING)
        self.assertIn("24", self._mails()[-1].body_html)
        self.assertEqual(
            self.ticket.sla_event_ids.filtered(lambda e: e.kind == "reminder").at,
            REMINDER,
        )

    def test_holiday(self):
        """A holiday of the customer's calendar is no working day."""
        calendar = self.ticket._get_business_calendar()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Feriado",
                "calendar_id": calendar.id,
                "date_from": local("2026-03-16T00:00:00"),
                "date_to": local("2026-03-16T23:59:59"),
            }
        )
        case = self._case(local("2026-03-12T09:00:00"))
        with freeze_time(THURSDAY):
            case.stage_id = self.stage_customer
        self.assertEqual(case.customer_due_at, local("2026-03-18T10:00:00"))

    def test_closed_when_silent(self):
        """The case is closed with a polite sentence as its solution."""
        self._steps(REMINDER, CLOSING)
        self.assertTrue(self.ticket.closed)
        self.assertIn("no answer", self.ticket.solution)
        self.assertFalse(self.ticket.customer_due_at)

    def test_answer_ends_it(self):
        """A person's answer, also to the reminder, resumes the case."""
        self._steps(REMINDER)
        reminder = self._mails()[-1]
        row = self._receive(
            self._mail(
                subject="Re: recordatorio",
                In_Reply_To=reminder.message_id,
                Message_ID="<answer@cafe.gt>",
            ),
            local("2026-03-18T09:00:00"),
        )
        self.assertEqual((row.state, row.ticket_id), ("reply", self.ticket))
        self.assertEqual(self.ticket.stage_id.sla_mode, "run")
        self.assertFalse(self.ticket.customer_due_at)
        self.assertFalse(self.ticket.customer_reminded_at)
        self.assertFalse(self.ticket.message_ids[0].subtype_id.internal)
        self.assertEqual(self._steps(CLOSING), [0])

    def test_new_question_counts_anew(self):
        """A new question while waiting restarts the time to answer."""
        with freeze_time(local("2026-03-16T10:00:00")):
            self._answer(self.ticket)
        self.assertEqual(self.ticket.customer_due_at, local("2026-03-19T10:00:00"))

    def test_settings(self):
        """A company can disable the reminder or the closing."""
        company = self.env.company
        company.sla_silent_days = 0
        self.assertEqual(self._steps(REMINDER, CLOSING), [1, 0])
        self.assertFalse(self.ticket.closed)
        company.sla_reminder_days = 0
        case = self._case(local("2026-03-12T09:00:00"))
        with freeze_time(THURSDAY):
            case.stage_id = self.stage_customer
        self.assertFalse(case.customer_due_at)

    def test_many(self):
        """Queries do not grow with the cases that are due."""
        few, many = self._reminders(3), self._reminders(30)
        self.assertLess((many - few) / 27, 8)

    def _reminders(self, number):
        cases = self.env["helpdesk.ticket"]
        for _index in range(number):
            cases |= self._case(local("2026-03-12T09:00:00"))
        with freeze_time(THURSDAY):
            cases.stage_id = self.stage_customer
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        with freeze_time(REMINDER):
            cases.sudo()._case_remind_customer()
            self.env.flush_all()
        return self.env.cr.sql_log_count - before
