# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from ..common import SlaCommon, local

CRON = "bacg_sla_platino.ir_cron_sla_calendar"
NOW = "2026-03-18T16:00:00"


@tagged("post_install", "-at_install")
class TestCalendarChange(SlaCommon):
    def setUp(self):
        super().setUp()
        self.calendar = self.agreement.resource_calendar_id
        with freeze_time(local("2026-03-06T18:40:00")):
            self.cases = [self._case(local("2026-03-06T18:40:00")) for _i in range(3)]
        with freeze_time(local("2026-03-09T08:30:00")):
            self.cases[2].stage_id = self.stage_done
        self.open_cases = self.cases[:2]

    def _holiday(self, day="2026-03-17"):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Feriado",
                "date_from": local(f"{day}T00:00:00"),
                "date_to": local(f"{day}T23:59:59"),
                "calendar_id": self.calendar.id,
            }
        )

    def _deadlines(self):
        return {self._status(case, "resolution").deadline for case in self.open_cases}

    def test_preview_then_apply(self):
        """SLA 1.06: a new holiday moves running clocks only after the preview."""
        with freeze_time(local(NOW)):
            self._holiday()
            self.assertTrue(self.calendar.sla_changed_at)
            self.assertEqual(self._deadlines(), {local("2026-03-19T17:00:00")})
            action = self.calendar.with_user(self.manager).action_sla_preview()
            preview = self.env[action["res_model"]].browse(action["res_id"])
            self.assertEqual((preview.case_count, preview.late_count), (2, 0))
            self.assertEqual(
                set(preview.line_ids.mapped("new_deadline")),
                {local("2026-03-20T17:00:00")},
            )
            self.assertEqual(self._deadlines(), {local("2026-03-19T17:00:00")})
            self.assertEqual(self.calendar.sla_applying_left, 0)
            preview.with_user(self.manager).action_apply()
            seen = self.calendar.with_user(self.manager)
            self.assertEqual(seen.sla_applying_left, 2)
        self._run_cron(CRON, local(NOW))
        self.assertEqual(self.calendar.sla_applying_left, 0)
        self.assertEqual(self._deadlines(), {local("2026-03-20T17:00:00")})
        self.assertFalse(self.calendar.sla_changed_at)
        finished = self._status(self.cases[2], "resolution")
        self.assertEqual(finished.deadline, local("2026-03-19T17:00:00"))

    def test_cases_that_become_late(self):
        """Longer hours move deadlines earlier: the preview counts what becomes late."""
        leave = self._holiday("2026-03-10")
        with freeze_time(local("2026-03-07T08:00:00")):
            for case in self.open_cases:
                case._sla_sync()
        with freeze_time(local("2026-03-19T17:00:01")):
            leave.unlink()
            preview = self.env["bacg.sla.calendar.preview"].with_user(self.manager)
            made = preview._make(self.calendar)
            self.assertEqual((made.case_count, made.late_count), (2, 2))

    def test_nothing_is_left_to_apply(self):
        """SLA 1.06: the banner goes when no running clock has its former deadline."""
        with freeze_time(local(NOW)):
            holiday = self._holiday()
            self.assertTrue(self.calendar.sla_moves_clocks)
            holiday.unlink()
            self.assertFalse(self.calendar.sla_moves_clocks, "as it was before")
            self._holiday()
            self.calendar.invalidate_recordset(["sla_moves_clocks"])
            self.assertTrue(self.calendar.sla_moves_clocks)
            for case in self.open_cases:
                case.stage_id = self.stage_done
            self.calendar.invalidate_recordset(["sla_moves_clocks"])
            self.assertFalse(self.calendar.sla_moves_clocks, "no case runs")

    def test_a_noted_breach_stays(self):
        with freeze_time(local("2026-03-19T17:30:00")):
            self.open_cases[0]._sla_sync()
            self._holiday()
            self.calendar._sla_apply()
        self._run_cron(CRON, local("2026-03-19T17:31:00"))
        status = self._status(self.open_cases[0], "resolution")
        self.assertEqual(status.breached_at, local("2026-03-19T17:00:00"))

    def test_unused_calendars_are_not_marked(self):
        other = self.calendar.copy()
        other.attendance_ids[:1].hour_to = 11
        self.assertFalse(other.sla_changed_at)

    def test_only_managers_apply(self):
        with self.assertRaises(AccessError):
            self.calendar.with_user(self.agent).action_sla_preview()

    def test_administrators_keep_hours_and_holidays(self):
        """The calendar's page works without developer mode; only managers apply."""
        administrator = new_test_user(
            self.env,
            "calendar_administrator",
            groups="bacg_sla_platino.group_bacg_sla_platino_administrator",
        )
        calendar = self.calendar.with_user(administrator)
        with freeze_time(local(NOW)), Form(calendar) as form:
            with form.global_leave_ids.new() as line:
                line.name = "Feriado"
                line.date_from = local("2026-03-17T00:00:00")
                line.date_to = local("2026-03-17T23:59:59")
            with form.attendance_ids.edit(0) as line:
                line.hour_from = 7
        self.assertEqual(calendar.global_leave_ids.mapped("name"), ["Feriado"])
        self.assertTrue(calendar.sla_changed_at)
        calendar.global_leave_ids.unlink()
        menu = self.env.ref("bacg_sla_platino.bacg_sla_calendar_menu")
        self.assertIn(menu.id, menu.with_user(administrator)._visible_menu_ids())
        for user in (self.agent, self.manager):
            with self.assertRaises(AccessError):
                self.calendar.with_user(user).tz = "UTC"
            with self.assertRaises(AccessError):
                self._holiday().with_user(user).name = "Otro"

    def test_mended_hours_give_clocks_back(self):
        """Cases that the calendar could not measure get their clocks."""
        hours = [
            values
            for attendance in self.calendar.attendance_ids
            for values in attendance.copy_data()
        ]
        with freeze_time(local(NOW)):
            self.calendar.attendance_ids.unlink()
            self.open_cases[0]._sla_sync()
            self.assertEqual(self.open_cases[0].sla_note, "calendar")
            self.env["resource.calendar.attendance"].create(hours)
            preview = self.env["bacg.sla.calendar.preview"].with_user(self.manager)
            made = preview._make(self.calendar)
            self.assertEqual((made.case_count, made.clockless_count), (0, 1))
            made.action_apply()
        self._run_cron(CRON, local(NOW))
        self.assertFalse(self.open_cases[0].sla_note)
        self.assertEqual(self._deadlines(), {local("2026-03-19T17:00:00")})

    def test_holiday_of_a_company_marks_what_serves_it(self):
        """SLA 1.06: bound to no calendar, it closes each in which its cases run."""
        values = {
            "name": "Feriado",
            "date_from": local("2026-03-17T00:00:00"),
            "date_to": local("2026-03-17T23:59:59"),
        }
        other = self.env["res.company"].create({"name": "BACG Belice"})
        leaves = self.env["resource.calendar.leaves"]
        for company in (False, self.env.company):
            self.calendar.company_id = company
            self.calendar.sla_changed_at = False
            abroad = leaves.with_company(other).create(values)
            self.assertEqual(abroad.company_id, other)
            self.assertFalse(self.calendar.sla_changed_at)
            leave = leaves.create(values)
            self.assertTrue(self.calendar.sla_changed_at)
            (abroad | leave).unlink()

    def test_holiday_of_a_company_without_calendar(self):
        """SLA 1.06: Odoo's public holidays count for a shared calendar (decision 30).

        New cases count by them at once, those that run once they are applied: until
        then the preview names them.
        """
        before = self._deadlines()
        with freeze_time(local(NOW)):
            self.env["resource.calendar.leaves"].create(
                {
                    "name": "Feriado",
                    "date_from": local("2026-03-10T00:00:00"),
                    "date_to": local("2026-03-10T23:59:59"),
                }
            )
            old = self.open_cases[0].sudo()
            fresh = self._case(old.reported_at, priority=old.priority)
            new_deadline = self._status(fresh, "resolution").deadline
            preview = self.env["bacg.sla.calendar.preview"].with_user(self.manager)
            made = preview._make(self.calendar)
        self.assertEqual(self._deadlines(), before)
        self.assertNotIn(new_deadline, before)
        self.assertEqual(set(made.line_ids.mapped("new_deadline")), {new_deadline})
        with freeze_time(local(NOW)):
            made.action_apply()
        self._run_cron(CRON, local(NOW))
        self.assertEqual(self._deadlines(), {new_deadline})
        with freeze_time(local(NOW)):
            parts = self._status(fresh, "resolution")._explain()
        self.assertIn("Holiday: Feriado", [part["label"] for part in parts])
        self.assertAlmostEqual(
            sum(part["minutes"] for part in parts if part["kind"] == "open"),
            self._status(fresh, "resolution").minutes,
        )
