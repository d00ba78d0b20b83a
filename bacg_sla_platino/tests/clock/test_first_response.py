# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from odoo.tests import freeze_time, new_test_user, tagged

from ...tools.mail.incoming import Incoming
from ..common import SlaCommon, local


@tagged("post_install", "-at_install")
class TestFirstResponse(SlaCommon):
    def setUp(self):
        super().setUp()
        with freeze_time(local("2026-03-09T08:00:00")):
            self.ticket = self._case(local("2026-03-09T08:00:00"), priority="2")
        freezer = freeze_time(local("2026-03-09T08:20:00"))
        freezer.start()
        self.addCleanup(freezer.stop)

    def _assert_answered(self, answered):
        self.assertEqual(bool(self.ticket.first_response_at), answered)
        state = self._status(self.ticket, "first_response").state
        self.assertEqual(state, "reached" if answered else "running")

    def test_public_answer_counts(self):
        """SLA 1.08: the first public message by a person is the first response."""
        message = self._answer(self.ticket)
        self._assert_answered(True)
        self.assertEqual(self.ticket.first_response_message_id, message)
        self.assertEqual(self.ticket.first_response_at, local("2026-03-09T08:20:00"))

    def test_only_the_first_one_is_latched(self):
        first = self._answer(self.ticket)
        with freeze_time(local("2026-03-09T10:00:00")):
            self._answer(self.ticket)
        self.assertEqual(self.ticket.first_response_message_id, first)
        kinds = self.ticket.sudo().sla_event_ids.mapped("kind")
        self.assertEqual((kinds.count("answered"), kinds.count("follow_up")), (1, 1))

    def test_notes_and_robots_do_not_count(self):
        """SLA 1.06: notes, notifications, templates and mass mails do not count."""
        ticket = self.ticket.with_user(self.agent)
        for kwargs in (
            {"message_type": "comment", "subtype_xmlid": "mail.mt_note"},
            {"message_type": "notification", "subtype_xmlid": "mail.mt_comment"},
            {"message_type": "auto_comment", "subtype_xmlid": "mail.mt_comment"},
            {"message_type": "out_of_office", "subtype_xmlid": "mail.mt_comment"},
            {"message_type": "email_outgoing", "subtype_xmlid": "mail.mt_comment"},
        ):
            with self.subTest(**kwargs):
                ticket.message_post(body="x", **kwargs)
                self._assert_answered(False)

    def test_answer_that_reaches_nobody_of_the_customer(self):
        """A message counts only if somebody on the customer's side receives it."""
        self.ticket.sudo().message_unsubscribe(self.contact.ids)
        self._answer(self.ticket)
        self._assert_answered(False)
        colleague = self.env["res.partner"].create(
            {"name": "Colega", "email": "colega@cafe.gt", "parent_id": self.customer.id}
        )
        self._answer(self.ticket, partner_ids=colleague.ids)
        self._assert_answered(True)

    def test_customers_own_message_does_not_count(self):
        portal = new_test_user(
            self.env, "sla_portal", groups="base.group_portal", email="p@cafe.gt"
        )
        portal.partner_id.parent_id = self.customer
        self.ticket.sudo().partner_id = portal.partner_id
        self._answer(self.ticket, user=portal)
        self._assert_answered(False)
        self.assertIn("customer_reply", self.ticket.sudo().sla_event_ids.mapped("kind"))

    def test_author_decides_not_the_session(self):
        """The gateway posts for the agent: the user of the author decides."""
        root = self.env.ref("base.user_root")
        self.ticket.with_user(root).message_post(
            body="x",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.agent.partner_id.id,
        )
        self._assert_answered(True)

    def test_contact_made(self):
        """An agent registers that they reached the customer by telephone."""
        self.ticket.with_user(self.agent)._sla_contact_made()
        self._assert_answered(True)

    def test_case_opened_for_a_caller(self):
        """A case that an agent opens for a caller is answered from the start."""
        phone = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")
        ticket = self._case(local("2026-03-09T08:20:00"), channel_id=phone.id)
        self.assertEqual(self._status(ticket, "first_response").state, "reached")

    def test_late_answer_keeps_its_breach(self):
        with freeze_time(local("2026-03-09T09:00:01")):
            self._answer(self.ticket)
        status = self._status(self.ticket, "first_response")
        self.assertEqual(status.breached_at, local("2026-03-09T09:00:00"))
        self.assertEqual(status.reached_at, local("2026-03-09T09:00:01"))

    def test_customers_answer_ends_his_wait(self):
        """A wait for the customer ends with a person's answer, not a machine's."""
        self.ticket.stage_id = self.stage_customer
        root = self.ticket.with_user(self.env.ref("base.user_root"))
        robot = root.with_context(bacg_incoming=Incoming(kind="reply"))
        for ticket, expected in (
            (robot, self.stage_customer),
            (root, self.stage_progress),
        ):
            ticket.message_post(
                body="x",
                message_type="email",
                subtype_xmlid="mail.mt_comment",
                author_id=self.contact.id,
            )
            self.assertEqual(self.ticket.stage_id, expected)

    def test_answer_reopens_within_the_window(self):
        """Decision 11: an answer reopens the case within seven days, not later."""
        for day, reopened in (("2026-03-15", True), ("2026-03-30", False)):
            with freeze_time(local("2026-03-09T09:00:00")):
                self.ticket.stage_id = self.stage_done
            with freeze_time(local(f"{day}T09:00:00")):
                self.ticket.with_user(self.env.ref("base.user_root")).message_post(
                    body="Sigue igual",
                    message_type="email",
                    subtype_xmlid="mail.mt_comment",
                    author_id=self.contact.id,
                )
                expected = self.stage_progress if reopened else self.stage_done
                self.assertEqual(self.ticket.stage_id, expected)

    def test_answer_in_time_that_is_processed_late(self):
        """A mail received in time counts, even if the clock was recorded as late."""
        with freeze_time(local("2026-03-09T09:05:00")):
            self.ticket._sla_sync()
            status = self._status(self.ticket, "first_response")
            self.assertTrue(status.breached_at)
            gateway = self.ticket.with_user(self.env.ref("base.user_root"))
            received = local("2026-03-09T08:59:00")
            gateway._sla_at(received).message_post(
                body="x",
                message_type="email",
                subtype_xmlid="mail.mt_comment",
                author_id=self.agent.partner_id.id,
            )
        self.assertEqual(status.reached_at, local("2026-03-09T08:59:00"))
        self.assertFalse(status.breached_at)

    def test_resolved_without_a_word(self):
        """A resolved case no longer requires a first response."""
        with freeze_time(local("2026-03-09T08:30:00")):
            self.ticket.stage_id = self.stage_done
        status = self._status(self.ticket, "first_response")
        self.assertEqual(status.reached_at, local("2026-03-09T08:30:00"))
        with freeze_time(local("2026-03-09T10:00:00")):
            self.ticket.stage_id = self.stage_progress
        self.assertEqual(status.state, "reached")
