# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from odoo import http
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..development_common import DevelopmentCommon


@tagged("post_install", "-at_install")
class TestDevelopmentPortal(DevelopmentCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lucia = cls._portal_user("lucia_portal", cls.contact)
        stranger = cls.env["res.partner"].create({"name": "Ferretería"})
        cls.stranger = cls._portal_user("ajeno_portal", stranger)
        cls.foreign = cls.development.copy(
            {"partner_id": stranger.id, "name": "Cosecha diaria"}
        )
        cls.ticket = cls._bug()
        cls.page = f"/my/developments/{cls.development.id}"

    @classmethod
    def _portal_user(cls, login, partner):
        user = new_test_user(cls.env, login, groups="base.group_portal")
        old = user.partner_id
        user.partner_id = partner
        old.unlink()
        return user

    def _post(self, url, **values):
        data = {"csrf_token": http.Request.csrf_token(self), **values}
        with mute_logger("odoo.http"):
            return self.url_open(url, data=data)

    def test_pages(self):
        """SLA 4.01: the customer sees what was developed for him, and his cases."""
        self.authenticate("lucia_portal", "lucia_portal")
        listed = self.url_open("/my/developments").text
        self.assertIn("Descuentos por ruta", listed)
        self.assertNotIn("Cosecha diaria", listed)
        page = self.url_open(self.page).text
        for text in ("sale_route_discount", "without an end", self.ticket.number):
            self.assertIn(text, page)
        self.assertEqual(
            self.url_open(f"/my/developments/{self.foreign.id}").status_code, 404
        )

    def test_another_customer_sees_nothing(self):
        self.authenticate("ajeno_portal", "ajeno_portal")
        self.assertEqual(self.url_open(self.page).status_code, 404)
        self.assertNotIn("Descuentos", self.url_open("/my/developments").text)

    def test_a_colleague_sees_his_cases_only(self):
        """SLA 4.01: the development is the company's, a case its people's."""
        colleague = self.contact.copy({"name": "Colega", "email": "colega@cafe.gt"})
        self._portal_user("colega_portal", colleague)
        self.authenticate("colega_portal", "colega_portal")
        self.assertNotIn(self.ticket.number, self.url_open(self.page).text)

    def test_the_customer_reports_a_bug(self):
        """SLA 4.01: he names the development; a foreign one is not taken."""
        self.authenticate("lucia_portal", "lucia_portal")
        self.assertIn('name="development"', self.url_open("/new/ticket").text)
        for development, named in (
            (self.development, self.development),
            (self.foreign, self.foreign.browse()),
        ):
            response = self._post(
                "/submitted/ticket",
                subject="No aplica el descuento",
                description="En la ruta 3",
                development=str(development.id),
            )
            self.assertEqual(response.status_code, 200)
            ticket = self.env["helpdesk.ticket"].search([], order="id desc", limit=1)
            self.assertEqual(ticket.development_id, named)
        refused = self._post("/submitted/ticket", development=str(self.development.id))
        self.assertRegex(
            refused.text, rf'value="{self.development.id}"\s+selected="True"'
        )

    def test_the_case_page(self):
        """SLA 4.03: workaround and day of the fix; he may say that it does not help."""
        self.ticket.with_user(self.agent)._development_give_workaround("A mano")
        self.authenticate("lucia_portal", "lucia_portal")
        url = f"/my/ticket/{self.ticket.id}"
        page = self.url_open(url).text
        for text in ("A mano", "without cost", "To be fixed by"):
            self.assertIn(text, page)
        self.assertEqual(self._post(f"{url}/workaround-fails").status_code, 200)
        self.assertTrue(self.ticket.bug_workaround)  # without a reason
        self.authenticate("ajeno_portal", "ajeno_portal")
        self._post(f"{url}/workaround-fails", reason="No")
        self.assertTrue(self.ticket.bug_workaround)
        self.authenticate("lucia_portal", "lucia_portal")
        self._post(f"{url}/workaround-fails", reason="No sirve")
        self.assertFalse(self.ticket.bug_workaround)
        event = self.ticket.sudo().sla_event_ids.filtered(
            lambda event: event.kind == "workaround_refuted"
        )
        self.assertEqual(event.author_id, self.contact)

    def test_the_agents_words_are_theirs(self):
        """SLA 4.02: a customer sets neither type nor criticality nor an exclusion."""
        case = self.ticket.with_user(self.lucia).sudo()
        case.write({"bug_type": "display", "bug_criticality": "0"})
        self.assertEqual(
            (self.ticket.bug_type, self.ticket.priority), ("function", "3")
        )

    def test_one_bug_of_three_customers(self):
        """SLA 4.01: each reads the bug and his own case, nothing of the others'."""
        customers = {"lucia_portal": self.ticket}
        for name in ("ulua", "istmena"):
            company = self.env["res.partner"].create(
                {"name": f"Empresa {name}", "is_company": True}
            )
            person = self.contact.copy(
                {
                    "name": f"Ana {name}",
                    "parent_id": company.id,
                    "email": f"a@{name}.hn",
                }
            )
            development = self.development.copy({"partner_id": company.id})
            customers[f"{name}_portal"] = self._bug(
                partner_id=person.id, development_id=development.id, name=f"De {name}"
            )
            self._portal_user(f"{name}_portal", person)
        tickets = self.env["helpdesk.ticket"].union(*customers.values())
        bug = self.env["bacg.known.bug"].create(
            {
                "name": "Descuento doble",
                "development_ids": tickets.development_id.ids,
                "workaround": "Ingrese el pedido de nuevo",
                "case_ids": [
                    (0, 0, {"ticket_id": one.id, "reason": f"Motivo de {one.number}"})
                    for one in tickets
                ],
            }
        )
        bug.action_confirm()
        bug.action_known()
        for login, own in customers.items():
            self.authenticate(login, login)
            pages = [
                self.url_open(f"/my/developments/{own.development_id.id}").text,
                self.url_open(f"/my/ticket/{own.id}").text,
            ]
            for page in pages:
                self.assertIn("Ingrese el pedido de nuevo", page)
                self.assertIn(own.number, page)
                self.assertNotIn("Motivo de", page)
            for other in tickets - own:
                for page in pages:
                    self.assertNotIn(other.number, page)
                    self.assertNotIn(other.commercial_partner_id.name, page)
                urls = (
                    f"/my/ticket/{other.id}",
                    f"/my/developments/{other.development_id.id}",
                )
                for url in urls:
                    with mute_logger("odoo.http"):
                        self.assertNotIn(other.name, self.url_open(url).text)
