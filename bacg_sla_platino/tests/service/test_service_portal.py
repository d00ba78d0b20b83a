# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import SlaCommon


@tagged("post_install", "-at_install")
class TestServicePortal(SlaCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.contact_ids = cls.contact
        cls.stranger = cls.env["res.partner"].create(
            {"name": "Ferretería", "is_company": True}
        )
        for login, partner in (
            ("punto_portal", cls.contact),
            (
                "colega_portal",
                cls.contact.copy({"name": "Colega", "email": "c@cafe.gt"}),
            ),
            ("ajeno_portal", cls.stranger),
        ):
            user = new_test_user(cls.env, login, groups="base.group_portal")
            old = user.partner_id
            user.partner_id = partner
            old.unlink()
        cls.page = f"/my/service/{cls.contract.id}"

    def test_every_clause_stands_on_the_page(self):
        """SLA 1.01 to 7.06: number, title and the agreement's own words."""
        self.authenticate("punto_portal", "punto_portal")
        page = self.url_open("/my/service")
        self.assertEqual(page.status_code, 200)
        for clause in self.agreement.clause_ids:
            with self.subTest(clause.number):
                self.assertIn(
                    f'id="clause_{clause.number.replace(".", "_")}"', page.text
                )
        self.assertEqual(
            page.text.count("The agreement's words"),
            len(self.agreement.clause_ids.filtered("text")),
        )
        self.assertEqual(self.url_open(self.page).status_code, 200)
        self.assertNotIn("figures of your own cases", page.text)

    def test_a_contact(self):
        """SLA 1.03: the page says that its figures are of his own cases."""
        self.authenticate("colega_portal", "colega_portal")
        self.assertIn("figures of your own cases", self.url_open("/my/service").text)

    def test_another_customer(self):
        """SLA 1.03: no page of others, and no agreement no page."""
        self.authenticate("ajeno_portal", "ajeno_portal")
        with mute_logger("odoo.http"):
            for url in (self.page, "/my/service/999999"):
                self.assertEqual(self.url_open(url).status_code, 404)
        page = self.url_open("/my/service").text
        self.assertIn("no agreement in force", page)
        self.assertNotIn("clause_1_01", page)

    def test_a_contract_that_ended(self):
        """SLA 1.01: is no more the customer's; a manager still reads its page."""
        self.contract.write({"date_to": "2024-12-31", "state": "expired"})
        self.authenticate("punto_portal", "punto_portal")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(self.page).status_code, 404)
        self.authenticate("sla_manager", "sla_manager")
        self.assertEqual(self.url_open(self.page).status_code, 200)

    def test_agents_see_no_page(self):
        """SLA 1.03: a manager does, of any customer of his company."""
        self.authenticate("sla_agent", "sla_agent")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(self.page).status_code, 404)
        self.contract.company_id = self.env["res.company"].create({"name": "Otra"})
        self.authenticate("sla_manager", "sla_manager")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(self.page).status_code, 404)
