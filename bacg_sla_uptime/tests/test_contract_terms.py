# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import UptimeCommon

DAY = 86400


@tagged("post_install", "-at_install")
class TestContractTerms(UptimeCommon):
    """By which method, and under which contract, a month is judged (SLA 2.01)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.uptime_tz = "America/Guatemala"
        cls.instance.measured_from = "2026-06-01"
        cls.env["bacg.uptime.span"].create(
            {
                "instance_id": cls.instance.id,
                "state": "up",
                "start": "2026-05-01 00:00:00",
            }
        )

    def _freeze(self, moment):
        """Make what is due; return the statements by month, the first one first."""
        with freeze_time(moment):
            self.env["bacg.hosted.instance"]._uptime_follow_renewals()
            self.env["bacg.uptime.statement"]._freeze_now()
        return self.env["bacg.uptime.statement"].search(
            [("instance_id", "=", self.instance.id)], order="date_from"
        )

    def test_a_change_is_valid_from_the_next_month(self):
        contract = self.contract.with_user(self.manager)
        with freeze_time("2026-07-02 12:00:00"):
            contract.write({"uptime_target": 50, "uptime_tz": "Europe/Madrid"})
            contract.uptime_notice_hours = 0
            self.assertIn("08/01/2026", contract.uptime_terms_text)
            self.assertEqual(self.contract._uptime_get_zone(), "America/Guatemala")
        june = self._freeze("2026-07-03 06:00:00")
        self.assertEqual((june.target, june.tz), (99, "America/Guatemala"))
        self.assertEqual(june.content["parameters"][0]["value"], "99")
        june, july, august = self._freeze("2026-09-03 12:00:00")
        self.assertEqual((july.target, july.tz), (99, "America/Guatemala"))
        self.assertEqual((august.target, august.tz), (50, "Europe/Madrid"))
        # No hour is lost, and none counted twice.
        self.assertEqual((june.stop, july.stop), (july.start, august.start))
        with freeze_time("2026-09-03 12:00:00"):
            revision = june.with_user(self.manager)._revise("Otra vez")
            contract.invalidate_recordset(["uptime_terms_text"])
            self.assertFalse(contract.uptime_terms_text)
        self.assertEqual(revision.target, 99)
        self.assertFalse(revision.content["changes"])

    def test_what_was_valid_is_kept_by_the_contract_alone(self):
        contract = self.contract.with_user(self.manager)
        with self.assertRaises(AccessError):
            contract.write({"uptime_terms": []})

    def test_on_the_first_day_it_is_no_change(self):
        self.instance.measured_from = "2026-07-02"
        with freeze_time("2026-07-02 12:00:00"):
            self.contract.with_user(self.manager).uptime_target = 95
            self.assertEqual(self.contract._uptime_get_method().target, 95)

    def test_a_renewed_contract_goes_on(self):
        """The month in which it ends is judged whole, by the old one."""
        self.contract.date_to = "2026-06-15"
        with freeze_time("2026-06-10 12:00:00"):
            self.contract.action_renew()
        renewed = self.contract.successor_id
        renewed.uptime_target = 95
        with freeze_time("2026-06-20 12:00:00"):
            self.instance.invalidate_recordset(["judgement"])
            self.assertEqual(self.instance.judgement, "judged")
        june, july = self._freeze("2026-08-03 12:00:00")
        self.assertEqual(self.instance.contract_id, renewed)
        self.assertEqual((june.contract_id, june.target), (self.contract, 99))
        self.assertEqual(june.total_s, 30 * DAY)
        self.assertEqual((july.contract_id, july.target), (renewed, 95))

    def test_no_month_is_left_out(self):
        made = self._freeze("2026-09-03 12:00:00")
        days = [date(2026, month, 1) for month in (6, 7, 8)]
        self.assertEqual(made.mapped("date_from"), days)
        # What is frozen is what is read, whoever is renamed since.
        self.assertTrue(all(made.mapped("body_html")))
        self.assertEqual(self._freeze("2026-09-04 12:00:00"), made)

    def test_moved_elsewhere_hides_nothing(self):
        self.env["bacg.uptime.span"].search([]).stop = datetime(2026, 7, 2)
        with freeze_time("2026-07-02 12:00:00"):
            self.instance.with_user(self.manager).hosting = "elsewhere"
        made = self._freeze("2026-07-03 12:00:00")
        self.assertEqual(made.date_from, date(2026, 6, 1))

    def test_no_outage_is_left_out(self):
        self.env["bacg.uptime.outage"].create(
            {
                "instance_id": self.instance.id,
                "start": "2026-06-10 12:00:00",
                "stop": "2026-06-10 13:00:00",
            }
        )
        instance = self.instance.with_user(self.manager)
        other = self._contract(self.env["res.partner"].create({"name": "Otra"}))
        for values in ({"measured_from": "2026-06-11"}, {"contract_id": other.id}):
            with self.assertRaisesRegex(UserError, "in no statement"):
                instance.write(values)
        instance.measured_from = "2026-06-02"

    def test_the_method_says_how_it_is_looked_at(self):
        self.env["bacg.uptime.check"]._create_missing()
        june = self._freeze("2026-07-03 12:00:00")
        values = {row["label"]: row["value"] for row in june.content["parameters"]}
        self.assertIn("/web/login", values["Login page"])
        self.assertIn("every 1 min", values["Looks"])
        cap = self.contract._fields["uptime_maintenance_cap_hours"]
        self.assertEqual(values[cap._description_string(self.env)], "No limit")
