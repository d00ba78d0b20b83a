# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..common import SlaCommon, local


@tagged("post_install", "-at_install")
class TestStages(SlaCommon):
    def _at(self, moment):
        return freeze_time(local(moment))

    @contextmanager
    def _refused(self, error, words):
        with self.assertRaisesRegex(error, words), self.env.cr.savepoint():
            yield

    def _wait_wizard(self, ticket, user, stage, reason="Odoo lo revisa"):
        return (
            self.env["bacg.sla.stage.change"]
            .with_user(user)
            .create({"ticket_id": ticket.id, "stage_id": stage.id, "reason": reason})
        )

    def test_waiting_for_the_customer_pauses_resolution(self):
        """Decision 10: the resolution clock pauses, the first response does not."""
        with self._at("2026-03-09T08:00:00"):
            ticket = self._case(local("2026-03-09T08:00:00"), priority="2")
        with self._at("2026-03-09T09:00:00"):
            ticket.stage_id = self.stage_customer
        resolution = self._status(ticket, "resolution")
        self.assertEqual(resolution.state, "paused")
        self.assertFalse(resolution.deadline)
        self.assertEqual(resolution.remaining_minutes, 180)
        self.assertEqual(self._status(ticket, "first_response").state, "running")
        with self._at("2026-03-09T15:30:00"):
            ticket.stage_id = self.stage_progress
        self.assertEqual(resolution.state, "running")
        self.assertEqual(resolution.deadline, local("2026-03-09T18:30:00"))
        pause = ticket.sudo().sla_pause_ids
        self.assertEqual(pause.reason, "customer")
        self.assertEqual(pause.stop, local("2026-03-09T15:30:00"))

    def test_resolution_is_the_stop_stage(self):
        """SLA 1.08: resolving in time meets the target; a late case stays late."""
        with self._at("2026-03-09T08:00:00"):
            tickets = [
                self._case(local("2026-03-09T08:00:00"), priority="2")
                for _i in range(2)
            ]
        with self._at("2026-03-09T12:00:00"):
            tickets[0].stage_id = self.stage_done
        with self._at("2026-03-09T12:00:01"):
            tickets[1].stage_id = self.stage_done
        met, late = (self._status(ticket, "resolution") for ticket in tickets)
        self.assertEqual((met.state, late.state), ("reached", "reached"))
        self.assertFalse(met.breached_at)
        self.assertEqual(late.breached_at, local("2026-03-09T12:00:00"))
        self.assertAlmostEqual(late.late_minutes, 1 / 60, places=3)

    def test_closing_a_waiting_case(self):
        """Closing a waiting case first closes the pause, then judges the clock."""
        with self._at("2026-03-09T08:00:00"):
            ticket = self._case(local("2026-03-09T08:00:00"), priority="2")
        with self._at("2026-03-09T09:00:00"):
            ticket.stage_id = self.stage_customer
        with self._at("2026-03-12T09:00:00"):
            ticket.stage_id = self.stage_done
        resolution = self._status(ticket, "resolution")
        self.assertFalse(resolution.breached_at)
        self.assertEqual(resolution.elapsed_minutes, 60)

    def test_reopening_goes_on_with_the_same_clock(self):
        """Decision 11: closed time is a pause; the same clock continues."""
        with self._at("2026-03-09T08:00:00"):
            ticket = self._case(local("2026-03-09T08:00:00"), priority="2")
        with self._at("2026-03-09T09:00:00"):
            ticket.stage_id = self.stage_done
            self.assertTrue(ticket.closed_date)
        resolution = self._status(ticket, "resolution")
        with self._at("2026-03-11T10:00:00"):
            ticket.stage_id = self.stage_progress
        self.assertFalse(ticket.closed_date)
        self.assertEqual(resolution.state, "running")
        self.assertEqual(resolution.deadline, local("2026-03-11T13:00:00"))
        self.assertIn("reopened", ticket.sudo().sla_event_ids.mapped("kind"))

    def test_no_agent_reopens_what_was_closed_long_ago(self):
        """Decision 11: after the agreement's days a new case goes on from the old."""
        own = self.env["helpdesk.ticket.stage"].create(
            {"name": "Listo", "closed": True, "team_ids": [(6, 0, self.team.ids)]}
        )
        other = self.env["helpdesk.ticket.team"].create(
            {"name": "Otro", "user_ids": [(6, 0, (self.agent | self.manager).ids)]}
        )
        for closing in (own, self.stage_cancelled):
            with self._at("2026-03-09T08:00:00"):
                ticket = self._case(local("2026-03-09T08:00:00"))
                ticket._sla_with(reason="Era una prueba").write(
                    {"stage_id": closing.id}
                )
            with self._at("2026-03-16T08:00:01"):
                for user in (self.agent, self.manager):
                    case = ticket.with_user(user)
                    for stage in (self.stage_progress, self.stage_customer):
                        with self._refused(UserError, "too long ago"):
                            case.stage_id = stage
                if closing == own:
                    # By a compute, and where the code is in sudo.
                    with self._refused(UserError, "too long ago"):
                        ticket.team_id = other
                    with self._refused(UserError, "too long ago"):
                        ticket._coverage_hand_over(other)
                    # Another closing stage puts nothing off.
                    ticket.with_user(self.manager).stage_id = self.stage_done
                    with self._refused(UserError, "too long ago"):
                        ticket.stage_id = self.stage_progress
                else:
                    with self._refused(UserError, "too long ago"):
                        ticket.stage_id = self.stage_done
                action = ticket.action_continue()
                fresh = ticket.browse(action["res_id"]).sudo()
                self.assertEqual(fresh.previous_ticket_id, ticket)
                self.assertEqual(fresh.reported_at, local("2026-03-16T08:00:01"))
            self.assertTrue(ticket.closed)
            with self._at("2026-03-16T08:00:00"):
                ticket.stage_id = self.stage_progress
                with self._refused(UserError, "is open"):
                    ticket.action_continue()

    def test_vendor_wait_for_priorities_4_and_3(self):
        """SLA 1.19: the resolution pauses with its reason, and continues after."""
        with self._at("2026-03-09T08:00:00"):
            ticket = self._case(local("2026-03-09T08:00:00"), priority="1")
        with self._at("2026-03-09T10:00:00"):
            wizard = self._wait_wizard(ticket, self.agent, self.stage_vendor)
            wizard.wait_reason = "technical_review"
            wizard.action_confirm()
        self.assertEqual(self._status(ticket, "resolution").state, "paused")
        pause = ticket.sudo().sla_pause_ids
        self.assertEqual(pause.reason, "technical_review")
        self.assertEqual(pause.note, "Odoo lo revisa")

    def test_vendor_wait_of_urgent_cases_is_a_managers(self):
        """SLA 1.19: priorities 2 and 1 wait only with a manager and a reason."""
        with self._at("2026-03-09T08:00:00"):
            ticket = self._case(local("2026-03-09T08:00:00"), priority="2")
            with self._refused(UserError, "manager"):
                ticket.stage_id = self.stage_vendor
            with self._refused(UserError, "manager"):
                self._wait_wizard(
                    ticket, self.agent, self.stage_vendor
                ).action_confirm()
            with self._refused(UserError, "reason"):
                ticket.with_user(self.manager).stage_id = self.stage_vendor
            self.assertEqual(ticket.stage_id, self.stage_new)
            self._wait_wizard(ticket, self.manager, self.stage_vendor).action_confirm()
        self.assertEqual(self._status(ticket, "resolution").state, "paused")

    def test_cancelling_asks_for_a_reason(self):
        with self._at("2026-03-09T08:00:00"):
            ticket = self._case(local("2026-03-09T08:00:00"))
            with self._refused(UserError, "reason"):
                ticket.stage_id = self.stage_cancelled
            wizard = self._wait_wizard(ticket, self.agent, self.stage_cancelled, " ")
            with self._refused(UserError, "Reason"):
                wizard.action_confirm()
            wizard.reason = "Era una prueba"
            wizard.action_confirm()
        self.assertEqual(ticket.sla_state, "none")
        self.assertEqual(ticket.sla_note, "cancelled")

    def test_pauses_are_never_edited(self):
        with self._at("2026-03-09T08:00:00"):
            ticket = self._case(local("2026-03-09T08:00:00"))
            ticket.stage_id = self.stage_customer
        pause = ticket.sudo().sla_pause_ids
        with self.assertRaises(UserError):
            pause.start = local("2026-03-01T08:00:00")
        with self.assertRaises(UserError):
            pause.unlink()
        with self.assertRaises(UserError):
            ticket.sudo().sla_event_ids[:1].reason = "x"

    def test_stage_mode_follows_closed(self):
        """Stages of other addons never leave a clock running."""
        stage = self.env["helpdesk.ticket.stage"].create({"name": "X", "closed": True})
        self.assertEqual(stage.sla_mode, "stop")
        stage.closed = False
        self.assertEqual(stage.sla_mode, "run")
        with self.assertRaises(ValidationError):
            stage.sla_mode = "stop"

    def test_editing_a_stage_moves_its_cases(self):
        """Changing a stage's mode to a wait pauses the clocks of its cases."""
        with self._at("2026-03-09T08:00:00"):
            ticket = self._case(local("2026-03-09T08:00:00"), priority="2")
            ticket.stage_id = self.stage_progress
        with self._at("2026-03-09T09:00:00"):
            self.stage_progress.sla_mode = "wait_customer"
        self.assertEqual(self._status(ticket, "resolution").state, "paused")

    def test_team_change_moves_the_stage(self):
        """Changing the team recomputes the stage, and updates the clocks."""
        other = self.env["helpdesk.ticket.team"].create(
            {"name": "Otro", "user_ids": [(6, 0, self.agent.ids)]}
        )
        own = self.env["helpdesk.ticket.stage"].create(
            {"name": "Espera", "team_ids": [(6, 0, self.team.ids)]}
        )
        with self._at("2026-03-09T08:00:00"):
            own.sla_mode = "wait_customer"
            ticket = self._case(local("2026-03-09T08:00:00"), priority="2")
            ticket.stage_id = own
        self.assertEqual(self._status(ticket, "resolution").state, "paused")
        with self._at("2026-03-09T10:00:00"):
            ticket.team_id = other
        self.assertEqual(self._status(ticket, "resolution").state, "running")
