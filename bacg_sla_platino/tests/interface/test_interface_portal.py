# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from datetime import timedelta

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..interface_common import InterfaceCommon


@tagged("post_install", "-at_install")
class TestInterfacePortal(InterfaceCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._portal_user("marta_portal", cls.approver)
        cls._portal_user("lucia_portal", cls.contact)
        stranger = cls.env["res.partner"].create({"name": "Ferretería"})
        cls._portal_user("ajeno_portal", stranger)
        cls.foreign = cls._make_interface(
            name="Cosecha", partner_id=stranger.id, contact_id=False
        )
        cls.page = f"/my/interfaces/{cls.interface.id}"

    def _post(self, url, **values):
        data = {"csrf_token": http.Request.csrf_token(self), **values}
        with mute_logger("odoo.http"):
            return self.url_open(url, data=data)

    def _last_case(self):
        return self.env["helpdesk.ticket"].search([], order="id desc", limit=1)

    def test_pages(self):
        """SLA 7.01, 7.02, 7.06: coverage, contacts, environments of his company."""
        self.authenticate("lucia_portal", "lucia_portal")
        listed = self.url_open("/my/interfaces").text
        self.assertIn("Pagos con el banco", listed)
        self.assertNotIn("Cosecha", listed)
        page = self.url_open(self.page).text
        for text in ("Banca en línea", "https://pruebas.example.com", "extra covers"):
            self.assertIn(text, page)
        self.assertEqual(
            self.url_open(f"/my/interfaces/{self.foreign.id}").status_code, 404
        )
        self.extra.unlink()
        self.assertIn("no extra for interfaces", self.url_open(self.page).text)

    def test_another_customer_sees_nothing(self):
        self.authenticate("ajeno_portal", "ajeno_portal")
        self.assertEqual(self.url_open(self.page).status_code, 404)
        self.assertNotIn("Pagos", self.url_open("/my/interfaces").text)
        for act in ("accept-risk", "session"):
            response = self._post(f"{self.page}/{act}", reason="x", subject="x")
            self.assertEqual(response.status_code, 404)

    def test_who_approves_accepts_the_risk(self):
        """SLA 7.06: without a test environment, accepted by name in the portal."""
        self.interface.test_url = False
        self.authenticate("lucia_portal", "lucia_portal")
        self.assertNotIn("accept-risk", self.url_open(self.page).text)
        response = self._post(f"{self.page}/accept-risk", reason="Así es")
        self.assertEqual(response.status_code, 403)
        self.authenticate("marta_portal", "marta_portal")
        self.assertIn("accept-risk", self.url_open(self.page).text)
        response = self._post(f"{self.page}/accept-risk", reason=" ")
        self.assertEqual(response.status_code, 409)
        response = self._post(f"{self.page}/accept-risk", reason="El banco no la da")
        self.assertIn("Marta", response.text)
        risk = self.interface.risk_ids
        self.assertEqual((risk.way, risk.accepted_by_id), ("portal", self.approver))

    def test_the_customer_asks_for_a_session(self):
        """SLA 7.03: from the interface to the times, which begin a day ahead."""
        self.authenticate("lucia_portal", "lucia_portal")
        self.assertEqual(self._post(f"{self.page}/session").status_code, 409)
        response = self._post(f"{self.page}/session", subject="Pagos rechazados")
        self.assertTrue(response.url.endswith("/sessions"))
        ticket = self._last_case()
        self.assertEqual(
            (ticket.name, ticket.interface_id, ticket.category_id, ticket.user_id),
            ("Pagos rechazados", self.interface, self.kind, self.agent),
        )
        self.assertEqual(ticket._session_get_notice(), 24 * 60)

    def test_a_session_opens_a_case_as_the_form_does(self):
        """SLA 1.02: he is told its number, and what he wrote stays text."""
        self.authenticate("lucia_portal", "lucia_portal")
        self._post(f"{self.page}/session", subject="Pagos <b>negros</b>")
        ticket = self._last_case()
        self.assertTrue(ticket.acknowledged_at)
        self.assertIn("&lt;b&gt;", ticket.description)
        self.assertTrue(ticket.team_id.show_in_portal)
        web = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_web")
        self.assertEqual(ticket.channel_id, web)

    def test_a_case_names_the_interface(self):
        """SLA 7.01: chosen in the form; a foreign one is not taken."""
        self.authenticate("lucia_portal", "lucia_portal")
        self.assertIn('name="interface"', self.url_open("/new/ticket").text)
        for interface, named in (
            (self.interface, self.interface),
            (self.foreign, self.foreign.browse()),
        ):
            self._post(
                "/submitted/ticket",
                subject="Rechazado",
                description="El pago de ayer",
                interface=str(interface.id),
            )
            self.assertEqual(self._last_case().interface_id, named)
        refused = self._post("/submitted/ticket", interface=str(self.interface.id))
        self.assertRegex(
            refused.text, rf'value="{self.interface.id}"\s+selected="True"'
        )
        ticket = self.env["helpdesk.ticket"].search(
            [("interface_id", "=", self.interface.id)], limit=1
        )
        self.assertIn(self.page, self.url_open(f"/my/ticket/{ticket.id}").text)

    def test_a_form_sent_twice(self):
        """SLA 1.02: a second click makes no second case; other words do."""
        self.authenticate("lucia_portal", "lucia_portal")
        cases = self.env["helpdesk.ticket"]
        pages = {
            f"{self.page}/session": {"subject": "Pagos"},
            "/submitted/ticket": {"subject": "Alta", "description": "a < b\ny c"},
        }
        for url, values in pages.items():
            before = cases.search_count([])
            first = self._post(url, **values).url
            self.assertEqual(self._post(url, **values).url, first)
            self.assertEqual(cases.search_count([]), before + 1)
            changed = dict(values, subject="Otra cosa")
            self.assertNotEqual(self._post(url, **changed).url, first)
            self._last_case().reported_at -= timedelta(minutes=2)
            self._post(url, **changed)
            self.assertEqual(cases.search_count([]), before + 3)

    def test_sent_again_with_the_forgotten_file(self):
        """SLA 1.13: nothing that a customer sends is lost."""
        self.authenticate("lucia_portal", "lucia_portal")
        values = {"subject": "Error", "description": "Va la foto"}
        first = self._post("/submitted/ticket", **values).url
        data = {"csrf_token": http.Request.csrf_token(self), **values}
        files = {"attachment": ("foto.png", b"png", "image/png")}
        for _click in range(2):
            self.url_open("/submitted/ticket", data=data, files=files)
        ticket = self._last_case()
        self.assertNotEqual(first.split("/")[-1], f"{ticket.id}?sent=1")
        self.assertEqual(ticket.search_count([("name", "=", "Error")]), 2)
        self.assertEqual(ticket.attachment_ids.mapped("name"), ["foto.png"])
