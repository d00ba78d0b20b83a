# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
import base64
import json
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import file_open, mute_logger

from ..common import local
from ..interface_common import ChangeCommon

MANY_INTERFACES, MANY_MINUTES = 40, 300


@tagged("post_install", "-at_install")
class TestChangePortal(ChangeCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._portal_user("marta_portal", cls.approver)
        cls._portal_user("lucia_portal", cls.contact)
        stranger = cls.env["res.partner"].create({"name": "Ferretería"})
        cls._portal_user("ajeno_portal", stranger)
        cls.path = f"/my/changes/{cls.minute.id}"
        cls.page = f"/my/interfaces/{cls.interface.id}"
        # The same on every machine: minutes without a PDF.
        cls.startClassPatcher(
            patch.object(
                cls.registry["ir.actions.report"],
                "get_wkhtmltopdf_state",
                return_value="install",
            )
        )

    def _sign(self, approval):
        with file_open("web/static/img/logo.png", "rb") as image:
            signature = base64.b64encode(image.read()).decode()
        params = {"name": "Marta", "signature": signature}
        response = self.url_open(
            f"/my/approvals/{approval.id}/sign",
            data=json.dumps({"jsonrpc": "2.0", "params": params}),
            headers={"Content-Type": "application/json"},
        )
        return response.json()["result"]

    def test_drafts_are_ours(self):
        """SLA 7.04: the customer sees minutes once they are sent."""
        self.authenticate("marta_portal", "marta_portal")
        self.assertEqual(self.url_open(self.path).status_code, 404)
        self.assertNotIn(self.minute.name, self.url_open(self.page).text)
        self._send()
        self.assertIn(self.minute.name, self.url_open(self.page).text)
        self.assertEqual(self.url_open(self.path).status_code, 200)

    def test_the_customer_agrees_on_the_page(self):
        """SLA 7.04: who may approve reads the changes and signs there."""
        self._send()
        self.authenticate("lucia_portal", "lucia_portal")
        page = self.url_open(self.path).text
        self.assertIn("Volver a la versión anterior", page)
        self.assertNotIn("signature_form", page)
        self.authenticate("marta_portal", "marta_portal")
        self.assertIn("signature_form", self.url_open(self.path).text)
        self.assertTrue(self._sign(self._asked(self.minute))["force_refresh"])
        self._grant_ours(self.minute)
        self.assertEqual(self.minute.state, "agreed")
        page = self.url_open(self.path).text
        self.assertNotIn("signature_form", page)
        self.assertIn("Who agreed", page)

    def test_another_customer_sees_nothing(self):
        """SLA 7.04: neither page nor paper nor evidence."""
        self._agree()
        evidence = self._add_evidence()
        self.authenticate("ajeno_portal", "ajeno_portal")
        for path in ("", "/pdf", f"/evidence/{evidence.id}"):
            with self.subTest(path), mute_logger("odoo.http"):
                url = f"{self.path}{path}"
                self.assertEqual(self.url_open(url).status_code, 404)
        self.authenticate("lucia_portal", "lucia_portal")
        file = self.url_open(f"{self.path}/evidence/{evidence.id}")
        self.assertEqual(file.content, b"Todo bien")
        other = self._minute()
        self._at("2026-05-11T09:00", other.action_ask_approval)
        foreign = f"/my/changes/{other.id}/evidence/{evidence.id}"
        self.assertEqual(self.url_open(foreign).status_code, 404)
        self.assertIn(self.line.name, self.url_open(f"{self.path}/pdf").text)

    def test_an_emergency_past_its_term(self):
        """SLA 7.04: it stands on the customer's pages until it is approved."""
        minute = self._emergency("2026-05-11T10:00")
        self.authenticate("lucia_portal", "lucia_portal")
        for url in ("/my/interfaces", self.page, f"/my/changes/{minute.id}"):
            with self.subTest(url):
                page = self.url_open(url).text
                self.assertIn(minute.subject, page)
                self.assertIn("past its term", page)

    def test_home(self):
        self.authenticate("lucia_portal", "lucia_portal")
        params = {"counters": ["interface_count"]}
        response = self.url_open(
            "/my/counters",
            data=json.dumps({"jsonrpc": "2.0", "params": params}),
            headers={"Content-Type": "application/json"},
        )
        self.assertEqual(response.json()["result"]["interface_count"], 1)

    def test_many(self):
        """SLA 7.04: 40 interfaces and 300 minutes take no more queries than few."""
        self._send()
        self.authenticate("lucia_portal", "lucia_portal")
        urls = ("/my/interfaces", self.page)
        for url in urls:  # fill the caches
            self.url_open(url)
        few = {url: self._count(url) for url in urls}
        now = local("2026-05-11T09:00")
        values = [
            {
                "name": f"Interfaz {n}",
                "other_system": "x",
                "partner_id": self.customer.id,
            }
            for n in range(MANY_INTERFACES)
        ]
        self.env["bacg.interface"].create(values)
        minutes = self.env["bacg.change.minute"].create(
            [
                {
                    "subject": f"Cambio {n}",
                    "interface_id": self.interface.id,
                    "line_ids": [(0, 0, {"name": "x", "reason": "x"})],
                }
                for n in range(MANY_MINUTES)
            ]
        )
        minutes.sudo().write({"state": "sent", "sent_at": now})
        minutes[:50].sudo().write(
            {
                "is_emergency": True,
                "actual_start": now,
                "emergency_due": now + timedelta(days=3),
            }
        )
        self.env.flush_all()
        for url in urls:
            with self.subTest(url):
                self.assertLessEqual(self._count(url), few[url] + 12)
        actions = self.env["bacg.interface"].with_user(self.agent)
        rows = actions.search([("partner_id", "=", self.customer.id)])
        rows.invalidate_recordset()
        with self.assertQueryCount(20):
            rows.mapped(lambda one: (one.gap_text, one.is_covered, one.ticket_count))

    def _count(self, url):
        """Return how many queries a page takes."""
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        with freeze_time("2026-06-01 15:00:00"):
            response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        return self.cr.sql_log_count - before
