# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .legal_common import LegalChangeCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-05-10 15:00:00")
class TestLegalClock(LegalChangeCommon):
    """BACG's clock: ready before the binding day in force on the day it was ready."""

    def _ready(self, day, **values):
        release = self._release(**values)
        with freeze_time(f"{day} 15:00:00"):
            release.action_ready()
        return release

    def test_ready_before_it_binds(self):
        """SLA 3.02: ready on the eve is in time, on the binding day late."""
        self._ready("2025-05-31")
        self.assertEqual(self.change.outcome, "met")
        self.assertEqual(self.change.sla_state, "met")
        self.assertEqual(self.change.state, "ready")

    def test_ready_on_the_first_binding_day(self):
        self._ready("2025-06-01")
        self.assertEqual(self.change.sla_state, "met_late")
        self.assertEqual(self.change.judged_date, date(2025, 6, 1))

    def test_the_day_is_the_regulators(self):
        """At 05:59 UTC of the first of June it is still the eve in Costa Rica."""
        release = self._release()
        with freeze_time("2025-06-01 05:59:00"):
            release.action_ready()
        self.assertEqual(release.ready_date, date(2025, 5, 31))
        self.assertEqual(self.change.outcome, "met")

    def test_a_later_extension_does_not_rescue(self):
        """SLA 3.02: judged by the day in force when it was ready."""
        self._ready("2025-06-03")
        with freeze_time("2025-06-04 15:00:00"):
            self._revise(announced_date="2025-06-04")
        self.assertEqual(self.change.mandatory_from, date(2025, 9, 1))
        self.assertEqual(self.change.sla_state, "met_late")

    def test_an_extension_of_the_same_day_is_in_force(self):
        with freeze_time("2025-06-03 15:00:00"):
            self._revise(announced_date="2025-06-03")
        self._ready("2025-06-03")
        self.assertEqual(self.change.outcome, "met")
        self.assertEqual(self.change.judged_date, date(2025, 9, 1))

    def test_what_was_met_stays_met_when_it_is_advanced(self):
        self._ready("2025-05-20")
        with freeze_time("2025-05-21 15:00:00"):
            self._revise(
                kind="advance", new_date="2025-05-15", announced_date="2025-05-21"
            )
        self.assertEqual(self.change.outcome, "met")

    def test_a_grace_never_helps(self):
        with freeze_time("2025-05-30 15:00:00"):
            self._revise(
                kind="grace",
                new_date=False,
                enforcement_from="2025-12-01",
                announced_date="2025-05-30",
            )
        self._ready("2025-06-02")
        self.assertEqual(self.change.sla_state, "met_late")

    def test_the_first_phase_binds_us(self):
        change = self._change(publication_date=False, mandatory_from="2025-08-01")
        self.env["bacg.legal.change.phase"].with_user(self.manager).create(
            {
                "change_id": change.id,
                "name": "Grandes",
                "tax_id_last_digits": "0",
                "first_mandatory_from": "2025-07-01",
            }
        )
        self._ready("2025-07-02", change_ids=[Command.set(change.ids)])
        self.assertEqual(change.judged_date, date(2025, 7, 1))
        self.assertEqual(change.outcome, "met_late")

    def test_a_withdrawn_release_takes_its_date_along(self):
        """SLA 3.02: the clock follows the release that replaces it."""
        release = self._ready("2025-05-20")
        window = self.env["bacg.legal.reason"].with_user(self.manager)
        window = window.create({"release_id": release.id, "reason": "XML rechazado"})
        with freeze_time("2025-05-25 15:00:00"):
            window.action_confirm()
            self.assertFalse(self.change.ready_date)
            self.assertEqual(self.change.state, "in_development")
            self.assertEqual(self.change.sla_state, "at_risk")
        self._ready("2025-06-10")
        self.assertEqual(self.change.ready_date, date(2025, 6, 10))
        self.assertEqual(self.change.sla_state, "met_late")

    def test_a_part_does_not_complete_it(self):
        self._ready("2025-05-20", completes=False)
        self.assertFalse(self.change.ready_date)

    def test_an_unpublished_date_does_not_move_from_under_the_clock(self):
        """What was late is late, though nobody noted when it was published."""
        change = self._change(publication_date=False)
        self._ready("2025-06-02", change_ids=[Command.set(change.ids)])
        with self.assertRaisesRegex(UserError, "Change a date"):
            change.mandatory_from = "2025-09-01"
        self.assertEqual(change.outcome, "met_late")

    def test_an_archived_release_keeps_its_date(self):
        release = self._ready("2025-05-31")
        release.active = False
        self.change.invalidate_recordset()
        self.env.add_to_compute(self.change._fields["ready_date"], self.change)
        self.assertEqual(self.change.ready_date, date(2025, 5, 31))

    def test_on_the_way(self):
        states = {
            "2025-01-10": "on_track",
            # A quarter of 194 days, rounded up: 49.
            "2025-04-12": "on_track",
            "2025-04-13": "at_risk",
            "2025-05-31": "at_risk",
            "2025-06-01": "overdue",
        }
        changes = self.env["bacg.legal.change"]
        for day, state in states.items():
            with self.subTest(day), freeze_time(f"{day} 15:00:00"):
                self.change.invalidate_recordset()
                self.assertEqual(self.change.sla_state, state)
                domain = [("sla_state", "=", state), ("id", "=", self.change.id)]
                self.assertEqual(changes.search(domain), self.change)

    def test_ready_is_said_once(self):
        """SLA 3.02: no click and no call gives a release another ready date."""
        release = self._ready("2025-05-31")
        with self.assertRaisesRegex(UserError, "not the next one"):
            release.action_ready()
        refused = {
            "ready_date": "2025-05-01",
            "ready_at": "2025-05-01 10:00:00",
            "state": "draft",
            "completes": False,
            "change_ids": [Command.clear()],
            "line_ids": [Command.clear()],
        }
        for name, value in refused.items():
            with self.subTest(name), self.assertRaises(UserError):
                release.write({name: value})
        with self.assertRaises(UserError):
            self.change.write({"release_ids": [Command.clear()]})
        with self.assertRaises(UserError):
            self._release(ready_date="2025-05-01")
        with self.assertRaises(UserError):
            release.line_ids.version = "19.0.9.0.0"

    def test_it_is_tested_with_the_regulator_first(self):
        release = self._release(test_needed=True, test_note=False)
        with self.assertRaisesRegex(UserError, "regulator's environment first"):
            release.action_ready()
        release.action_test()
        with self.assertRaisesRegex(UserError, "Evidence"):
            release.action_tested()
        release.test_note = "Comprobante 506100525"
        release.action_tested()
        release.action_ready()
        self.assertEqual(release.tested_by_id, self.manager)

    def test_a_release_is_of_one_country(self):
        with self.assertRaisesRegex(ValidationError, "is of Costa Rica"):
            self._release(localization_id=self.localization.id)

    def test_not_applicable_needs_a_reason(self):
        self.change._set_not_applicable("Ningún cliente exporta")
        self.assertEqual(self.change.sla_state, "no_deadline")
        self.assertEqual(self.change.not_applicable_reason, "Ningún cliente exporta")
        with self.assertRaisesRegex(UserError, "say why"):
            self._change()._set_not_applicable(" ")
