# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common import SlaCommon, local

NOW = local("2026-03-09T14:00:00")


@tagged("post_install", "-at_install")
class TestUndo(SlaCommon):
    """SLA 1.05: a classification by a second click is taken back, and told."""

    def setUp(self):
        super().setUp()
        with freeze_time(local("2026-03-09T09:00:00")):
            self.ticket = self._case(local("2026-03-09T09:00:00"))
        self.deadline = self._status(self.ticket, "first_response").deadline

    def _classify(self, priority):
        with freeze_time(NOW):
            self.ticket.action_classify(priority)

    def _undo(self, user=None, after=timedelta(seconds=10)):
        with freeze_time(NOW + after):
            self.ticket.with_user(user or self.agent).action_undo_classify()

    def test_it_is_as_it_was(self):
        """The ledger keeps both; the breach of a priority by mistake does not count."""
        self._classify("3")
        self.assertTrue(self.ticket._sla_counts_late(), "half an hour was over")
        self._undo()
        self.assertEqual(self.ticket.priority, "0")
        self.assertFalse(self.ticket.classified_at or self.ticket.classified_by_id)
        clock = self._status(self.ticket, "first_response")
        self.assertEqual((clock.deadline, clock.state), (self.deadline, "running"))
        self.assertEqual(self.ticket.sla_state, "on_track")
        with freeze_time(NOW + timedelta(seconds=10)):
            self.assertFalse(self.ticket._sla_counts_late())
        events = self.ticket.sudo().sla_event_ids.sorted("id")
        undone = events.filtered(lambda event: event.kind == "unclassified")
        self.assertEqual((undone.old_value, undone.new_value), ("3", "0"))
        self.assertIn("classified", events.mapped("kind"))
        self._classify("1")
        self.assertEqual(self.ticket.classified_by_id, self.agent)

    def test_same_priority(self):
        """Priority 4 it was and is: it comes back into the queue alone."""
        self._classify("0")
        self._undo()
        self.assertFalse(self.ticket.classified_at)
        self.assertEqual(self._status(self.ticket, "first_response").state, "running")

    def test_who_and_how_long(self):
        """Only who did it, for five minutes, unless the priority changed since."""
        self._classify("2")
        for user, after in ((self.manager, 10), (self.agent, 600)):
            with self.assertRaises(UserError):
                self._undo(user, timedelta(seconds=after))
        with freeze_time(NOW + timedelta(seconds=5)):
            self.ticket.with_user(self.manager)._case_classify("1", "Mal leído")
        with self.assertRaises(UserError):
            self._undo()
        self.assertEqual(self.ticket.priority, "1")

    def test_the_button_is_for_a_moment(self):
        self.assertFalse(self.ticket.can_undo_classify)
        self._classify("2")
        with freeze_time(NOW):
            self.assertTrue(self.ticket.can_undo_classify)
            self.assertFalse(self.ticket.with_user(self.manager).can_undo_classify)
