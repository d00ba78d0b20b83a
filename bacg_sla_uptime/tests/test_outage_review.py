# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common import UptimeCommon

DAY = datetime(2026, 6, 15)


def at(hour):
    return DAY + timedelta(hours=hour)


@tagged("post_install", "-at_install")
@freeze_time("2026-06-16 12:00:00")
class TestOutageReview(UptimeCommon):
    """Detected, in review, confirmed or rejected; corrected with a reason."""

    def setUp(self):
        super().setUp()
        self.outage = (
            self.env["bacg.uptime.outage"]
            ._observe([self._saw("check", 8, 10)])
            .with_user(self.agent)
        )

    def _saw(self, source, start, stop):
        return {
            "instance_id": self.instance.id,
            "source": source,
            "key": f"{source} {start}",
            "start": at(start),
            "stop": stop and at(stop),
            "evidence": "HTTP 502",
        }

    def _correct(self, start, stop, reason="El registro del servidor"):
        window = self.env["bacg.uptime.outage.correct"].with_user(self.agent)
        form = Form(window.with_context(default_outage_id=self.outage.id))
        form.start, form.stop, form.reason = at(start), stop and at(stop), reason
        form.save().action_confirm()

    def test_confirmed_with_who_and_when(self):
        self.outage.action_review()
        self.assertEqual(self.outage.state, "review")
        self.outage.action_confirm()
        self.assertEqual(self.outage.state, "confirmed")
        self.assertEqual(self.outage.reviewed_by_id, self.agent)
        self.assertFalse(self.outage.self_reviewed)
        with self.assertRaisesRegex(UserError, "not the next"):
            self.outage.action_confirm()

    def test_what_goes_on_is_not_confirmed(self):
        outage = self.env["bacg.uptime.outage"]._observe([self._saw("feed", 11, None)])
        with self.assertRaisesRegex(UserError, "goes on"):
            outage.with_user(self.agent).action_confirm()

    def test_only_managers_reject_with_a_reason(self):
        """Review hides nothing by a click of anybody."""
        with self.assertRaises(AccessError):
            self.outage._reject("Falsa alarma")
        with self.assertRaises(AccessError):
            self.env["bacg.uptime.outage.reject"].with_user(self.agent).create(
                {"outage_id": self.outage.id, "reason": "x"}
            )
        boss = self.outage.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Reason"):
            boss._reject(" ")
        self.env["bacg.uptime.outage.reject"].with_user(self.manager).create(
            {"outage_id": self.outage.id, "reason": "Falsa alarma"}
        ).action_confirm()
        self.assertEqual(self.outage.state, "rejected")
        self.assertEqual(self.outage.reject_reason, "Falsa alarma")
        self.outage.action_review()
        self.assertEqual(self.outage.state, "review")

    def test_a_correction_keeps_what_stood_there(self):
        self._correct(7.5, 10)
        self.assertEqual(self.outage.start, at(7.5))
        correction = self.outage.correction_ids
        self.assertEqual(
            (correction.field, correction.old_value, correction.new_value),
            ("start", at(8), at(7.5)),
        )
        self.assertEqual(correction.author_id, self.agent)
        # The same source says again what was corrected: nothing is undone.
        self.env["bacg.uptime.outage"]._observe([self._saw("check", 8, 10)])
        self.assertEqual((self.outage.start, self.outage.stop), (at(7.5), at(10)))
        for operation in ("write", "create", "unlink"):
            self.assertFalse(correction.has_access(operation))

    def test_a_correction_hides_nothing_that_another_source_sees(self):
        self._correct(8, 9)
        self.assertEqual(self.outage.stop, at(9))
        self.env["bacg.uptime.outage"]._observe([self._saw("feed", 8.5, 9.5)])
        self.assertEqual((self.outage.start, self.outage.stop), (at(8), at(9.5)))

    def test_corrections_that_are_refused(self):
        cases = [
            ((7, 10, " "), "Reason"),
            ((8, 10), "already"),
            ((8, None), "empty"),
            ((8, 48), "ahead"),
        ]
        for arguments, message in cases:
            with self.subTest(message), self.assertRaisesRegex(UserError, message):
                self._correct(*arguments)

    def test_who_corrected_is_warned_and_named(self):
        self._correct(7.5, 10)
        self.assertTrue(self.outage.is_corrector)
        self.assertFalse(self.outage.with_user(self.manager).is_corrector)
        self.outage.action_confirm()
        self.assertTrue(self.outage.self_reviewed)

    def test_who_excused_is_named_too(self):
        """SLA 2.04: nobody takes time off the 99 % unseen."""
        cause = self.env.ref("bacg_sla_uptime.cause_customer_internet").id
        self.outage.slice_ids = [
            (0, 0, {"start": at(8), "cause_id": cause, "evidence": "Su proveedor"})
        ]
        self.outage.action_confirm()
        self.assertTrue(self.outage.self_reviewed)
        self.outage.action_review()
        self.outage.with_user(self.manager).action_confirm()
        self.assertFalse(self.outage.self_reviewed)

    def test_what_was_confirmed_is_looked_at_again(self):
        """After a correction, and after a change of its causes."""
        self.outage.action_confirm()
        self._correct(8, 9)
        self.assertEqual(self.outage.state, "review")
        self.outage.action_confirm()
        self.outage.slice_ids = [(0, 0, {"start": at(8)})]
        self.assertEqual(self.outage.state, "review")
        notes = self.outage.message_ids.mapped("body")
        self.assertTrue(any("Not known yet" in note for note in notes))

    def test_nobody_stands_for_what_changed_since(self):
        self.outage.slice_ids = [(0, 0, {"start": at(8), "stop": at(9)})]
        other = self.env["bacg.uptime.outage"]._observe([self._saw("check", 7, 7.9)])
        self.outage.action_confirm()
        self.outage.slice_ids = [(0, 0, {"start": at(9)})]
        self.assertEqual(self.outage.state, "review")
        self.assertFalse(self.outage.reviewed_by_id)
        self.outage.action_confirm()
        part = self.outage.slice_ids[0]
        part.write({"outage_id": other.id, "start": at(7), "stop": at(7.5)})
        self.assertEqual(self.outage.state, "review")

    def test_what_is_part_of_another_has_no_review(self):
        self.env["bacg.uptime.outage"]._observe([self._saw("check", 11, 12)])
        joined = self.env["bacg.uptime.outage"].search([("start", "=", at(11))])
        self.env["bacg.uptime.outage"]._observe([self._saw("feed", 9, 11)])
        with self.assertRaisesRegex(UserError, "part of another"):
            joined.with_user(self.agent).action_review()

    def test_joined_outages_keep_their_causes(self):
        """A second has one cause, of the earlier outage where both have one."""
        server = self.env.ref("bacg_sla_uptime.cause_provider_server").id
        self.outage.slice_ids = [(0, 0, {"start": at(8), "cause_id": server})]
        other = self.env["bacg.uptime.outage"]._observe([self._saw("check", 11, 12)])
        other.slice_ids = [(0, 0, {"start": at(11), "scope": "partial"})]
        self._correct(8, 9)
        self.env["bacg.uptime.outage"]._observe([self._saw("feed", 8.5, 11.5)])
        self.assertEqual((self.outage.start, self.outage.stop), (at(8), at(12)))
        self.assertEqual(
            [(part.start, part.stop, part.scope) for part in self.outage.slice_ids],
            [(at(8), False, "total")],
        )

    def test_the_effect_of_a_used_cause_stays(self):
        cause = self.env.ref("bacg_sla_uptime.cause_provider_server")
        self.outage.slice_ids = [(0, 0, {"start": at(8), "cause_id": cause.id})]
        with self.assertRaisesRegex(UserError, "Effect"):
            cause.effect = "excused"
        cause.name = "Servidor"
