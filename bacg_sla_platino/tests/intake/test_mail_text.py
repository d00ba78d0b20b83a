# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ...tools.mail import east_asian
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
    ("Facturación ".encode() + b"a\xf1o", "utf-8", "Facturación año", False),
    ("Facturación ".encode() + b"a\xf1o", None, "Facturación año", False),
    ("Facturación ".encode() + b"a\xf1o", "iso-8859-1", "Facturación año", False),
    ("dice Ã³, ¿qué pasó?".encode("latin-1"), "latin1", "dice Ã³, ¿qué pasó?", True),
    ("库存不对".encode("gb2312"), None, "库存不对", False),
    ("Hola 库存不对".encode("gb2312"), "us-ascii", "Hola 库存不对", False),
    ("¿qué pasó, señor?".encode("latin-1"), None, "¿qué pasó, señor?", False),
    ("在庫".encode("iso-2022-jp"), None, "在庫", False),
    ("在庫".encode("iso-2022-jp"), "utf-8", "在庫", False),
    (b"\x1b$B:_8K-!\x1b(B \x1b(I1\x1b(B.", "iso-2022-jp", "在庫① ｱ.", False),
    (b"\x1b$B-!\x1b(B", "cp50221", "①", False),
)
HEADERS = (
    ("=?utf-8?B?TcO6?= =?utf-8?B?w7E=?= x", "Múñ x"),
    ("Re: =?iso-8859-1?q?Facturaci=F3n_de_a=F1o?= hoy", "Re: Facturación de año hoy"),
    ("=?x-none?Q?a=F1o?=", "año"),
    ("=?utf-8?Q?a?=\r\n =?utf-8?Q?b?=", "ab"),
    ("=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c"),
    ("=?utf-8?B?!!?= y =?utf-8?Q?c=XX?=", "y c=XX"),
    ("ni\udcf1o", "niño"),
    ("=?utf-8?Q?Facturaci=C3=B3n_a=F1o?=", "Facturación año"),
    ("cami\udcc3\udcb3n ma\udcf1ana", "camión mañana"),
    ("\x1b$B:_8K\x1b(B", "在庫"),
    ("=?iso-2022-jp?B?GyRCLSEbKEI=?=", "①"),
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

    def test_iso2022jp_is_read_as_python_does(self):
        """All of JIS X 0208 that Python knows; Microsoft has fullwidth forms of six."""
        different = set()
        for row in range(0x21, 0x75):
            for cell in range(0x21, 0x7F):
                data = b"\x1b$B" + bytes([row, cell]) + b"\x1b(B"
                try:
                    text = data.decode("iso2022_jp")
                except UnicodeError:
                    continue
                if east_asian.iso2022jp(data) != text:
                    different.add(text)
        self.assertEqual(len(different), 6, different)

    def test_endless_header_is_cut(self):
        self.assertLessEqual(len(header_text("=?a?q?" * 100_000)), 20_000)
