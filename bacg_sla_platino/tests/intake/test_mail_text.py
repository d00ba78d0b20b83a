# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ...tools.mail.mail_text import decoded, header_text

# bytes, declared set, text, whether that is surely what was written
BODIES = (
    ("niño".encode(), "utf-8", "niño", True),
    ("niño".encode(), None, "niño", True),
    ("niño".encode("latin-1"), "iso-8859-1", "niño", True),
    (b"\x93hola\x94 5\x80", "iso-8859-1", "“hola” 5€", True),
    ("niño".encode("latin-1"), "utf-8", "niño", False),
    ("niño".encode("latin-1"), "us-ascii", "niño", False),
    ("niño".encode("latin-1"), None, "niño", False),
    ("niño".encode(), "iso-8859-1", "niño", True),
    ("niño".encode("latin-1"), "x-no-such-set", "niño", False),
    ("niño".encode(), "unknown-8bit", "niño", False),
    ("árbol á".encode()[:-1], "utf-8", "árbol \ufffd", False),
    ("在庫".encode("iso-2022-jp"), "iso-2022-jp", "在庫", True),
    ("镕".encode("gbk"), "gb2312", "镕", True),
    (b"abc", "utf-16", "abc", False),
    (b"hola", "hex", "hola", False),
    (b"hola", "unicode_escape", "hola", False),
    (b"hola", "\0", "hola", False),
    (b"a\0b\x07c\td\n", "utf-8", "abc\td\n", True),
    (b"a+2AA-b", "utf-7", "ab", True),
    (b"a\xed\xa0\xbdb", "utf-8", "aí\xa0½b", False),
)
HEADERS = (
    ("=?utf-8?B?TcO6?= =?utf-8?B?w7E=?= x", "Múñ x"),
    ("Re: =?iso-8859-1?q?Facturaci=F3n_de_a=F1o?= hoy", "Re: Facturación de año hoy"),
    ("=?x-none?Q?a=F1o?=", "año"),
    ("=?utf-8?Q?a?=\r\n =?utf-8?Q?b?=", "ab"),
    ("=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c"),
    ("=?utf-8?B?!!?= y =?utf-8?Q?c=XX?=", "y c=XX"),
    ("ni\udcf1o", "niño"),
    ("ni\udcc3\udcb1o", "niño"),
    ("a\0b\r\n c", "ab c"),
    ("", ""),
)


@tagged("post_install", "-at_install")
class TestMailText(BaseCase):
    def test_bodies(self):
        """Wrong, unknown and missing character sets become the best readable text."""
        for data, charset, text, intact in BODIES:
            with self.subTest(data=data, charset=charset):
                self.assertEqual(decoded(data, charset), (text, intact))

    def test_headers(self):
        """Encoded words, raw bytes and folding, as a person reads them."""
        for value, text in HEADERS:
            with self.subTest(value):
                self.assertEqual(header_text(value), text)

    def test_nothing_that_a_database_refuses(self):
        data = bytes(range(256)) * 2
        for charset in (None, "utf-8", "latin-1", "utf-16", "utf-7", "gb2312", "big5"):
            text, _intact = decoded(data, charset)
            text.encode()
            self.assertNotIn("\0", text)

    def test_endless_header_is_cut(self):
        self.assertLessEqual(len(header_text("=?a?q?" * 100_000)), 20_000)
