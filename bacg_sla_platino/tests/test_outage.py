# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import freeze_time, tagged

from .common import SlaCommon, local


@tagged("post_install", "-at_install")
class TestOutage(SlaCommon):
    def setUp(self):
        super().setUp()
        row = self._receive(
            self._mail(subject="URGENTE: nadie entra", Date=None),
            local("2026-03-08T03:00:00"),
        )
        self.ticket = row.ticket_id.with_user(self.agent)

    def test_claim_is_priority_1(self):
        """SLA 2.02: the prefix makes priority 1, an outage claim to be checked."""
        self.assertEqual(self.ticket.priority, "3")
        self.assertEqual(self.ticket.outage_scope, "claimed")
        self.assertFalse(self.ticket.classified_at)
        due = self._status(self.ticket, "first_response").deadline
        self.assertEqual(due, local("2026-03-08T03:30:00"))

    def test_confirmed_keeps_priority_1(self):
        """SLA 2.03: total or partial, it stays 1 (decision 12)."""
        with freeze_time(local("2026-03-08T03:10:00")):
            self.ticket.action_outage_confirmed_partial()
        self.assertEqual(self.ticket.priority, "3")
        self.assertEqual(self.ticket.outage_scope, "partial")
        self.assertTrue(self.ticket.classified_at)

    def test_some_users(self):
        """SLA 2.05: some users only: priority 2, resolved within 24 hours."""
        with freeze_time(local("2026-03-08T03:10:00")):
            self.ticket.action_outage_some_users()
        self.assertEqual(self.ticket.priority, "2")
        due = self._status(self.ticket, "resolution").deadline
        self.assertEqual(due, local("2026-03-09T03:00:00"))

    def test_refuted_claim_voids_its_breach(self):
        """SLA 2.03: a refuted claim is judged by the right policy from its report."""
        with freeze_time(local("2026-03-08T05:00:00")):
            self._answer(self.ticket)
            presumed = self._status(self.ticket, "first_response")
            self.assertTrue(presumed.breached_at)
            self.ticket.action_outage_refuted()
        self.assertEqual(presumed.state, "cancelled")
        self.assertEqual(presumed.cancel_reason, "refuted")
        self.assertTrue(presumed.breached_at and presumed.voided)
        judged = self._status(self.ticket, "first_response")
        self.assertEqual(judged.state, "reached")
        self.assertFalse(judged.breached_at)
        self.assertEqual(judged.deadline, local("2026-03-08T11:00:00"))
        self.assertNotIn(self.ticket.sla_state, ("late", "done_late"))
