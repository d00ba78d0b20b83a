# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from datetime import date, datetime

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import LocalizationCommon, PortalCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 16:00:00")
class TestMaintenance(LocalizationCommon):
    def _window(self, **values):
        return (
            self.env["bacg.maintenance.window"]
            .with_user(self.manager)
            .create(
                {
                    "partner_id": self.customer.id,
                    "tz": "America/Guatemala",
                    "valid_from": "2026-03-01",
                    **values,
                }
            )
        )

    def test_in_words(self):
        """A rule is said as people say it."""
        window = self._window()
        for rule, words in (
            ("FREQ=WEEKLY;BYDAY=SU", "Each Sunday"),
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU", "Every 2 weeks on Monday, Tuesday"),
            ("FREQ=MONTHLY;BYDAY=2SU", "The second Sunday of each month"),
            ("FREQ=MONTHLY;BYDAY=-1FR", "The last Friday of each month"),
            ("FREQ=MONTHLY;BYMONTHDAY=15", "Day 15 of each month"),
            ("FREQ=MONTHLY;BYMONTHDAY=-1", "The last day of each month"),
            ("FREQ=DAILY", "Every day"),
            ("FREQ=DAILY;INTERVAL=3", "Every 3 days"),
            ("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=6", "By the rule FREQ=YEARLY"),
        ):
            with self.subTest(rule=rule):
                window.rule = rule
                self.assertTrue(window.name.startswith(words), window.name)
        window.rule = "FREQ=MONTHLY;BYDAY=2SU"
        self.assertIn("Guatemala", window.name)
        self.assertIn("22:00", window.name)

    def test_the_next_ten(self):
        window = self._window(
            blackout_ids=[
                Command.create(
                    {
                        "name": "Cierre",
                        "date_from": "2026-03-14",
                        "date_to": "2026-03-16",
                    }
                )
            ]
        )
        lines = window.next_text.splitlines()
        self.assertEqual(len(lines), 10)
        # The 15th is blocked; each of them ends on the next day.
        self.assertIn("22", lines[0])
        self.assertIn("Mon", lines[0].split("–")[1])
        self.assertEqual(window._get_next(1)[0][0], datetime(2026, 3, 23, 4))

    def test_one_for_each_environment(self):
        window = self._window()
        self._window(environment="test")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self._window()
        window.active = False
        window.flush_recordset()
        self._window()

    def test_what_is_no_window(self):
        """Each refusal names the field and the way out."""
        for values, words in (
            ({"rule": "FREQ=WEEKLY;UNTIL=20270101T000000Z"}, "UNTIL=20270101T000000Z"),
            ({"rule": "cada domingo"}, "On which days"),
            ({"begins": 24}, "Begins"),
            ({"hours": 0}, "Length"),
            ({"hours": 73}, "Length"),
            ({"valid_from": "1900-01-01"}, "Valid from"),
            ({"valid_until": "2026-02-01"}, "Valid until"),
            (
                {"rule": "FREQ=MONTHLY;BYMONTHDAY=30", "valid_until": "2026-03-20"},
                "days",
            ),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(ValidationError, words),
                self.cr.savepoint(),
            ):
                self._window(**values)
        window = self._window()
        with self.assertRaisesRegex(ValidationError, "before the first"):
            window.blackout_ids = [
                Command.create(
                    {"name": "x", "date_from": "2026-03-14", "date_to": "2026-03-12"}
                )
            ]

    def test_what_we_change_is_not_his_pick(self):
        """Only the customer picks: what we enter says so, and his name goes."""
        window = self._window()
        contact = self.env["res.partner"].create(
            {"name": "Marta", "parent_id": self.customer.id}
        )
        pick = {"picked_by_id": contact.id, "picked_at": "2026-03-01 10:00:00"}
        with self.assertRaisesRegex(UserError, "only the customer picks"):
            window.write(pick)
        with self.assertRaisesRegex(UserError, "only the customer picks"):
            self._window(environment="test", **pick)
        blocked = {"name": "x", "date_from": "2026-03-14", "date_to": "2026-03-14"}
        for change in (
            lambda: window.write({"begins": 3}),
            lambda: window.write({"blackout_ids": [Command.create(blocked)]}),
            lambda: window.blackout_ids.write({"date_to": "2026-03-15"}),
            lambda: window.blackout_ids.unlink(),
        ):
            window.sudo().write(pick)
            self.assertEqual(window.picked_by_id, contact)
            change()
            self.assertFalse(window.picked_by_id or window.picked_at)

    def test_agents_only_read(self):
        window = self._window()
        self.assertTrue(window.with_user(self.agent).name)
        with self.assertRaises(AccessError):
            window.with_user(self.agent).begins = 3


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 16:00:00")
class TestMaintenancePortal(PortalCommon):
    page = "/my/maintenance-windows/production"
    form = {
        "kind": "nth",
        "weekday": "SU",
        "nth": "2",
        "day": "1",
        "begins": "22:30",
        "hours": "6",
        "tz": "America/Guatemala",
        "valid_until": "",
        "blocked_from": "2026-04-12",
        "blocked_to": "",
        "blocked_reason": "Pascua",
    }

    def test_he_picks_it_after_a_preview(self):
        """Shown first and kept by his own click, in his name."""
        windows = self.env["bacg.maintenance.window"]
        mine = [("partner_id", "=", self.customer.id)]
        self.authenticate("marta_loc", "marta_loc")
        self.assertIn("Not chosen", self.url_open("/my/maintenance-windows").text)
        page = self._post(self.page, **self.form, act="preview").text
        self.assertIn("The second Sunday of each month from 22:30", page)
        self.assertEqual(page.count("Sun "), 10)
        self.assertFalse(windows.search(mine))
        self._post(self.page, **self.form, act="save")
        window = windows.search(mine)
        self.assertEqual(window.picked_by_id, self.contact)
        self.assertEqual(window.blackout_ids.date_to, date(2026, 4, 12))
        self.assertEqual(window.valid_from, date(2026, 3, 9))
        self.assertIn("Chosen by Marta", self.url_open("/my/maintenance-windows").text)
        # What he chose stands in the form, and he may change it.
        page = self.url_open(self.page).text
        self.assertIn('value="22:30"', page)
        self._post(self.page, **{**self.form, "kind": "daily"}, act="save")
        self.assertEqual(windows.search(mine), window)
        self.assertEqual(window.rule, "FREQ=DAILY")

    def test_what_he_does_not_change_stays(self):
        """Each second week keeps its turn, a rule that no choice makes its words."""
        window = self.env["bacg.maintenance.window"].create(
            {
                "partner_id": self.customer.id,
                "rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU",
                "tz": "America/Guatemala",
                "valid_from": "2026-03-01",
            }
        )
        self.authenticate("marta_loc", "marta_loc")
        form = {**self.form, "kind": "biweekly", "weekday": "SU"}
        self.assertNotIn('value="own"', self.url_open(self.page).text)
        self._post(self.page, **form, act="save")
        self.assertEqual(window.valid_from, date(2026, 3, 1))
        self.assertEqual(window.blackout_ids.date_from, date(2026, 4, 12))
        self.assertEqual(
            self._post(self.page, **{**form, "kind": "own"}, act="save").status_code,
            409,
        )
        window.rule = "FREQ=WEEKLY;BYDAY=SA,SU"
        page = self.url_open(self.page).text
        self.assertIn("As it is: Each Saturday, Sunday", page)
        self._post(self.page, **{**form, "kind": "own"}, act="save")
        self.assertEqual(window.rule, "FREQ=WEEKLY;BYDAY=SA,SU")
        # Too many rows are refused, not cut.
        rows = ["2026-05-01"] * 101
        many = {"blocked_from": rows, "blocked_to": rows, "blocked_reason": rows}
        answer = self._post(self.page, **{**form, **many}, act="save")
        self.assertEqual(answer.status_code, 409)
        self.assertIn("at most 100 rows", answer.text)
        self.assertEqual(len(window.blackout_ids), 1)

    def test_what_he_writes_wrongly(self):
        self.authenticate("marta_loc", "marta_loc")
        for values, words in (
            ({"begins": "25:00"}, "Begins"),
            ({"hours": "mucho"}, "Length"),
            ({"tz": "Mars/Olympus"}, "Time zone"),
            ({"kind": "hourly"}, "How often"),
            ({"day": "99", "kind": "day"}, "On which days"),
            ({"valid_until": "mañana"}, "is no day"),
            ({"blocked_from": "x"}, "is no day"),
            ({"blocked_from": "", "blocked_to": "2026-04-12"}, "give the first day"),
        ):
            with self.subTest(values=values):
                answer = self._post(self.page, **{**self.form, **values}, act="save")
                self.assertEqual(answer.status_code, 409)
                self.assertIn(words, answer.text)
        last_only = {**self.form, "blocked_from": "", "blocked_to": "2026-04-12"}
        answer = self._post(self.page, **last_only, act="preview")
        self.assertEqual(answer.status_code, 409)
        self.assertEqual(
            self.url_open("/my/maintenance-windows/staging").status_code, 404
        )

    def test_who_does_not_decide_only_looks(self):
        self.authenticate("luis_loc", "luis_loc")
        self.assertNotIn('value="save"', self.url_open(self.page).text)
        answer = self._post(self.page, **self.form, act="save")
        self.assertEqual(answer.status_code, 403)

    def test_another_customer_sees_nothing_of_it(self):
        self.env["bacg.maintenance.window"].create(
            {"partner_id": self.customer.id, "begins": 3.25, "tz": "UTC"}
        )
        self.authenticate("ajeno_loc", "ajeno_loc")
        self.assertNotIn("03:15", self.url_open("/my/maintenance-windows").text)
        self._post(self.page, **self.form, act="save")
        windows = self.env["bacg.maintenance.window"].search([])
        self.assertEqual(len(windows.partner_id), 2)
        self.assertEqual(
            windows.filtered(lambda one: one.partner_id == self.customer).begins, 3.25
        )
