# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ...tools.addresses import SCHEMES, has_secret, names_secret, scheme


@tagged("post_install", "-at_install")
class TestAddresses(BaseCase):
    """SLA 7.06: environments are shown to both sides, and hold no secret."""

    def test_secrets(self):
        for url in (
            "https://odoo:clave@erp.example.com",
            "https://odoo@erp.example.com",
            "https://odoo%3Aclave%40erp.example.com",
            "sftp://banco:1234@files.example.com/in",
            "https://erp.example.com/api?token=abc",
            "https://erp.example.com/api?x=1&API_KEY=abc",
            "https://erp.example.com/#access_token=abc",
        ):
            with self.subTest(url):
                self.assertTrue(has_secret(url))
        for url in (
            "https://erp.example.com:8443/api?db=prueba&page=2",
            "sftp://files.example.com/in",
            "https://erp.example.com/api?token=",
        ):
            with self.subTest(url):
                self.assertFalse(has_secret(url))

    def test_schemes(self):
        for url in ("javascript:alert(1)", "erp.example.com", "https://", "http://[x"):
            with self.subTest(url):
                self.assertNotIn(scheme(url), SCHEMES)
        self.assertIn(scheme(" HTTPS://erp.example.com "), SCHEMES)

    def test_texts(self):
        for text in (
            "Se entra con sftp://banco:1234@files.example.com",
            "usuario odoo, password: 1234",
            "Clave = 1234",
        ):
            with self.subTest(text):
                self.assertTrue(names_secret(text))
        for text in (False, "", "Facturas y tokens de pago", "La clave la da el banco"):
            with self.subTest(text):
                self.assertFalse(names_secret(text))
