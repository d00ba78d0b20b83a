# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

import pytz

from odoo.tests import freeze_time, tagged

from odoo.addons.bacg_sla_platino.tools.clock.local_day import midnight

from .common import UptimeCommon

HOUR = 3600
ZONE = "America/Guatemala"


@tagged("post_install", "-at_install")
@freeze_time("2026-07-03 12:00:00")
class TestInstanceMeasure(UptimeCommon):
    """From spans, outages and the contract to the figures of a month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.instance.measured_from = "2026-01-01"
        cls.start = midnight(datetime(2026, 6, 1).date(), ZONE)
        cls.stop = midnight(datetime(2026, 7, 1).date(), ZONE)
        cls.contract.uptime_tz = ZONE
        cls._span("up", cls.start - timedelta(days=40), False)

    @classmethod
    def _span(cls, state, start, stop, instance=None):
        return cls.env["bacg.uptime.span"].create(
            {
                "instance_id": (instance or cls.instance).id,
                "state": state,
                "start": start,
                "stop": stop,
            }
        )

    def _at(self, hours):
        return self.start + timedelta(hours=hours)

    def _outage(self, start, stop, *parts, source="check", instance=None):
        outage = self.env["bacg.uptime.outage"]._observe(
            [
                {
                    "instance_id": (instance or self.instance).id,
                    "source": source,
                    "key": f"{start}",
                    "start": self._at(start),
                    "stop": stop is not None and self._at(stop),
                    "evidence": "HTTP 502",
                }
            ]
        )
        outage.slice_ids = [
            (
                0,
                0,
                {
                    "start": self._at(first),
                    "stop": self._at(last),
                    "cause_id": self.env.ref(f"bacg_sla_uptime.cause_{cause}").id,
                    "evidence": "Registro",
                },
            )
            for first, last, cause in parts
        ]
        if parts:
            outage.state = "confirmed"
        return outage

    def _measure(self):
        return self.instance._availability(self.start, self.stop)

    def test_a_month(self):
        outage = self._outage(10, 20, (10, 12, "customer_internet"))
        found = self._measure()
        self.assertEqual(found.total_s, 30 * 24 * HOUR)
        self.assertEqual((found.down_s, found.excused_s), (8 * HOUR, 2 * HOUR))
        self.assertEqual(found.verdict, "breached")
        self.assertEqual({piece.outage for piece in found.pieces}, {outage.id})
        outage.state = "rejected"
        self.assertEqual(self._measure().availability, 100)

    def test_what_nobody_reviewed_counts(self):
        """Only what was rejected does not (decision 33)."""
        outage = self._outage(10, 12)
        for state in ("detected", "review", "confirmed"):
            outage.state = state
            self.assertEqual(self._measure().down_s, 2 * HOUR)

    def test_causes_count_once_confirmed(self):
        """Unreviewed, the whole outage counts against us."""
        outage = self._outage(10, 12, (10, 11, "customer_internet"))
        self.assertEqual(self._measure().excused_s, HOUR)
        outage.state = "review"
        self.assertEqual(self._measure().down_s, 2 * HOUR)

    def test_from_the_first_day_to_now(self):
        """Neither before it was there nor ahead of now is anything judged."""
        self.instance.measured_from = "2026-06-11"
        self.assertEqual(self._measure().total_s, 20 * 24 * HOUR)
        self.contract.date_to = "2026-06-20"
        self.assertEqual(self._measure().total_s, 10 * 24 * HOUR)
        with freeze_time("2026-06-12 06:00:00"):
            self.assertEqual(self._measure().total_s, 24 * HOUR)
            self._outage(11 * 24 - 1, None)
            self.assertEqual(self._measure().down_s, HOUR)

    def test_going_on_at_the_end_of_the_month(self):
        """Its length is its own, and its later end changes nothing of the month."""
        self.contract.uptime_minimum_outage_minutes = 5
        hours = 30 * 24 - 2 / 60
        outage = self._outage(hours, None)
        statements = self.env["bacg.uptime.statement"]
        month = (self.start.date(), self.start, self.stop)
        statement = statements._freeze(self.instance, *month)
        self.assertEqual(statement.down_s, 120)
        outage.sudo().stop = self._at(hours + 1)
        statement._flag_changed()
        self.assertFalse(statement.revision_available)
        outage.sudo().stop = self._at(hours + 4 / 60)
        statement._flag_changed()
        self.assertTrue(statement.revision_available)

    def test_only_months_of_new_facts_are_measured_again(self):
        """What happened in July says nothing of June."""
        statements = self.env["bacg.uptime.statement"]
        month = (self.start.date(), self.start, self.stop)
        statement = statements._freeze(self.instance, *month)
        self._outage(31 * 24, 31 * 24 + 1)
        self.assertFalse(statements._get_touched())
        self._outage(4, 5)
        self.assertEqual(statements._get_touched(), statement)

    def test_without_measurement_there_is_no_number(self):
        other = self._instance("https://otro.cafe.gt", measured_from="2026-01-01")
        found = other._availability(self.start, self.stop)
        self.assertIsNone(found.availability)
        self.assertEqual(found.unknown_data_s, found.total_s)

    def test_two_kinds_of_unknown_time(self):
        self.env["bacg.uptime.span"].search([]).stop = self._at(0)
        self._span("unknown_monitor", self._at(0), self._at(1))
        self._span("unknown_data", self._at(1), self._at(3))
        self._span("up", self._at(3), False)
        found = self._measure()
        self.assertEqual(found.unknown_monitor_s, HOUR)
        self.assertEqual(found.unknown_data_s, 2 * HOUR)
        self._outage(0, 2, source="feed")
        found = self._measure()
        self.assertEqual((found.down_s, found.unknown_s), (2 * HOUR, HOUR))

    def test_service_hours_keep_their_wall_time(self):
        """In a month with a change of the clock, too."""
        zone = "Europe/Brussels"
        calendar = self.env["resource.calendar"].create({"name": "8-17", "tz": zone})
        self.instance.service_calendar_id = calendar
        self.contract.uptime_tz = zone
        for first, last in ((3, 4), (10, 11)):
            start = midnight(datetime(2026, first, 1).date(), zone)
            stop = midnight(datetime(2026, last, 1).date(), zone)
            with freeze_time("2026-12-31"):
                found = self.instance._availability(start, stop)
            self.assertEqual(found.total_s, self._count_hours(calendar, start, stop))
            self.assertEqual(
                found.total_s + found.outside_s, (stop - start).total_seconds()
            )

    def _count_hours(self, calendar, start, stop):
        """Return the open seconds, minute by minute by the wall clock."""
        zone, count = pytz.timezone(calendar.tz), 0
        hours = {
            (int(row.dayofweek), minute)
            for row in calendar.attendance_ids
            if row.day_period != "lunch"
            for minute in range(round(row.hour_from * 60), round(row.hour_to * 60))
        }
        while start < stop:
            local = pytz.utc.localize(start).astimezone(zone)
            count += (local.weekday(), local.hour * 60 + local.minute) in hours
            start += timedelta(minutes=1)
        return count * 60

    def test_announced_in_time(self):
        """Only what is planned, within its window, is excused, as the contract says."""
        self.contract.uptime_maintenance = "excused"
        self._outage(100, 104, (100, 104, "planned"))
        window = self.env["bacg.uptime.maintenance"].create(
            {
                "name": "Actualización",
                "contract_id": self.contract.id,
                "instance_ids": self.instance.ids,
                "start": self._at(100),
                "stop": self._at(103),
            }
        )
        cases = [
            ({"state": "planned", "announced_at": False}, 0),
            ({"state": "announced", "announced_at": self._at(76)}, 3),
            ({"state": "announced", "announced_at": self._at(76.1)}, 0),
            ({"state": "done", "announced_at": self._at(70)}, 3),
            ({"state": "cancelled", "announced_at": self._at(70)}, 0),
        ]
        for vals, hours in cases:
            with self.subTest(vals=vals):
                window.sudo().write(vals)
                found = self._measure()
                self.assertEqual(found.excused_s, hours * HOUR)
                self.assertEqual(found.down_s, (4 - hours) * HOUR)

    def test_the_method_of_the_contract(self):
        self.contract.write(
            {
                "uptime_target": 99.9,
                "uptime_minimum_outage_minutes": 1.5,
                "uptime_partial_weight": 33.3,
                "uptime_maintenance_cap_hours": 4,
            }
        )
        method = self.contract._uptime_get_method()
        self.assertEqual(str(method.target), "999/10")
        self.assertEqual(method.minimum, 90)
        self.assertEqual(str(method.partial_weight), "333/1000")
        self.assertEqual(method.cap, 4 * HOUR)

    def test_queries_do_not_grow_with_the_instances(self):
        many = self.instance
        for number in range(6):
            other = self._instance(f"https://{number}.cafe.gt")
            self._span("up", self.start, False, other)
            self._outage(number, number + 1, instance=other)
            many |= other

        def count(instances):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            instances._uptime_measure(self.start, self.stop)
            return self.env.cr.sql_log_count - before

        count(many)
        self.assertLessEqual(count(many), count(many[:2]))
