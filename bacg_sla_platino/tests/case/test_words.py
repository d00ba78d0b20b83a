# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ..common import SlaCommon, local


@tagged("post_install", "-at_install")
class TestWords(SlaCommon):
    """Words of OCA and core that our users read: ours, which are translated."""

    def test_name_of_a_person(self):
        """SLA 1.02: who wrote is a person, whose name is no company's."""
        label = self.env["helpdesk.ticket"].fields_get(["partner_name"])
        self.assertEqual(label["partner_name"]["string"], "Name of who wrote")

    def test_dashboard(self):
        """SLA 1.04: the tiles of the dashboard speak of cases."""
        tiles = self.env["helpdesk.ticket.team"].retrieve_dashboard()
        names = [tile["name"] for tile in tiles]
        self.assertEqual(names, ["Open cases without a team", "Open cases"])

    def test_button_of_mails(self):
        """SLA 1.01: the button of an answer opens the case, for whoever reads it."""
        ticket = self._case(local("2026-03-09T07:55:00"))
        self._answer(ticket)
        mail = self.env["mail.mail"].search([("res_id", "=", ticket.id)], limit=1)
        self.assertIn("See the case", mail.body_html)
        self.assertEqual(ticket._get_model_description(ticket._name), "case")

    def test_canned_answers(self):
        """SLA 1.02: what agents answer with a few letters is Spanish."""
        answers = self.env["mail.canned.response"].search([])
        self.assertTrue(answers)
        self.assertFalse({"hello", "bye"} & set(answers.mapped("source")))
