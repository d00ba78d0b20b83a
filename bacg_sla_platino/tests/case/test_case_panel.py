# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import SlaCommon, local

NOON = local("2026-03-09T12:00:00")


@tagged("post_install", "-at_install")
class TestCasePanel(SlaCommon):
    """SLA 1.05: whoever reads a case has its customer beside it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._case(NOON)
        cls.other = cls._case(NOON, name="Otro del mismo cliente")
        cls.done = cls._case(NOON, name="Ya resuelto")
        cls.done.stage_id = cls.stage_done
        stranger = cls.env["res.partner"].create({"name": "Otra empresa"})
        cls._case(NOON, name="De otra empresa", partner_id=stranger.id)

    def _panel(self, partner=None, case=None, user=None):
        tickets = self.env["helpdesk.ticket"].with_user(user or self.agent)
        partner = partner or self.contact
        return {
            section["title"]: section
            for section in tickets.get_case_panel(partner.id, case and case.id)
        }

    def _texts(self, section):
        return [row["text"] for row in section["rows"]]

    def test_other_cases_of_the_customer(self):
        """The open ones by name, all by a link that opens as many as it counts."""
        section = self._panel(case=self.ticket)["Other open cases"]
        self.assertEqual(
            self._texts(section), [f"{self.other.number} {self.other.name}"]
        )
        self.assertEqual(section["rows"][0]["id"], self.other.id)
        self.assertEqual(section["link"]["text"], "All other cases (2)")
        found = self.env["helpdesk.ticket"].search(section["link"]["domain"])
        self.assertEqual(found, self.other | self.done)

    def test_a_new_case_has_no_other(self):
        """An agent on the telephone chooses the contact, and sees all of his."""
        section = self._panel()["Other open cases"]
        self.assertEqual(len(section["rows"]), 2)

    def test_contract_and_its_absence(self):
        panel = self._panel(case=self.ticket)
        self.assertEqual(self._texts(panel["Contract"]), [self.contract.name])
        nobody = self.env["res.partner"].create({"name": "Sin contrato"})
        panel = self._panel(nobody)
        self.assertEqual(self._texts(panel["Contract"]), ["No contract"])
        self.assertNotIn("Other open cases", panel)

    def test_hours_and_developments(self):
        """SLA 1.18, 4.01: what is left of the hours, and what is under warranty."""
        self.env["bacg.hours.grant"].create(
            {
                "contract_id": self.contract.id,
                "hours_pool": "consulting",
                "hours": 10,
                "date_from": "2024-02-01",
                "date_to": "2099-12-31",
            }
        )
        self.env["bacg.development"].create(
            {"name": "Descuentos", "partner_id": self.customer.id, "state": "accepted"}
        )
        panel = self._panel(case=self.ticket)
        row = panel["Hours"]["rows"][0]
        self.assertEqual(row["note"], "10 h of 10 h available")
        self.assertEqual(panel["Developments"]["rows"][0]["note"], "under warranty")

    def test_as_many_queries_for_many_cases(self):
        self._panel(case=self.ticket)
        few = self._count()
        for number in range(8):
            self._case(NOON, name=f"Caso {number}")
        self.assertLessEqual(self._count(), few + 1, "the second opens no new table")

    def _count(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._panel(case=self.ticket)
        return self.env.cr.sql_log_count - before

    def test_only_agents_ask(self):
        """SLA 1.03: neither customers nor colleagues without the group."""
        customer = new_test_user(
            self.env, login="panel_portal", groups="base.group_portal"
        )
        employee = new_test_user(
            self.env, login="panel_employee", groups="base.group_user"
        )
        for user in (customer, employee):
            with self.assertRaises(AccessError):
                self._panel(case=self.ticket, user=user)

    def test_nobody_known(self):
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        self.assertEqual(tickets.get_case_panel(False), [])
