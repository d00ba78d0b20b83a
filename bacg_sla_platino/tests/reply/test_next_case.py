# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.fields import Datetime
from odoo.tests import freeze_time, new_test_user, tagged

from ..common import SlaCommon, local


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 14:00:00")
class TestNextCase(SlaCommon):
    """SLA 1.05: the next case is what breaches next and nobody else looks at."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["helpdesk.ticket"].search([]).active = False
        cls.colleague = new_test_user(
            cls.env,
            login="sla_colleague",
            groups="helpdesk_mgmt.group_helpdesk_user",
        )
        cls.team.user_ids += cls.colleague
        early, late = local("2026-03-09T07:00:00"), local("2026-03-09T07:50:00")
        cls.second = cls._case(late, user_id=False)
        cls.first = cls._case(early, user_id=False)
        cls._case(early, user_id=cls.colleague.id)
        waiting = cls._case(early, user_id=cls.agent.id)
        cls._answer(cls, waiting)
        waiting.stage_id = cls.stage_customer
        cls._case(early, user_id=cls.agent.id).stage_id = cls.stage_done

    def _next(self, passed=None, user=None):
        passed = passed or self.env["helpdesk.ticket"]
        return passed.with_user(user or self.agent).action_reply_next()

    def test_order(self):
        """By deadline; not those of others, not what waits, not what was passed."""
        self.assertEqual(self._next(), self.first.id)
        self.assertEqual(self._next(self.first), self.second.id)
        self.assertFalse(self._next(self.first + self.second))

    def test_a_colleague_is_there(self):
        """What a colleague has open is skipped until he is gone for a while."""
        there = self.first.with_user(self.colleague)
        there.action_reply_present()
        self.assertEqual(
            self.first.action_reply_present(), [self.colleague.name], "a hint"
        )
        self.assertEqual(self._next(), self.second.id)
        with freeze_time("2026-03-09 14:03:00"):
            self.assertEqual(self._next(), self.first.id)

    def test_a_colleagues_by_now(self):
        """What he passed over may no longer be his to see; the way goes on."""
        self.colleague.group_ids = [
            (6, 0, self.env.ref("helpdesk_mgmt.group_helpdesk_user_own").ids)
        ]
        self.first.user_id = self.agent
        own = self._next(self.first, self.colleague)
        self.assertNotIn(own, (False, self.first.id))

    def test_two_ask(self):
        """The second is given another one, and whose a case is does not change."""
        self.assertEqual(self._next(), self.first.id)
        own = self._next(user=self.colleague)
        self.assertNotIn(own, (False, self.first.id))
        self.assertFalse(self.first.user_id)

    def test_presences_are_forgotten(self):
        self.first.action_reply_present()
        presences = self.env["bacg.case.presence"]
        self.assertEqual(presences.search([]).seen_at, Datetime.now())
        with freeze_time("2026-03-11 14:00:00"):
            presences._gc_presences()
        self.assertFalse(presences.search([]))
