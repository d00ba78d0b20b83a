# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from contextlib import contextmanager

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from ..common import SlaCommon, local


class PauseCommon(SlaCommon):
    def setUp(self):
        super().setUp()
        with self._at("2026-03-09T08:00:00"):
            self.ticket = self._case(local("2026-03-09T08:00:00"), priority="1")
            self.urgent = self._case(local("2026-03-09T08:00:00"), priority="2")

    def _at(self, moment):
        return freeze_time(local(moment))

    @contextmanager
    def _refused(self, error, words):
        with self.assertRaisesRegex(error, words), self.env.cr.savepoint():
            yield

    def _add_wait(self, moment, reason="third_party", ticket=None, user=None):
        ticket = ticket or self.ticket
        with self._at(moment):
            self.env["bacg.sla.pause.add"].with_user(user or self.agent).create(
                {"ticket_id": ticket.id, "reason": reason, "note": "El banco"}
            ).action_confirm()
        return ticket.sudo().sla_pause_ids.sorted("id")[-1]

    def _move(self, moment, stage, ticket=None):
        with self._at(moment):
            (ticket or self.ticket).stage_id = stage
        return (ticket or self.ticket).sudo().sla_pause_ids.sorted("id")[-1:]

    def _correct(self, pause, moment="2026-03-10T10:00:00", user=None, **values):
        """Void a pause; with ``start``, replace it by another interval."""
        values = {
            name: local(value) if name in ("start", "stop") and value else value
            for name, value in values.items()
        }
        wizard = self.env["bacg.sla.pause.replace"].with_user(user or self.manager)
        with self._at(moment):
            wizard.create(
                {
                    "pause_id": pause.id,
                    "void_reason": "El agente lo apuntó mal",
                    "replace": "start" in values,
                    **values,
                }
            ).action_confirm()
        return self.ticket.sudo().sla_pause_ids.filtered(
            lambda other: other.replaces_id == pause
        )

    def _resolution(self, ticket=None):
        return self._status(ticket or self.ticket, "resolution")


@tagged("post_install", "-at_install")
class TestAddedWait(PauseCommon):
    def test_two_waits_overlap_and_count_once(self):
        """SLA 1.19: a second wait beside the stage's; their union pauses the clock."""
        self._move("2026-03-09T09:00:00", self.stage_customer)
        beside = self._add_wait("2026-03-09T10:00:00")
        self.assertFalse(beside.by_stage)
        self.assertEqual(beside.start, local("2026-03-09T10:00:00"))
        self._move("2026-03-09T11:00:00", self.stage_progress)
        self.assertEqual(self._resolution().state, "paused")
        self.assertFalse(beside.stop)
        with self._at("2026-03-09T16:00:00"):
            beside.with_user(self.agent).action_end()
        self.assertEqual(beside.stop, local("2026-03-09T16:00:00"))
        self.assertEqual(beside.stop_author_id, self.agent.partner_id)
        # 9 to 16 without lunch: six business hours later than without waits.
        self.assertEqual(self._resolution().state, "running")
        self.assertEqual(self._resolution().deadline, local("2026-03-17T15:00:00"))

    def test_only_open_waits_by_hand_are_ended(self):
        """The stage's wait ends with the stage; an ended wait cannot end again."""
        by_stage = self._move("2026-03-09T09:00:00", self.stage_customer)
        beside = self._add_wait("2026-03-09T10:00:00")
        with self._refused(UserError, "by hand"):
            by_stage.with_user(self.agent).action_end()
        beside.with_user(self.agent).action_end()
        with self._refused(UserError, "by hand"):
            beside.with_user(self.agent).action_end()

    def test_closing_ends_every_wait(self):
        """Closing a case first closes all its waits, then judges the clocks."""
        self._move("2026-03-09T09:00:00", self.stage_vendor)
        beside = self._add_wait("2026-03-09T10:00:00")
        self._move("2026-03-09T11:00:00", self.stage_done)
        self.assertEqual(beside.stop, local("2026-03-09T11:00:00"))
        self.assertEqual(self._resolution().elapsed_minutes, 60)
        with self._refused(UserError, "closed"):
            self._add_wait("2026-03-09T12:00:00")

    def test_urgent_cases_wait_by_a_manager(self):
        """SLA 1.19: the rule for the stage also applies to the second wait."""
        with self._refused(UserError, "manager"):
            self._add_wait("2026-03-09T09:00:00", ticket=self.urgent)
        self._add_wait("2026-03-09T09:00:00", "customer", self.urgent)
        self._add_wait("2026-03-09T09:00:00", ticket=self.urgent, user=self.manager)
        self.assertEqual(len(self.urgent.sudo().sla_pause_ids), 2)

    def test_note_is_asked_for(self):
        """The ledger records what is awaited."""
        wizard = self.env["bacg.sla.pause.add"].with_user(self.agent)
        wizard = wizard.create({"ticket_id": self.ticket.id, "note": " "})
        with self._refused(UserError, "Note"):
            wizard.action_confirm()

    def test_customers_answer_ends_the_wait_for_him(self):
        """Decision 10: a customer's answer only ends the waits for the customer."""
        customer = self._add_wait("2026-03-09T09:00:00", "customer")
        vendor = self._add_wait("2026-03-09T09:00:00", "vendor")
        with self._at("2026-03-09T10:00:00"):
            self.ticket.sudo().message_post(
                body="Aquí está",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                author_id=self.contact.id,
            )
        self.assertEqual(customer.stop, local("2026-03-09T10:00:00"))
        self.assertFalse(vendor.stop)

    def test_added_vendor_wait_owes_the_weekly_word(self):
        """SLA 1.22: a wait for a third party requires a weekly report, too."""
        self._add_wait("2026-03-09T09:00:00")
        follow_up = self._status(self.ticket, "follow_up")
        self.assertEqual(follow_up.deadline, local("2026-03-16T17:00:00"))


@tagged("post_install", "-at_install")
class TestCorrectedPause(PauseCommon):
    def test_replaced_by_the_right_interval(self):
        """SLA 1.19: the old row stays, the new one counts, the reason is logged."""
        pause = self._move("2026-03-09T09:00:00", self.stage_customer)
        self._move("2026-03-09T11:00:00", self.stage_progress)
        new = self._correct(
            pause, start="2026-03-09T08:30:00", stop="2026-03-09T09:30:00"
        )
        self.assertEqual(pause.start, local("2026-03-09T09:00:00"))
        self.assertEqual(pause.voided_by_id, self.manager)
        self.assertEqual(pause.void_reason, "El agente lo apuntó mal")
        self.assertEqual(new.reason, "customer")
        self.assertEqual(self._resolution().deadline, local("2026-03-17T09:00:00"))
        event = self.ticket.sudo().sla_event_ids.filtered(
            lambda event: event.kind == "pause_voided"
        )
        self.assertEqual(event.author_id, self.manager.partner_id)
        self.assertEqual(event.reason, "El agente lo apuntó mal")
        self.assertIn("customer", event.change)

    def test_voided_counts_for_nothing(self):
        """Without a replacement, the clock runs as if there had been no pause."""
        pause = self._move("2026-03-09T09:00:00", self.stage_vendor)
        self._correct(pause)
        self.assertEqual(self._resolution().state, "running")
        self.assertEqual(self._resolution().deadline, local("2026-03-16T17:00:00"))
        self.assertFalse(self._status(self.ticket, "follow_up"))
        self.assertFalse(self.ticket.with_user(self.agent)._sla_waits_for_vendor())
        with self._refused(UserError, "already voided"):
            self._correct(pause)
        self._move("2026-03-10T11:00:00", self.stage_progress)
        self.assertFalse(pause.stop)

    def _corrections(self):
        """Return the texts of the mails that informed the customer of a correction."""
        mails = self.env["mail.mail"].search(
            [("res_id", "=", self.ticket.id), ("subject", "like", "Corrected deadline")]
        )
        return mails.mapped("body_html")

    def test_customer_reads_what_a_correction_moves(self):
        """SLA 1.19: the customer is told only of corrections that move a deadline."""
        self.ticket.sudo().classified_at = local("2026-03-09T08:05:00")
        pause = self._move("2026-03-09T09:00:00", self.stage_customer)
        self._move("2026-03-09T11:00:00", self.stage_progress)
        self._correct(pause, start="2026-03-09T09:00:00", stop="2026-03-09T11:00:00")
        self.assertFalse(self._corrections())
        pause = self.ticket.sudo().sla_pause_ids.filtered("replaces_id")
        self._correct(pause, start="2026-03-09T08:30:00", stop="2026-03-09T09:30:00")
        (told,) = self._corrections()
        self.assertIn("17 Mar 2026, 09:00", told)
        pause = self._move("2026-03-10T11:00:00", self.stage_customer)
        self._move("2026-03-10T14:00:00", self.stage_done)
        self._correct(pause, moment="2026-03-10T15:00:00")
        self.assertEqual(len(self._corrections()), 1)

    def test_open_wait_of_the_stage(self):
        """The replacement of the stage's open wait ends with the stage."""
        pause = self._move("2026-03-09T11:00:00", self.stage_customer)
        new = self._correct(pause, start="2026-03-09T09:00:00", stop=False)
        self.assertTrue(new.by_stage)
        self._move("2026-03-10T11:00:00", self.stage_progress)
        self.assertEqual(new.stop, local("2026-03-10T11:00:00"))

    def test_breach_by_a_forgotten_wait_falls(self):
        """A corrected wait undoes a breach; the ledger keeps both."""
        pause = self._move("2026-03-09T11:00:00", self.stage_customer, self.urgent)
        self._move("2026-03-09T11:10:00", self.stage_progress, self.urgent)
        self._move("2026-03-09T14:00:00", self.stage_done, self.urgent)
        self.assertTrue(self._resolution(self.urgent).breached_at)
        self._correct(pause, start="2026-03-09T11:00:00", stop="2026-03-09T13:30:00")
        self.assertFalse(self._resolution(self.urgent).breached_at)
        kinds = self.urgent.sudo().sla_event_ids.mapped("kind")
        self.assertIn("breached", kinds)
        self.assertIn("pause_voided", kinds)

    def test_moment_of_the_closing(self):
        """The time of a closing may be corrected, but not its kind."""
        pause = self._move("2026-03-09T16:00:00", self.stage_done, self.urgent)
        with self._refused(UserError, "reopen"):
            self._correct(pause)
        with self._refused(UserError, "cannot become a wait"):
            self._correct(pause, start="2026-03-09T09:00:00", reason="vendor")
        self._correct(pause, start="2026-03-09T10:00:00", stop=False)
        resolution = self._resolution(self.urgent)
        self.assertEqual(resolution.reached_at, local("2026-03-09T10:00:00"))
        self.assertFalse(resolution.breached_at)
        self.assertEqual(self.urgent.closed_date, local("2026-03-09T10:00:00"))

    def test_impossible_intervals(self):
        """The start is before the end, neither in the future nor before the report."""
        pause = self._move("2026-03-09T09:00:00", self.stage_customer)
        self._move("2026-03-09T11:00:00", self.stage_progress)
        for start, stop, words in (
            ("2026-03-09T10:00:00", "2026-03-09T10:00:00", "before the end"),
            ("2026-03-09T10:00:00", "2026-03-11T10:00:00", "future"),
            ("2026-03-09T07:59:00", "2026-03-09T10:00:00", "before the report"),
        ):
            with self._refused(UserError, words):
                self._correct(pause, start=start, stop=stop)
        with self._refused(UserError, "sentence"):
            self._correct(pause, void_reason=" ")
        self._move("2026-03-10T09:00:00", self.stage_done)
        with self._refused(UserError, "when the wait ended"):
            self._correct(pause, start="2026-03-09T10:00:00", stop=False)
        self.assertFalse(pause.voided_at)

    def test_agents_do_not_void(self):
        """Only managers can void; customers and employees have no access."""
        pause = self._move("2026-03-09T09:00:00", self.stage_customer)
        with self._refused(AccessError, ""):
            self._correct(pause, user=self.agent)
        with self._refused(AccessError, "manager"):
            pause.with_user(self.agent)._void("Porque sí")
        with self._refused(AccessError, ""):
            pause.with_user(self.manager).void_reason = "Directo"
        portal = new_test_user(self.env, "pause_portal", groups="base.group_portal")
        self.ticket.sudo().message_subscribe(portal.partner_id.ids)
        for user in (portal, self.env.ref("base.public_user")):
            for model in ("bacg.sla.pause.add", "bacg.sla.pause.replace"):
                self.assertFalse(self.env[model].with_user(user).has_access("create"))
            with self._refused(AccessError, ""):
                pause.with_user(user).action_end()
        self.assertFalse(pause.voided_at)

    def test_voided_stays_as_it_is(self):
        """A voided pause cannot be ended or voided again, even by the system."""
        pause = self._move("2026-03-09T09:00:00", self.stage_customer)
        self._correct(pause)
        for values in (
            {"stop": local("2026-03-09T12:00:00")},
            {"void_reason": "Otra"},
            {"voided_at": False},
        ):
            with self._refused(UserError, "never edited"):
                pause.write(values)
