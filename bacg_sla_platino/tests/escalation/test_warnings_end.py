# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import freeze_time, tagged

from ..common import SlaCommon, local

CRON = "bacg_sla_platino.ir_cron_sla_events"


@tagged("post_install", "-at_install")
class TestWarningsEnd(SlaCommon):
    """Nobody's list keeps a warning of a clock that has ended."""

    def setUp(self):
        super().setUp()
        with freeze_time(local("2026-03-09T08:00:00")):
            self.ticket = self._urgent()
        self.kinds = self.env["mail.activity.type"].concat(
            *(
                self.env.ref(f"bacg_sla_platino.mail_activity_type_{kind}")
                for kind in ("breach", "escalation")
            )
        )

    def _urgent(self):
        moment = local("2026-03-09T08:00:00")
        return self._case(moment, priority="3", user_id=self.agent.id)

    def _events(self, *moments):
        for moment in moments:
            self._run_cron(CRON, local(moment))

    def _warnings(self, ticket=None, done=False):
        activities = self.env["mail.activity"].with_context(active_test=not done)
        return activities.search(
            [
                ("res_model", "=", "helpdesk.ticket"),
                ("res_id", "=", (ticket or self.ticket).id),
                ("activity_type_id", "in", self.kinds.ids),
            ]
        )

    def test_done_when_the_clock_is_reached(self):
        """They stand as done with how they ended; other activities stay."""
        self._events("2026-03-09T08:25:00", "2026-03-09T08:31:00")
        other = self.ticket.with_user(self.agent).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.agent.id
        )
        self.assertTrue(self._warnings())
        notes = len(self.ticket.sudo().message_ids)
        with freeze_time(local("2026-03-09T08:40:00")):
            self._answer(self.ticket)
        self.assertFalse(self._warnings())
        self.assertTrue(other.exists().active)
        done = self._warnings(done=True)
        self.assertEqual(set(done.mapped("feedback")), {"The clock was reached."})
        self.assertEqual(
            len(self.ticket.sudo().message_ids),
            notes + 1,
            "the answer, no message more",
        )

    def test_gone_when_the_clock_is_cancelled(self):
        """Nothing had to be done: cancelled, archived, or another priority."""
        cancel = {"stage_id": self.stage_cancelled.id}
        for values in (cancel, {"active": False}, {"priority": "0"}):
            with freeze_time(local("2026-03-09T08:00:00")):
                ticket = self._urgent()
            self._events("2026-03-09T08:31:00")
            self.assertTrue(self._warnings(ticket))
            with freeze_time(local("2026-03-09T08:40:00")):
                moving = ticket.with_user(self.manager)
                moving._sla_with(reason="Duplicado").write(values)
            with self.subTest(values):
                self.assertFalse(self._warnings(ticket, done=True))

    def test_other_clocks_keep_theirs(self):
        """The answer ends what warned of the answer, not what warns of the solution."""
        self._events("2026-03-09T08:31:00", "2026-03-09T08:49:00")
        with freeze_time(local("2026-03-09T08:50:00")):
            self._answer(self.ticket)
        left = self._warnings()
        self.assertEqual(left.sla_status_id.metric, "resolution")
        with freeze_time(local("2026-03-09T08:55:00")):
            self.ticket.with_user(self.agent).stage_id = self.stage_done
        self.assertFalse(self._warnings())

    def test_stays_while_the_clock_stands_still(self):
        """A wait ends no promise: its warning stays."""
        self._events("2026-03-09T08:49:00")
        before = self._warnings()
        with freeze_time(local("2026-03-09T08:50:00")):
            self.ticket.with_user(self.agent).stage_id = self.stage_customer
        resolution = before.filtered(lambda a: a.sla_status_id.metric == "resolution")
        self.assertTrue(resolution)
        self.assertLessEqual(resolution, self._warnings())

    def test_weekly_word(self):
        """SLA 1.22: whoever gave the word is reminded of it no more."""
        with freeze_time(local("2026-03-02T08:00:00")):
            ticket = self._case(
                local("2026-03-02T08:00:00"), priority="1", user_id=self.agent.id
            )
            self._answer(ticket)
            ticket.with_user(self.agent).stage_id = self.stage_vendor
        self._events("2026-03-08T10:00:00", "2026-03-09T08:30:00")
        self.assertIn(
            "follow_up", self._warnings(ticket).sla_status_id.mapped("metric")
        )
        with freeze_time(local("2026-03-09T09:00:00")):
            self._answer(ticket)
        self.assertFalse(self._warnings(ticket))

    def test_many_at_once_in_few_queries(self):
        """Closing sixty cases costs no more queries for their warnings than six."""

        def queries(count, state):
            with freeze_time(local("2026-03-09T08:00:00")):
                tickets = self.env["helpdesk.ticket"].concat(
                    *(self._urgent() for _case in range(count))
                )
            self._events("2026-03-09T08:31:00")
            clocks = tickets.sudo().sla_status_ids
            clocks.state = state
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["mail.activity"]._sla_end(clocks)
            self.env.flush_all()
            self.assertFalse(self._warnings(tickets[-1:]))
            return self.env.cr.sql_log_count - before

        for state in ("reached", "cancelled"):
            queries(2, state)
            few, many = queries(6, state), queries(60, state)
            with self.subTest(state):
                self.assertLessEqual(many, few + 5)
