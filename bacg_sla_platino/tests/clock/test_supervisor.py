# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from odoo.tests import Form, freeze_time, tagged

from ..common import SlaCommon, local

WINDOWS = ("bacg.sla.pause.add", "bacg.sla.stage.change", "bacg.sla.vendor.ask")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 15:00:00")
class TestSupervisor(SlaCommon):
    """SLA 1.19: an agent reads first that an urgent case waits only by a supervisor."""

    def setUp(self):
        super().setUp()
        self.ticket = self._case(local("2026-03-09T08:30:00"), priority="2")

    def _window(self, name, user=None, ticket=None):
        wizards = self.env[name].with_user(user or self.agent)
        ticket = ticket or self.ticket
        window = Form(wizards.with_context(default_ticket_id=ticket.id))
        if name == "bacg.sla.stage.change":
            window.stage_id = self.stage_vendor
        return window

    def test_said_before(self):
        """Of priorities 2 and 1, to agents, about waits for others."""
        calm = self._case(local("2026-03-09T08:30:00"), priority="1")
        for name in WINDOWS:
            with self.subTest(window=name):
                self.assertTrue(self._window(name).is_forbidden)
                self.assertFalse(self._window(name, self.manager).is_forbidden)
                self.assertFalse(self._window(name, ticket=calm).is_forbidden)
        window = self._window("bacg.sla.pause.add")
        window.reason = "customer"
        self.assertFalse(window.is_forbidden)
        window = self._window("bacg.sla.stage.change")
        window.stage_id = self.stage_customer
        self.assertFalse(window.is_forbidden)

    def test_ask(self):
        """One click, without filling in; the managers have it on their list."""
        for name in WINDOWS:
            with self.subTest(window=name):
                self.ticket.sudo().activity_ids.unlink()
                self._window(name).save().action_ask_supervisor()
                asked = self.ticket.sudo().activity_ids
                self.assertIn(self.manager, asked.user_id)
                self.assertIn(self.agent.name, asked[:1].note)
                self.assertEqual(self.ticket.sla_mode, "run")
        self.assertFalse(self.ticket.sla_pause_ids)
