# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import random
import struct
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ...tools.mail import (
    mail_headers,
    mail_html,
    mail_kind,
    mail_reader,
    mail_writer,
    smime,
    winmail,
)
from ...tools.mail.mail_calendar import method, readable
from ..watchdog import watchdog

MAILS = Path(__file__).parents[1] / "mails"
RECEIVED = datetime(2026, 3, 7, 0, 40, 5)
CALENDAR = """BEGIN:VCALENDAR
METHOD:REPLY
BEGIN:VTIMEZONE
DTSTART:19700101T000000
END:VTIMEZONE
BEGIN:VEVENT
SUMMARY:Visita\\, sala 2
DTSTART;TZID="America/Guatemala":20260310T090000
DTEND:20260310T160000Z
ATTENDEE;CN="Pérez: Lucía";PARTSTAT=ACCEPTED:mailto:lucia@cafe.
 example
END:VEVENT
END:VCALENDAR
"""


def _canonical(raw, plain=False):
    reading = mail_reader.read(raw)
    own_id = mail_writer.message_id(reading, "digest")
    return mail_writer.canonical(reading, own_id, RECEIVED, plain=plain)


def _same(message, raw):
    """Return the Message-ID made up for a message, by its bytes."""
    return mail_writer.message_id(mail_reader.read(raw), message)


# What the files of a message are called.
NAMES = {
    "182-encoding-with-a-comment": {"ventas.csv"},
    "185-winmail-dat-with-files": {"Factura año 2026.pdf", "ventas.csv"},
    "186-winmail-dat-in-rtf": {"pantalla.gif"},
    "187-smime-opaque": {"cotizacion.pdf"},
    "188-smime-opaque-encrypted": {"encrypted-message.p7m"},
    "189-names-with-a-broken-letter": {
        "Facturación año.csv",
        "Cotización pequeña.csv",
        "Camión mañana.csv",
    },
    "193-broken-header-line": {"a.csv"},
}
SENDERS = (
    ("Lucía Pérez lucia@cafe.example", [("Lucía Pérez", "lucia@cafe.example")]),
    ("Lucía [lucia@cafe.example]", [("", "lucia@cafe.example")]),
    ("Lucía <lucia@cafe.example", [("Lucía", "lucia@cafe.example")]),
    ("mailto:lucia@cafe.example", [("", "lucia@cafe.example")]),
    ("=?utf-8?q?Luc=C3=ADa?= a@b.example", [("Lucía", "a@b.example")]),
    ("Lucía Pérez", []),
)
# Lines behind the subject; then whether the text behind "To" is reached.
HEADERS = (
    ("", True),
    ("una linea sin dos puntos\r\n", True),
    ("Subject : otra vez\r\n", True),
    ("X Spam Status: No\r\n", True),
    ("".join(f"linea {n}\r\n" for n in range(20)), False),
)
COSTLY = (
    b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n)
        for n in range(3000)
    )
    + b"x\n" * 50_000
)
WINMAIL = winmail.SIGNATURE + b"\0\0"


def _properties(data):
    """Return a winmail.dat with these properties."""
    return WINMAIL + struct.pack("<BHHI", 1, 0x9003, 6, len(data)) + data + b"\0\0"


@tagged("post_install", "-at_install")
class TestMailReader(BaseCase):
    def _assert_faultless(self, raw):
        """Assert that Python's strict parser, core's, takes what is written of it."""
        for plain in (False, True):
            message = message_from_bytes(_canonical(raw, plain), policy=policy.SMTP)
            self.assertTrue(message["Message-ID"])
            for part in message.walk():
                self.assertFalse(part.defects)
                if not part.is_multipart():
                    part.get_content()
            for name in ("From", "To", "Cc", "Subject", "Date", "References"):
                str(message[name]).encode()

    def test_damaged_messages(self):
        """Whatever the bytes: read without an error, and written without a fault."""
        chance = random.Random(5)
        whole = [path.read_bytes() for path in sorted(MAILS.glob("*.eml"))]
        splinters = (
            b"\r\n",
            b"--",
            b"=?utf-8?b?",
            b"Content-Type: ",
            b'"',
            b"(",
            b"\0",
        )
        for _number in range(400):
            raw = bytearray(chance.choice(whole)[:20_000])
            for _damage in range(chance.randint(1, 8)):
                place = chance.randrange(len(raw) + 1)
                if chance.random() < 0.5:
                    del raw[place : place + chance.randint(1, 200)]
                raw[place:place] = chance.choice(splinters)
            with self.subTest(raw=bytes(raw)):
                self._assert_faultless(bytes(raw))

    def test_made_up_message_id(self):
        """The same words of the same moment are one message, whatever way they came."""
        head = b"From: a@b.example\r\nSubject: x\r\n"
        date = b"Date: Fri, 06 Mar 2026 18:40:00 -0600\r\n"
        first = _same("1", b"Received: one\r\n" + head + date + b"\r\nx")
        self.assertEqual(
            first, _same("2", b"Received: two\r\n" + head + date + b"\r\nx")
        )
        self.assertNotEqual(first, _same("1", head + date + b"\r\ny"))
        # Without a date two alarms may well be two.
        self.assertNotEqual(_same("1", head + b"\r\nx"), _same("2", head + b"\r\nx"))

    def test_html_that_costs_core_minutes(self):
        """Stray brackets are closed, and depth that the parser drops becomes text."""
        formed = mail_html.well_formed("<p>1 &lt; 2</p>" + "<" * 1000)
        self.assertNotIn("<<", formed)
        self.assertIsNone(mail_html.well_formed("<div>" * 500 + "hondo y más hondo"))
        self.assertEqual(
            mail_html.plain("<style>p{}</style><p>uno<br>dos</p><!-- no -->tres"),
            "uno\ndos\ntres",
        )

    def test_html_that_odoo_would_clean_for_minutes(self):
        """Its words alone are taken; a long mail of the usual kind stays as it is."""
        page = "Content-Type: text/html; charset=utf-8\r\n\r\n{}"
        signed, line = "<div><p>--<br>Luis</p>{}</div>", "<br>punto"
        attributes = " ".join(f"a{number}" for number in range(6000))
        costly = {
            "siblings": signed.format(line * 2000),
            "attributes": f"<p {attributes}>punto</p>",
            "tags": "<b>punto</b>" * 20_000,
        }
        for name, source in costly.items():
            with self.subTest(name):
                reading = mail_reader.read(page.format(source).encode())
                self.assertEqual([kind for kind, _text in reading.pieces], ["plain"])
                self.assertEqual(reading.text.count("punto"), source.count("punto"))
                self.assertEqual(reading.flaws, {"html"})
        for usual in (signed.format(line * 500), line * 5000, line + " palabra" * 9000):
            reading = mail_reader.read(page.format(usual).encode())
            self.assertEqual([kind for kind, _text in reading.pieces], ["html"])
            self.assertFalse(reading.flaws)

    def test_very_many_quotes(self):
        """Those that alternate with answers are cut, a long one is not."""
        for quotes, flaws in ((b"\n> x\ny" * 5000, {"cut"}), (b"\n> x" * 5000, set())):
            reading = mail_reader.read(b"Subject: x\n\nhola" + quotes)
            self.assertEqual(reading.flaws, flaws)

    def test_very_many_pieces_are_one_text(self):
        """Core would join them one by one."""
        piece = "--x\r\nContent-Type: text/plain\r\n\r\npunto\r\n"
        head = "Content-Type: multipart/mixed; boundary=x\r\n\r\n"
        reading = mail_reader.read(f"{head}{piece * 60}--x--\r\n".encode())
        self.assertEqual(len(reading.pieces), 1)
        self.assertEqual(reading.text.count("punto"), 60)

    def test_body_beyond_the_limit(self):
        """300 KB of text are cut; the whole message can still be attached."""
        reading = mail_reader.read(b"Subject: x\r\n\r\n" + b"renglon\r\n" * 40_000)
        self.assertEqual(reading.flaws, {"cut"})
        self.assertLessEqual(len(reading.text), mail_reader.BODY_LIMIT)

    def test_calendar_file_in_words(self):
        self.assertEqual(method(CALENDAR), "REPLY")
        self.assertEqual(
            readable(CALENDAR).splitlines(),
            [
                "Visita, sala 2",
                "2026-03-10 09:00 America/Guatemala",
                "2026-03-10 16:00 UTC",
                "lucia@cafe.example: ACCEPTED",
            ],
        )

    def test_kind_needs_no_more_than_bytes(self):
        """What a message is shows in itself; a null path makes it a machine's."""
        raw = b"From: a@b.example\r\nSubject: x\r\n\r\nx"
        for path, kind in (("a@b.example", None), (None, None), ("", "generated")):
            self.assertEqual(mail_kind.kind_of(mail_reader.read(raw), path), kind)

    def test_names_of_files(self):
        """Packed files come out under their names, with all of their bytes."""
        for slug, names in NAMES.items():
            with self.subTest(slug):
                reading = mail_reader.read((MAILS / f"{slug}.eml").read_bytes())
                files = {item.name: item.content for item in reading.attachments}
                self.assertEqual(set(files), names)
                if file := files.get("Factura año 2026.pdf"):
                    self.assertTrue(file.endswith(b"%%EOF\n\0\0"))
                if file := files.get("ventas.csv"):
                    self.assertTrue(file.startswith(b"caja;"))

    def test_encoded_message_in_a_message(self):
        """No standard allows it; the file is the message, not its code."""
        inner = b"Subject: dentro\r\n\r\nno imprime\r\n"
        for encoding in ("base64", "8bit"):
            data = base64.encodebytes(inner) if encoding == "base64" else inner
            raw = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: %s\r\n"
            reading = mail_reader.read(raw % encoding.encode() + b"\r\n" + data)
            (file,) = reading.attachments
            self.assertEqual(file.content.split(), inner.split())

    def test_senders_without_brackets(self):
        for value, pairs in SENDERS:
            with self.subTest(value):
                header = mail_headers.parsed(f"From: {value}\n\nx".encode())
                self.assertEqual(mail_headers.mailboxes(header, "From"), pairs)

    def test_lines_that_are_no_header(self):
        """They do not end the header, unless what follows is the text."""
        for lines, is_header in HEADERS:
            with self.subTest(lines):
                raw = f"Subject: x\r\n{lines}To: a@b.example\r\n\r\npalabras"
                message = mail_headers.parsed(raw.encode())
                self.assertEqual(message["To"], "a@b.example" if is_header else None)
                self.assertEqual(message.get_payload() == "palabras", is_header)
        # Without an empty line the text begins where the fields end.
        reading = mail_reader.read(b"Subject: x\nHola a todos\nno imprime\n\nLuis")
        self.assertEqual(" ".join(reading.text.split()), "Hola a todos no imprime Luis")

    def test_winmail_that_would_keep_a_reader_busy(self):
        """Whatever it says of itself: it is read at once, or it stays a file."""
        counts = struct.pack("<IHHI", 1, 0x1002, 1, 0xFFFFFFFF)
        texts = struct.pack("<IHHI", 1, 0x101E, 1, 0xFFFFFFFF)
        for data in (
            WINMAIL,
            _properties(struct.pack("<I", 0xFFFFFFFF)),
            _properties(counts + b"x" * 100),
            _properties(texts + b"\0" * 4_000_000),
            WINMAIL + struct.pack("<BHHIH", 1, 1, 0, 0, 0) * 500_000,
        ):
            with watchdog(2, "winmail.dat"):
                self.assertIsNone(winmail.read(data))

    def test_signed_message_that_is_costly_to_read(self):
        """What is in a signature is judged like a message of its own."""
        with patch.object(smime, "unpacked", return_value=COSTLY):
            raw = (MAILS / "187-smime-opaque.eml").read_bytes()
            with watchdog(2, "S/MIME"):
                reading = mail_reader.read(raw)
        self.assertEqual(
            [f.name for f in reading.attachments], ["encrypted-message.p7m"]
        )

    def test_words_of_a_page(self):
        """None is lost: not behind the page, in brackets, nor in the next cell."""
        for source, words in (
            ("<html><body>uno</body>dos</html>tres", "uno dos tres"),
            ("<body>uno</body><html><body>dos</body></html>", "uno dos"),
            ("<p>de <a@b.example> y <mailto:c@d.example></p>",)
            + ("de <a@b.example> y <mailto:c@d.example>",),
            ("<table><tr><td>uno</td><td>dos</td></tr></table>tres", "uno dos tres"),
        ):
            with self.subTest(source):
                formed = mail_html.well_formed(source)
                self.assertEqual(mail_html.plain(source).split(), words.split())
                self.assertEqual(mail_html.plain(formed).split(), words.split())
