# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common import SlaCommon, local

REPORTED = "2026-03-06T18:40:00"
NOW = "2026-03-12T09:00:00"


@tagged("post_install", "-at_install")
class TestAgreementPreview(SlaCommon):
    def setUp(self):
        super().setUp()
        with freeze_time(local(REPORTED)):
            self.case = self._case(local(REPORTED))
            self.waiting = self._case(local(REPORTED))
        with freeze_time(local("2026-03-09T08:30:00")):
            self.waiting.stage_id = self.stage_customer
        with freeze_time(local(NOW)):
            self.agreement.action_new_version()
        self.draft = self.agreement.successor_id
        self.draft.version = "v2026.04"

    def _target(self, metric):
        row = self.draft.policy_ids.filtered(lambda p: p.priority == "0")[-1]
        return row.target_ids.filtered(lambda t: t.metric == metric)

    def _preview(self, moment=NOW):
        with freeze_time(local(moment)):
            action = self.draft.with_user(self.manager).action_sla_preview()
        return self.env[action["res_model"]].browse(action["res_id"])

    def _resolution(self, preview):
        lines = preview.line_ids.filtered(lambda line: line.metric == "resolution")
        return [(line.ticket_id, line.deadline, line.new_deadline) for line in lines]

    def test_shorter_promise(self):
        """SLA 1.06: both deadlines are shown, and none is moved (decision 35)."""
        self.assertEqual(self._preview().moved_count, 0, "nothing is changed yet")
        self._target("resolution").promise = "40 h in business hours"
        preview = self._preview()
        deadline = local("2026-03-19T17:00:00")
        self.assertEqual(
            self._resolution(preview),
            [(self.case, deadline, local("2026-03-13T17:00:00"))],
        )
        self.assertEqual((preview.case_count, preview.moved_count), (2, 1))
        self.assertEqual((preview.late_count, preview.contract_count), (0, 1))
        self.assertEqual(self._preview("2026-03-16T09:00:00").late_count, 1)
        self.assertEqual(self._status(self.case, "resolution").deadline, deadline)
        self.assertEqual(self.case.agreement_id, self.agreement)

    def test_hours_of_the_new_version(self):
        """SLA 1.06: its calendar counts, unless the contract has one of its own."""
        hours = self.agreement.resource_calendar_id.copy()
        hours.attendance_ids.filtered(lambda a: a.dayofweek == "0").unlink()
        self.draft.resource_calendar_id = hours
        expected = hours._sla_deadline(local(REPORTED), 4320)
        self.assertEqual(self._resolution(self._preview())[0][2], expected)
        self.contract.resource_calendar_id = self.agreement.resource_calendar_id
        self.assertFalse(self._preview().line_ids)

    def test_promise_that_ends(self):
        self._target("resolution").unlink()
        preview = self._preview()
        self.assertEqual(self._resolution(preview)[0][2], False)
        self.assertEqual((preview.moved_count, preview.late_count), (1, 0))

    def test_what_is_not_compared_is_counted(self):
        """SLA 1.06: a clock that waits, and what was not promised before."""
        preview = self._preview()
        self.assertEqual((preview.waiting_count, preview.added_count), (1, 0))
        clock = self._status(self.case, "resolution")
        self.env.cr.execute("DELETE FROM bacg_sla_status WHERE id = %s", [clock.id])
        self.env.invalidate_all()
        self.assertEqual(self._preview().added_count, 1)

    def test_rows_of_one_name(self):
        """SLA 1.10: two steps that say the same of when are both compared."""
        former = self.agreement.copy({"version": "v1"})
        former.escalation_ids[:1].copy({"agreement_id": former.id})
        former.policy_ids[:1].copy({"agreement_id": former.id})
        later = former.copy({"version": "v2"})
        self.assertFalse(later._compare_with(former))
        for rows in (later.escalation_ids, later.policy_ids):
            names = rows.mapped(
                lambda row: row._get_title() if "percent" in row else row.name
            )
            twice = [name for name in names if names.count(name) > 1]
            first = rows[names.index(twice[0])]
            if "percent" in first:
                first.by_webhook = not first.by_webhook
            else:
                first.criterion = "Otro criterio"
            changed = [what for what, _then, _now in later._compare_with(former)]
            self.assertTrue([what for what in changed if twice[0] in what], changed)

    def test_what_changes(self):
        """SLA 1.10: an administrator reads what differs, what is ours included."""
        self.assertEqual(self.draft.former_id, self.agreement)
        self.assertFalse(self.agreement.former_id or self.agreement.changes)
        self.assertIn("Nothing but the version", self.draft.changes)
        self._target("resolution").promise = "40 h in business hours"
        self.draft.escalation_ids[:1].by_mail = not self.draft.escalation_ids[
            :1
        ].by_mail
        self.draft.invalidate_recordset(["changes"])
        for text in ("72 h in business", "40 h in business", "Escalation", "Mail"):
            self.assertIn(text, self.draft.changes)
        customers = "\n".join(self.draft._get_changes_since(self.agreement))
        self.assertIn("40 h", customers)
        self.assertNotIn("Escalation", customers, "that is ours alone")

    def test_who_may_compare(self):
        with self.assertRaises(AccessError):
            self.draft.with_user(self.agent).action_sla_preview()
        self.draft.resource_calendar_id = self.agreement.resource_calendar_id.copy()
        self.draft.resource_calendar_id.attendance_ids.unlink()
        with self.assertRaisesRegex(UserError, "no open time"):
            self._preview()
