# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from ..common import SlaCommon, local


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 14:00:00")
class TestClassification(SlaCommon):
    def setUp(self):
        super().setUp()
        self.ticket = self._case(local("2026-03-09T07:55:00"))

    def test_always_a_priority(self):
        """SLA 1.04: every case has a priority, 4 until an agent classifies it."""
        self.assertEqual(self.ticket.priority, "0")
        self.assertFalse(self.ticket.classified_at)
        labels = dict(self.ticket._fields["priority"]._description_selection(self.env))
        self.assertEqual(
            labels, {"0": "4", "1": "3", "2": "2 (normal)", "3": "1 (urgente)"}
        )
        merged = self._case(local("2026-03-09T07:55:00"), priority=False)
        self.assertEqual(merged.priority, "0")
        merged.priority = False
        self.assertEqual(merged.priority, "0")

    def test_one_click(self):
        """SLA 1.05: an agent classifies; the user and the time are stored."""
        self.ticket.action_classify("2")
        self.assertEqual(self.ticket.priority, "2")
        self.assertEqual(self.ticket.classified_by_id, self.agent)
        self.assertTrue(self.ticket.classified_at)
        self.assertIn("classified", self.ticket.sudo().sla_event_ids.mapped("kind"))

    def test_queue(self):
        """SLA 1.05: unclassified cases are in a separate queue."""
        action = self.env.ref("bacg_sla_platino.helpdesk_ticket_action_to_classify")
        domain = [*safe_eval(action.domain), ("id", "=", self.ticket.id)]
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        self.assertTrue(tickets.search(domain))
        self.ticket.action_classify("0")
        self.assertFalse(tickets.search(domain))

    def test_unknown_priority_is_refused(self):
        for wrong in (None, "4", "x"):
            with self.assertRaises(UserError):
                self.ticket.action_classify(wrong)

    def test_criteria_stand_beside_the_choice(self):
        """SLA 1.10: the criteria of the agreement are shown to the agent."""
        choices = self.ticket.sla_priority_choices
        self.assertEqual([choice["label"][0] for choice in choices], list("4321"))
        self.assertIn("Detiene toda la operación", choices[3]["criterion"])
        self.assertIn("genera acumulación de trabajo", choices[1]["criterion"])
        self.assertEqual(
            choices[0]["times"],
            "First response: 8 h · Resolution: 72 h in business hours",
        )

    def test_only_agents_classify(self):
        """SLA 1.05: users without the helpdesk group cannot classify."""
        employee = self.env["res.users"].create(
            {
                "name": "Contadora",
                "login": "contadora",
                "group_ids": [(6, 0, self.env.ref("base.group_user").ids)],
            }
        )
        with self.assertRaises(AccessError):
            self.ticket.with_user(employee).action_classify("3")
