# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
import base64

from odoo import http
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..vitt_app_common import VittAppCommon

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestVittAppPortal(VittAppCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls.env["res.partner"].create(
            {"name": "Ferretería", "is_company": True, "email": "f@ferreteria.gt"}
        )
        for login, partner in (
            ("lucia_portal", cls.contact),
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
        cls.page = f"/my/apps/{cls.treasury.id}"

    def _post(self, app, **values):
        data = {"csrf_token": http.Request.csrf_token(self), **values}
        with mute_logger("odoo.http"):
            return self.url_open(f"/my/apps/{app.id}/request", data=data)

    def _cases(self, app):
        return self.env["helpdesk.ticket"].search([("vitt_app_id", "=", app.id)])

    def test_the_catalogue(self):
        """SLA 6.01: apps that can be had; what is retired only to who uses it."""
        self.authenticate("lucia_portal", "lucia_portal")
        page = self.url_open("/my/apps").text
        for name in ("Tesorería", "Cheques", "Edición de Formularios", "Vista previa"):
            self.assertIn(name, page)
        self.assertNotIn(self.retired.name, page)
        self._install(self.retired, series="16.0")
        self.assertIn(self.retired.name, self.url_open("/my/apps").text)
        mine = self.url_open("/my/apps?show=mine").text
        self.assertIn(self.retired.name, mine)
        self.assertNotIn("Edición de Formularios", mine)

    def test_search_and_filters(self):
        """SLA 6.01: by word, category and series; nonsense finds nothing."""
        self.authenticate("lucia_portal", "lucia_portal")
        documents = self.env.ref("bacg_sla_platino.vitt_app_category_documents")
        for query, found in (
            ("search=flujo", True),
            ("search=tesor", True),
            ("series=18.0", True),
            (f"category={self.category.id}", True),
            ("search=zzzz", False),
            ("series=9.0", False),
            (f"category={documents.id}", False),
            ("search=%25%00%27", False),
            ("category=x&page=1", True),
            ("category=99999999999999999999", False),
        ):
            with self.subTest(query):
                response = self.url_open(f"/my/apps?{query}")
                self.assertEqual(response.status_code, 200)
                self.assertEqual(self.page in response.text, found)

    def test_the_page_of_an_app(self):
        """SLA 6.01: problem, versions, documentation, pictures."""
        picture = self.env["ir.attachment"].create(
            {"name": "Pantalla.png", "raw": base64.b64decode(PIXEL)}
        )
        self.treasury.write(
            {
                "documentation_url": "https://example.com/tesoreria",
                "picture_ids": picture.ids,
                "image_1920": PIXEL,
            }
        )
        self._install(version="17.0.1.9.0")
        self.authenticate("lucia_portal", "lucia_portal")
        page = self.url_open(self.page).text
        for text in (
            "18.0.2.0.0",
            "17.0.1.10.0",
            "https://example.com/tesoreria",
            "you use it",
            f"{self.page}/picture/{picture.id}",
        ):
            self.assertIn(text, page)
        self.assertNotIn(f"{self.page}/request", page)
        shown = self.url_open(f"{self.page}/picture/{picture.id}")
        self.assertEqual(shown.headers["Content-Type"], "image/png")
        self.assertEqual(self.url_open(f"{self.page}/image").status_code, 200)
        other = self.env["ir.attachment"].create({"name": "x", "raw": b"secreto"})
        with mute_logger("odoo.http"):
            for url in (f"{self.page}/picture/{other.id}", "/my/apps/999999"):
                self.assertEqual(self.url_open(url).status_code, 404)

    def test_he_asks_for_it(self):
        """SLA 6.01: one case, covered, priority 4, without cost; once."""
        self.authenticate("lucia_portal", "lucia_portal")
        self.assertIn(f"{self.page}/request", self.url_open(self.page).text)
        response = self._post(self.treasury, note="Para dos bancos", priority="3")
        self.assertEqual(response.status_code, 200)
        ticket = self._cases(self.treasury)
        self.assertEqual(len(ticket), 1)
        self.assertEqual(
            (
                ticket.priority,
                ticket.scope_state,
                ticket.contract_id,
                ticket.partner_id,
            ),
            ("0", "in_scope", self.contract, self.contact),
        )
        self.assertEqual(ticket.scope_clause_id.number, "6.01")
        self.assertIn("Para dos bancos", ticket.description)
        self.assertTrue(self._status(ticket, "first_response"))
        self.assertTrue(ticket.acknowledged_at)
        self.assertIn("without cost", response.text)
        self.assertEqual(self._post(self.treasury).status_code, 409)
        self.authenticate("colega_portal", "colega_portal")
        page = self._post(self.treasury)
        self.assertIn("has asked for Tesorería already", page.text)
        self.assertNotIn(ticket.number, page.text)
        self.assertEqual(self._cases(self.treasury), ticket)

    def test_what_he_uses_is_not_asked_for(self):
        """SLA 6.01: his company has it."""
        self._install()
        self.authenticate("lucia_portal", "lucia_portal")
        self.assertIn("uses Tesorería already", self._post(self.treasury).text)
        self.assertFalse(self._cases(self.treasury))

    def test_a_retired_app(self):
        """SLA 6.01: refused with its successor; the page shows no button."""
        self.authenticate("lucia_portal", "lucia_portal")
        page = self.url_open(f"/my/apps/{self.retired.id}").text
        self.assertIn(f"/my/apps/{self.checks.id}", page)
        self.assertNotIn("/request", page)
        response = self._post(self.retired)
        self.assertEqual(response.status_code, 409)
        self.assertIn("replaced by Cheques", response.text)
        self.assertFalse(self._cases(self.retired))

    def test_without_a_running_contract(self):
        """SLA 6.01: neither catalogue nor app; a contract that has ended neither."""
        self.authenticate("ajeno_portal", "ajeno_portal")
        self._assert_refused()
        self.contract.write({"date_to": "2024-12-31", "state": "expired"})
        self.authenticate("lucia_portal", "lucia_portal")
        self._assert_refused()

    def _assert_refused(self):
        with mute_logger("odoo.http"):
            for url in ("/my/apps", self.page):
                response = self.url_open(url)
                self.assertEqual(response.status_code, 403)
                self.assertIn("none in force", response.text)
            self.assertEqual(self.url_open(f"{self.page}/image").status_code, 404)
        self.assertEqual(self._post(self.treasury).status_code, 403)
        self.assertFalse(self._cases(self.treasury))

    def test_another_customer(self):
        """SLA 6.01: sees the catalogue, and nothing of who else uses it."""
        self.env["bacg.sla.contract"].create(
            {"partner_id": self.stranger.id, "agreement_id": self.agreement.id}
        )
        self._install(version="17.0.1.9.0")
        self.authenticate("lucia_portal", "lucia_portal")
        self._post(self.checks)
        ticket = self._cases(self.checks)
        self.authenticate("ajeno_portal", "ajeno_portal")
        self.assertNotIn("you use it", self.url_open(self.page).text)
        page = self.url_open(f"/my/apps/{self.checks.id}").text
        self.assertNotIn(ticket.number, page)
        self.assertIn("/request", page)
        foreign = self.env["res.company"].create({"name": "Otra"})
        self.preview.company_id = foreign
        with mute_logger("odoo.http"):
            response = self.url_open(f"/my/apps/{self.preview.id}")
        self.assertEqual(response.status_code, 404)

    def test_a_customer_of_two_companies(self):
        """SLA 6.01: one app installed by both; another company's app is asked there."""
        other = self.env["res.company"].create({"name": "BACG Dos"})
        team = self.team.copy({"name": "Dos", "company_id": other.id})
        team.write({"show_in_portal": True, "alias_name": "soporte-dos"})
        theirs = self.env["bacg.sla.contract"].create(
            {
                "partner_id": self.customer.id,
                "company_id": other.id,
                "agreement_id": self.agreement.id,
            }
        )
        self._install(version="17.0.1.9.0")
        self._install(version="17.0.1.9.0", company_id=other.id)
        self.preview.company_id = other
        self.authenticate("lucia_portal", "lucia_portal")
        for url in ("/my/apps", self.page):
            response = self.url_open(url)
            self.assertEqual(response.status_code, 200)
            self.assertIn("17.0.1.9.0", response.text)
        self.assertEqual(self._post(self.preview).status_code, 200)
        ticket = self._cases(self.preview)
        self.assertEqual((ticket.company_id, ticket.contract_id), (other, theirs))

    def test_nobody_asks_by_a_link(self):
        """SLA 6.01: POST with its token alone."""
        self.authenticate("lucia_portal", "lucia_portal")
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_http"):
            response = self.url_open(f"{self.page}/request")
            self.assertIn(response.status_code, (404, 405))
            response = self.url_open(f"{self.page}/request", data={"note": "x"})
            self.assertEqual(response.status_code, 400)
        self.assertFalse(self._cases(self.treasury))

    def test_the_case_page_names_the_answer(self):
        """SLA 6.02: with a link to the app."""
        with freeze_time("2026-05-11 15:00:00"):
            ticket = self._case("2026-05-11 15:00:00")
            ticket.with_user(self.agent)._vitt_app_answer(
                self.treasury, "Use Tesorería"
            )
        self.authenticate("lucia_portal", "lucia_portal")
        self.assertIn(self.page, self.url_open(f"/my/ticket/{ticket.id}").text)
