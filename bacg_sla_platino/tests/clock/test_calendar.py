# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import SlaCommon, local


@tagged("post_install", "-at_install")
class TestCalendar(SlaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.agreement.resource_calendar_id

    def _leave(self, start, stop, calendar=None, company=None):
        values = {
            "name": "Feriado",
            "date_from": local(start),
            "date_to": local(stop),
            "calendar_id": calendar.id if calendar else False,
        }
        leave = self.env["resource.calendar.leaves"].create(values)
        if company:
            leave.company_id = company
        return leave

    def test_nine_working_days(self):
        """SLA 1.06: 72 business hours are nine working days without lunch breaks."""
        due = self.calendar._sla_deadline(local("2026-03-06T18:40:00"), 72 * 60)
        self.assertEqual(due, local("2026-03-19T17:00:00"))

    def test_leaves_of_other_companies_do_not_count(self):
        """Deadlines depend neither on the user nor on other companies' holidays."""
        other = self.env["res.company"].create({"name": "Otra"})
        self.calendar.company_id = self.env.company
        self._leave("2026-03-09T00:00:00", "2026-03-09T23:59:59", None, other)
        start = local("2026-03-09T08:00:00")
        due = self.calendar._sla_deadline(start, 60)
        self.assertEqual(due, local("2026-03-09T09:00:00"))
        self._leave(
            "2026-03-09T00:00:00", "2026-03-09T23:59:59", None, self.env.company
        )
        for user in (self.agent, self.env.ref("base.user_root")):
            due = self.calendar.with_user(user).sudo(False)._sla_deadline(start, 60)
            self.assertEqual(due, local("2026-03-10T09:00:00"))

    def test_unusable_calendars_are_refused(self):
        """A schedule without fixed hours is refused with an explanation."""
        empty = self.env["resource.calendar"].create(
            {"name": "Vacío", "attendance_ids": [(5, 0, 0)]}
        )
        empty.attendance_ids.unlink()
        with self.assertRaisesRegex(UserError, "no open time"):
            empty._sla_deadline(datetime(2026, 3, 2), 60)
        flexible = self.env["resource.calendar"].create(
            {"name": "Flexible", "schedule_type": "flexible"}
        )
        with self.assertRaisesRegex(UserError, "fixed hours"):
            flexible._sla_check_usable()
        with self.assertRaises(UserError):
            self.contract.resource_calendar_id = flexible
