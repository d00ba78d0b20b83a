# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import freeze_time, tagged

from ..common import local
from ..statement.test_report import ReportCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-20 18:00:00")
class TestMergedPauses(ReportCommon):
    """Waits and breaches of merged cases; OCA's wizard is tested elsewhere."""

    def _merge(self, target, sources, moment="2026-05-20T12:00"):
        """Archive the sources and take over their facts, as the wizards do."""
        with freeze_time(local(moment)):
            merging = sources.with_user(self.manager)
            merging._sla_with(cancel_reason="merged").write({"active": False})
            target.with_user(self.manager)._case_take_over(sources)
            self.env.flush_all()
        self.env.invalidate_all()

    def _waiting(self, reported="2026-05-18T08:00", stop="2026-05-19T10:00", **values):
        """Return a case that has waited for the customer since Monday 9:00."""
        steps = [
            ("2026-05-18T08:30", self._reply),
            ("2026-05-18T09:00", self._to(self.stage_customer)),
        ]
        if stop:
            steps.append((stop, self._to(self.stage_progress)))
        return self._story(reported, *steps, **{"priority": "1", **values})

    def _taken(self, target):
        return [
            (pause.reason, pause.start, pause.stop)
            for pause in target.sudo().sla_pause_ids
            if pause.merged_from_id
        ]

    def test_waits_before_the_own_report_are_taken(self):
        """SLA 1.19: the deadline follows the earlier report, less the common waits."""
        source = self._waiting()
        target = self._story("2026-05-20T08:00", priority="1")
        self._merge(target, source)
        self.assertEqual(
            self._taken(target),
            [("customer", local("2026-05-18T09:00"), local("2026-05-19T10:00"))],
        )
        [pause] = target.sudo().sla_pause_ids
        self.assertEqual(pause.merged_from_id, source)
        self.assertEqual(pause.author_id, self.manager.partner_id)
        self.assertFalse(pause.by_stage)
        [event] = target.sudo().sla_event_ids.filtered(
            lambda event: event.kind == "pause_merged"
        )
        self.assertEqual(event.change, "Waiting for the customer")
        self.assertEqual(event.reason, f"Merged from {source.number}")
        # 48 business hours from Monday 08:00, nine of them later for the wait.
        resolution = self._status(target, "resolution")
        self.assertEqual(resolution.started_at, local("2026-05-18T08:00"))
        self.assertEqual(resolution.deadline, local("2026-05-27T09:00"))

    def test_never_later_than_the_own_promise(self):
        """A wait beside the running target does not postpone its deadline."""
        source = self._waiting(stop=None)
        target = self._story("2026-05-19T08:00", priority="1")
        promised = self._status(target, "resolution").deadline
        self._merge(target, source)
        self.assertEqual(
            self._taken(target),
            [("customer", local("2026-05-18T09:00"), local("2026-05-19T08:00"))],
        )
        self.assertLess(self._status(target, "resolution").deadline, promised)
        self.assertEqual(self._status(target, "resolution").state, "running")

    def test_later_case_brings_no_wait(self):
        """The waits of the target count if it was reported first."""
        target = self._story("2026-05-18T07:00", priority="1")
        before = self._status(target, "resolution").deadline
        self._merge(target, self._waiting())
        self.assertFalse(self._taken(target))
        self.assertEqual(self._status(target, "resolution").deadline, before)

    def test_voided_waits_stay_behind(self):
        source = self._waiting()
        source.sudo().sla_pause_ids.with_user(self.manager)._void("Mal apuntada")
        target = self._story("2026-05-20T08:00", priority="1")
        self._merge(target, source)
        self.assertFalse(self._taken(target))

    def test_time_in_which_it_was_closed(self):
        """A closed source counts as paused, as if it were reopened."""
        source = self._story(
            "2026-05-11T08:00",
            ("2026-05-11T08:30", self._reply),
            ("2026-05-11T09:00", self._to(self.stage_done)),
            priority="2",
        )
        target = self._story("2026-05-20T11:00", priority="2")
        self._merge(target, source)
        self.assertEqual(
            self._taken(target),
            [("closed", local("2026-05-11T09:00"), local("2026-05-20T11:00"))],
        )
        resolution = self._status(target, "resolution")
        self.assertEqual(resolution.state, "running")
        self.assertEqual(resolution.deadline, local("2026-05-20T14:00"))
        self.assertFalse(resolution.breached_at)

    def test_weekly_word_was_owed_by_the_case_that_waited(self):
        """SLA 1.22: a missed report stays with the source, and is not owed twice."""
        source = self._story(
            "2026-05-04T08:00",
            ("2026-05-04T08:30", self._reply),
            ("2026-05-04T09:00", self._to(self.stage_vendor)),
            ("2026-05-12T09:00", self._breach),
            ("2026-05-13T09:00", self._reply),
            priority="1",
        )
        target = self._story("2026-05-20T08:00", priority="1")
        self._merge(target, source)
        self.assertEqual(self._taken(target)[0][0], "vendor")
        self.assertFalse(
            target.sudo().sla_status_ids.filtered(lambda s: s.metric == "follow_up")
        )
        rows = self._rows(source).filtered(lambda row: row.metric == "follow_up")
        self.assertEqual(
            sorted(rows.mapped("outcome")),
            ["cancelled", "late"],
            "the last was due later",
        )

    def test_breach_counts_once(self):
        """A case late by the earlier report is late once, on the target."""
        source = self._story(
            "2026-05-19T08:00", ("2026-05-19T15:00", self._breach), priority="2"
        )
        target = self._story("2026-05-20T08:00", priority="2")
        self._merge(target, source)
        outcomes = {
            (row.ticket_id, row.metric): row.outcome
            for row in self._rows(source | target)
        }
        self.assertEqual(outcomes[source, "resolution"], "voided")
        self.assertEqual(outcomes[target, "resolution"], "open_late")

    def test_breach_that_the_target_does_not_repeat_stays(self):
        """Merging a late urgent case into a harmless one keeps the breach."""
        source = self._story(
            "2026-05-20T08:00", ("2026-05-20T09:30", self._breach), priority="3"
        )
        target = self._story("2026-05-20T10:00", priority="0")
        self._merge(target, source)
        outcomes = {
            (row.ticket_id, row.metric): row.outcome
            for row in self._rows(source | target)
        }
        self.assertEqual(outcomes[source, "resolution"], "cancelled_late")
        self.assertEqual(outcomes[target, "resolution"], "open")

    def test_corrected_like_any_other(self):
        """A correction of a merged wait keeps its original case."""
        source = self._waiting()
        target = self._story("2026-05-20T08:00", priority="1")
        self._merge(target, source)
        [pause] = target.sudo().sla_pause_ids
        new = pause.with_user(self.manager)._void(
            "Esperaba menos",
            {
                "reason": "customer",
                "start": pause.start,
                "stop": local("2026-05-18T10:00"),
            },
        )
        self.assertEqual(new.merged_from_id, source)
        self.assertEqual(
            self._status(target, "resolution").deadline, local("2026-05-26T09:00")
        )
