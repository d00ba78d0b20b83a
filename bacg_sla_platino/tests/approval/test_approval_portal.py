# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
import base64
import json

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import file_open, mute_logger

from ..approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalPortal(ApprovalCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marta = cls._portal_user("marta_portal", cls.approver)
        cls.lucia = cls._portal_user("lucia_portal", cls.contact)
        stranger = cls.env["res.partner"].create({"name": "Ferretería"})
        cls.stranger = cls._portal_user("ajeno_portal", stranger)
        cls.acceptance.with_user(cls.manager).action_ask_approval()
        cls.asked = cls._live(cls.acceptance)
        cls.page = f"/my/approvals/{cls.asked.id}"
        cls.link = f"{cls.page}?token={cls.asked.link_ids.token}"
        with file_open("web/static/img/logo.png", "rb") as image:
            cls.signature = base64.b64encode(image.read()).decode()

    def _sign(self, url, **values):
        params = {"name": "Marta", "signature": self.signature, **values}
        response = self.url_open(
            url,
            data=json.dumps({"jsonrpc": "2.0", "params": params}),
            headers={"Content-Type": "application/json"},
        )
        return response.json()["result"]

    def _refuse(self, **values):
        data = {"csrf_token": http.Request.csrf_token(self), **values}
        with mute_logger("odoo.http"):
            return self.url_open(f"{self.page}/refuse", data=data)

    def test_the_customer_signs(self):
        """SLA 5.02: the customer reads the version and approves it in the portal."""
        self.authenticate("marta_portal", "marta_portal")
        self.assertIn(self.asked.name, self.url_open("/my/approvals").text)
        page = self.url_open(self.page).text
        for text in ("Con la interfaz del banco", "signature_form", "csrf_token"):
            self.assertIn(text, page)
        self.assertTrue(self._sign(f"{self.page}/sign")["force_refresh"])
        self.assertEqual(
            (self.asked.state, self.asked.way, self.asked.signed_by),
            ("granted", "portal", "Marta"),
        )
        self.assertTrue(self.asked.signature and self.asked.ip)
        self.assertIn("granted", self.asked.answer)
        self.assertNotIn("signature_form", self.url_open(self.page).text)

    def test_the_link_works_once(self):
        """SLA 5.02: without signing in; a second use is told that it was answered."""
        url = self.link.replace("?", "/sign?")
        self.assertTrue(self._sign(url)["force_refresh"])
        self.assertEqual((self.asked.state, self.asked.way), ("granted", "link"))
        self.assertIn("nothing waits", self._sign(url)["error"])
        self.assertEqual(self.asked.answered_by_id, self.approver)

    def test_a_scanner_follows_links_in_vain(self):
        """SLA 5.02: a GET changes nothing, whatever it names."""
        for path in ("", "/sign", "/refuse"):
            url = self.link.replace("?", f"{path}?") + "&name=x&signature=x&reason=x"
            with mute_logger("odoo.http"):
                self.url_open(url)
        self.assertEqual(self.asked.state, "asked")

    def test_strangers_and_former_contacts(self):
        """SLA 5.02: neither another customer's user nor who is no contact any more."""
        self.authenticate("ajeno_portal", "ajeno_portal")
        self.assertEqual(self.url_open(self.page).status_code, 404)
        self.assertIn("error", self._sign(f"{self.page}/sign"))
        self.assertEqual(self._refuse(reason="No").status_code, 404)
        self.contract.approver_ids = self.contact
        self.authenticate(None, None)
        self.assertEqual(self.url_open(self.link).status_code, 404)
        self.assertIn("error", self._sign(self.link.replace("?", "/sign?")))
        wrong = self.link.replace("token=", "token=x")
        self.assertEqual(self.url_open(wrong).status_code, 404)
        self.assertEqual(self.asked.state, "asked")

    def test_contact_points_read(self):
        self.authenticate("lucia_portal", "lucia_portal")
        page = self.url_open(self.page).text
        self.assertIn("We wait for the answer of Marta", page)
        self.assertNotIn("signature_form", page)
        self.assertIn("may not answer", self._sign(f"{self.page}/sign")["error"])
        self.assertEqual(self._refuse(reason="No").status_code, 403)

    def test_refusal_needs_a_reason(self):
        self.authenticate("marta_portal", "marta_portal")
        self.assertEqual(self._refuse(reason=" ").status_code, 409)
        self.assertEqual(self.asked.state, "asked")
        response = self._refuse(reason="Falta la interfaz")
        self.assertEqual(response.status_code, 200)
        self.assertIn("Falta la interfaz", response.text)
        self.assertEqual(self.acceptance.approval_state, "refused")

    def test_bad_signatures(self):
        self.authenticate("marta_portal", "marta_portal")
        url = f"{self.page}/sign"
        for values in ({"name": ""}, {"signature": ""}, {"signature": "no es base64"}):
            with self.subTest(values), mute_logger("odoo.http"):
                self.assertIn("error", self._sign(url, **values))
        self.assertEqual(self.asked.state, "asked")

    def test_the_old_version_leads_to_the_new(self):
        """SLA 5.02: edited after the yes: the page says so and the yes stays."""
        self.asked._answer(True, self.approver, "portal")
        self.acceptance.note = "Con dos interfaces"
        self.authenticate("marta_portal", "marta_portal")
        page = self.url_open(self.page).text
        newer = self._asked(self.acceptance)
        self.assertIn(f"/my/approvals/{newer.id}", page)
        page = self.url_open(f"/my/approvals/{newer.id}").text
        self.assertIn("Con dos interfaces", page)
        self.assertIn("Void since", page)
