# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from datetime import timedelta

from odoo.tests import freeze_time, tagged

from ..common import local
from .test_mail_threads import ThreadCase

# Saturday, a day after the report, at night.
ANSWERED = local("2026-03-06T19:00:00")
CLAIMED = local("2026-03-07T22:00:00")
MINUTE = timedelta(minutes=1)


@tagged("post_install", "-at_install")
class TestClaimInAnswer(ThreadCase):
    def setUp(self):
        super().setUp()
        self._speak(ANSWERED)

    def _speak(self, moment):
        """Answer the customer as the agent, at a naive UTC moment."""
        with freeze_time(moment):
            self.ticket.with_user(self.agent).message_post(
                body="Lo revisamos.",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.contact.ids,
            )

    def _claim(self, moment=CLAIMED, subject="URGENTE: nadie entra", **headers):
        row = self._answer_mail(moment=moment, subject=subject, Date=None, **headers)
        self.assertEqual((row.state, row.ticket_id), ("reply", self.ticket), row.error)

    def _responses(self):
        """Return priority, start, deadline and end of each first response's clock."""
        statuses = self.ticket.sudo().sla_status_ids.filtered(
            lambda s: s.metric == "first_response" and s.state != "cancelled"
        )
        return [
            (s.target_id.policy_id.priority, s.started_at, s.deadline, s.reached_at)
            for s in statuses
        ]

    def _assert_claimed(self, moment=CLAIMED):
        ticket = self.ticket
        self.assertEqual((ticket.priority, ticket.outage_scope), ("3", "claimed"))
        self.assertEqual(ticket.outage_claimed_at, moment)
        resolution = self._status(ticket, "resolution")
        self.assertEqual(
            (resolution.started_at, resolution.deadline), (moment, moment + 60 * MINUTE)
        )
        owed = ("3", moment, moment + 30 * MINUTE, False)
        self.assertEqual(self._responses()[-1], owed)

    def test_on_an_open_case(self):
        """SLA 2.02, 1.09: an hour from that mail, a first response in 30 minutes."""
        [first] = self._responses()
        self._claim()
        self._assert_claimed()
        self.assertEqual(self._responses()[0], first, "what was reached stays")
        [claim] = self.ticket.sudo().sla_event_ids.filtered(lambda e: e.kind == "scope")
        self.assertEqual((claim.at, claim.author_id), (CLAIMED, self.contact))
        self.assertEqual(self.ticket.sla_deadline, CLAIMED + 30 * MINUTE)
        self._speak(CLAIMED + 20 * MINUTE)
        self.assertEqual(self._responses()[-1][3], CLAIMED + 20 * MINUTE)
        self.assertEqual(self.ticket.first_response_at, ANSWERED)

    def test_missed(self):
        """SLA 1.09: a claim that nobody answers in 30 minutes is a breach."""
        self._claim()
        self._speak(CLAIMED + 31 * MINUTE)
        status = self._status(self.ticket, "first_response")
        self.assertEqual(status.breached_at, CLAIMED + 30 * MINUTE)

    def test_with_a_case_number(self):
        """SLA 2.02: a mail of its own that only names the case."""
        subject = f"URGENTE [{self.ticket.number}] nadie entra"
        row = self._receive(self._mail(subject=subject, Date=None), CLAIMED)
        self.assertEqual(row.ticket_id, self.ticket)
        self._assert_claimed()

    def test_on_a_case_resolved_yesterday(self):
        """SLA 2.02: it opens the case again, with an hour from that mail."""
        self._close("2026-03-06T22:00:00")
        self._claim()
        self.assertFalse(self.ticket.closed)
        self._assert_claimed()

    def test_of_priority_1_before(self):
        """SLA 2.02: an outage that was resolved comes back: another hour."""
        self._claim(local("2026-03-06T20:00:00"), Message_ID="<1@claim>")
        with freeze_time(local("2026-03-06T20:10:00")):
            self.ticket.with_user(self.agent)._outage_judge("total", "3")
        self._close("2026-03-06T20:40:00")
        self._claim(subject="URGENTE: otra vez", Message_ID="<2@claim>")
        self._assert_claimed()
        self.assertEqual(len(self._responses()), 3)

    def test_the_threads_subject(self):
        """SLA 2.02: “RE: URGENTE …” of the thread claims nothing anew."""
        self._claim()
        with freeze_time(CLAIMED + 5 * MINUTE):
            self.ticket.with_user(self.agent)._outage_judge("none", "0", "Fue el cable")
        before = self.ticket.sudo().sla_event_ids.filtered(lambda e: e.kind == "scope")
        self._claim(
            CLAIMED + 10 * MINUTE,
            subject="RE: [EXTERNO] URGENTE: nadie entra",
            Message_ID="<2@claim>",
        )
        self.assertEqual(self.ticket.outage_scope, "none")
        after = self.ticket.sudo().sla_event_ids.filtered(lambda e: e.kind == "scope")
        self.assertEqual(after, before)

    def test_refuted(self):
        """SLA 2.03: of a claim that was none, no first response is owed or missed."""
        [first] = self._responses()
        self._claim()
        late = CLAIMED + 45 * MINUTE
        with freeze_time(late):
            self.ticket.sudo()._sla_sync()
            self.ticket.with_user(self.agent)._outage_judge("none", "0", "Fue el cable")
        self.assertEqual(self._responses(), [first])
        voided = self.ticket.sudo().sla_status_ids.filtered("voided")
        self.assertIn(CLAIMED + 30 * MINUTE, voided.mapped("breached_at"))

    def test_who_claims_nothing(self):
        """SLA 2.02: a machine's answer and our own people claim nothing."""
        for headers in (
            {"Auto_Submitted": "auto-replied"},
            {"sender": self.agent.email_formatted},
        ):
            self._answer_mail(subject="URGENTE: nadie entra", **headers)
        self.assertEqual(self.ticket.outage_scope, "none")
