# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import time
from contextlib import ExitStack
from unittest.mock import patch

from odoo.exceptions import ConcurrencyError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..common import LOST, SlaCommon, local

CRON = "bacg_sla_platino.ir_cron_sla_events"


@tagged("post_install", "-at_install")
class TestDueEvents(SlaCommon):
    def setUp(self):
        super().setUp()
        with freeze_time(local("2026-03-09T08:00:00")):
            self.ticket = self._case(
                local("2026-03-09T08:00:00"), priority="3", user_id=self.agent.id
            )

    def _breaches(self, ticket=None):
        activities = (ticket or self.ticket).sudo().activity_ids
        kind = self.env.ref("bacg_sla_platino.mail_activity_type_breach")
        return activities.filtered(lambda activity: activity.activity_type_id == kind)

    def test_breach_is_flagged_by_the_action(self):
        """SLA 1.09: field, note and activity, without anyone opening the case."""
        status = self._status(self.ticket, "first_response")
        self._run_cron(CRON, local("2026-03-09T08:30:00"))
        self.assertFalse(status.breached_at, "at the deadline it is still met")
        self._run_cron(CRON, local("2026-03-09T08:30:01"))
        self.assertEqual(status.breached_at, local("2026-03-09T08:30:00"))
        self.assertEqual(status.breach_noticed_at, local("2026-03-09T08:30:01"))
        self.assertEqual(self.ticket.sla_state, "late")
        self.assertEqual(self._breaches().user_id, self.agent)
        notes = self.ticket.sudo().message_ids.filtered(
            lambda message: "SLA breached" in (message.body or "")
        )
        self.assertEqual(len(notes), 1)
        self.assertTrue(notes.subtype_id.internal)

    def test_each_breach_is_told_once(self):
        for minute in (31, 32, 33):
            self._run_cron(CRON, local(f"2026-03-09T08:{minute}:00"))
        self.assertEqual(len(self._breaches()), 1)
        events = self.ticket.sudo().sla_event_ids.filtered(
            lambda e: e.kind == "breached"
        )
        self.assertEqual(len(events), 1)

    def test_warning_comes_before(self):
        """At 80 % of the time the case is at risk."""
        self._run_cron(CRON, local("2026-03-09T08:24:01"))
        self.assertEqual(self.ticket.sla_state, "at_risk")
        self.assertFalse(self._breaches())
        self._run_cron(CRON, local("2026-03-09T08:30:30"))
        self.assertEqual(self.ticket.sla_state, "late")

    def test_paused_and_reached_clocks_are_left_alone(self):
        with freeze_time(local("2026-03-09T08:10:00")):
            self._answer(self.ticket)
            self.ticket.stage_id = self.stage_customer
        self._run_cron(CRON, local("2026-03-10T08:00:00"))
        self.assertFalse(self._breaches())
        self.assertEqual(self.ticket.sla_state, "paused")

    def test_filter_is_right_without_the_action(self):
        """A late case shows as late on the second, before any action ran."""
        Ticket = self.env["helpdesk.ticket"].with_user(self.agent)
        domain = [("id", "=", self.ticket.id), ("sla_deadline", "<", "now")]
        with freeze_time(local("2026-03-09T08:30:00")):
            self.assertFalse(Ticket.search(domain))
        with freeze_time(local("2026-03-09T08:30:01")):
            self.assertTrue(Ticket.search(domain))

    def test_a_bad_row_does_not_stop_the_others(self):
        """A clock that cannot be treated is parked and told; the rest goes on."""
        with freeze_time(local("2026-03-09T08:00:00")):
            others = self.env["helpdesk.ticket"].browse(
                [
                    self._case(
                        local("2026-03-09T08:00:00"),
                        priority="3",
                        user_id=self.agent.id,
                    ).id
                    for _i in range(3)
                ]
            )
        bad = self.ticket.id
        original = type(self.env["helpdesk.ticket"])._sla_sync

        def broken(tickets, **options):
            if bad in tickets.ids:
                raise ValueError("boom")
            return original(tickets, **options)

        logger = "odoo.addons.bacg_sla_platino.models.clock.bacg_sla_status_run"
        with self._broken("helpdesk.ticket", "_sla_sync", broken), mute_logger(logger):
            self._run_cron(CRON, local("2026-03-09T08:30:01"))
        status = self._status(self.ticket, "first_response")
        self.assertEqual(status.error, "boom")
        self.assertFalse(status.next_event_at)
        for other in others:
            self.assertEqual(len(self._breaches(other)), 1)
        warned = self.ticket.sudo().activity_ids.user_id
        self.assertIn(self.manager, warned)

    def test_action_that_meets_another_transaction(self):
        """SLA 1.09: it tries again within its run."""
        original, calls = type(self.env["helpdesk.ticket"])._sla_sync, []

        def sync(tickets, **options):
            calls.append(tickets)
            if len(calls) < 3:
                raise ConcurrencyError("choque")
            return original(tickets, **options)

        self.patch(time, "sleep", lambda seconds: None)
        with self._broken("helpdesk.ticket", "_sla_sync", sync):
            self._run_cron(CRON, local("2026-03-09T08:30:01"))
        self.assertEqual(len(self._breaches()), 1)

    def test_lost_connection_parks_no_clock(self):
        """SLA 1.09: the next run does what this one could not."""
        status = self._status(self.ticket, "first_response")
        for error in LOST:
            with (
                self._broken("helpdesk.ticket", "_sla_sync", error),
                mute_logger("odoo.addons.base.models.ir_cron"),
            ):
                self._run_cron(CRON, local("2026-03-09T08:30:01"))
            self.assertFalse(status.error)
            self.assertTrue(status.next_event_at)
        self._run_cron(CRON, local("2026-03-09T08:31:01"))
        self.assertEqual(len(self._breaches()), 1)

    def test_work_is_done_once(self):
        """Facts are read once a batch, plans and next events made once a clock."""
        with freeze_time(local("2026-03-09T08:00:00")):
            tickets = self.ticket | self._case(
                local("2026-03-09T08:00:00"), priority="3", user_id=self.agent.id
            )
        with freeze_time(local("2026-03-09T08:30:01")):
            clocks = tickets.sudo().sla_status_ids
            due = clocks.filtered_domain(self.env["bacg.sla.status"]._due_domain())
            self.assertEqual(due.ticket_id, tickets)
            with ExitStack() as stack:
                calls = {
                    name: stack.enter_context(self._counted(model, name))
                    for model, name in (
                        ("helpdesk.ticket", "_sla_read_facts"),
                        ("helpdesk.ticket", "_escalation_plan"),
                        ("bacg.sla.status", "_next_event"),
                    )
                }
                due._treat_due()
        self.assertEqual(calls["_sla_read_facts"].call_count, 1)
        self.assertEqual(calls["_escalation_plan"].call_count, len(clocks))
        self.assertEqual(calls["_next_event"].call_count, len(clocks))
        for ticket in tickets:
            self.assertEqual(len(self._breaches(ticket)), 1)

    def _counted(self, model, name):
        """Let ``name`` of ``model`` do what it does, and count its calls."""
        method = getattr(self.registry[model], name)
        return patch.object(
            self.registry[model], name, autospec=True, side_effect=method
        )

    def test_late_case_of_nobody_goes_to_the_leader(self):
        self.ticket.sudo().user_id = False
        self.team.user_id = self.manager
        self._run_cron(CRON, local("2026-03-09T08:30:01"))
        self.assertEqual(self._breaches().user_id, self.manager)
