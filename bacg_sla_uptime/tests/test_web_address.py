# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase

from ..tools.web_address import normalized, page


class TestWebAddress(BaseCase):
    def test_normalized(self):
        cases = {
            "https://erp.cafe.gt": "https://erp.cafe.gt",
            " HTTP://ERP.Cafe.GT:8069/ ": "http://erp.cafe.gt:8069",
            "https://cafe.gt/odoo/?db=Uno": "https://cafe.gt/odoo?db=Uno",
            "https://[2001:DB8::1]:8443": "https://[2001:db8::1]:8443",
            "http://10.0.0.7": "http://10.0.0.7",
            "https://peñón.example": "https://peñón.example",
        }
        for text, address in cases.items():
            with self.subTest(text=text):
                self.assertEqual(normalized(text), address)

    def test_refused(self):
        cases = [
            None,
            "",
            "erp.cafe.gt",
            "//erp.cafe.gt",
            "ftp://erp.cafe.gt",
            "javascript:alert(1)",
            "https://",
            "https://.",
            "https://erp cafe.gt",
            "https://erp.cafe.gt/a b",
            "https://erp.cafe.gt:no",
            "https://erp.cafe.gt:99999",
            "https://[1:2",
            "https://ana:secreto@erp.cafe.gt",
        ]
        for text in cases:
            with self.subTest(text=text), self.assertRaises(ValueError):
                normalized(text)

    def test_page(self):
        for base, path, address in (
            ("https://erp.cafe.gt", "/web/login", "https://erp.cafe.gt/web/login"),
            ("http://a.gt:81/x", "/h?s=1", "http://a.gt:81/h?s=1"),
            ("https://a.gt/odoo?db=Uno", "/h?s=1", "https://a.gt/h?s=1&db=Uno"),
            ("https://a.gt?db=Uno", "/web/login", "https://a.gt/web/login?db=Uno"),
        ):
            with self.subTest(base):
                self.assertEqual(page(base, path), address)
