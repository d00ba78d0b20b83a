# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from email import message_from_bytes, policy
from email.message import EmailMessage

from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from ...tools import coverage
from ...tools.mail import (
    file_keys,
    forwarded,
    mail_bounce,
    mail_cost,
    mail_headers,
    mail_reader,
    mail_skim,
)
from .test_inbound import QUARANTINE_LOGGER, InboundCommon, local

HEAD = b"From: Ana <ana@cafe.gt>\r\nTo: soporte@bacg.cloud\r\nSubject: x\r\n"


def nested(depth, leaf=b"hola\r\n", newline=b"\r\n", boundary=b'boundary="%d"'):
    """Return a message whose parts lie in each other."""
    lines = [HEAD]
    for number in range(depth):
        lines += [b"Content-Type: multipart/mixed; ", boundary % number, b"\r\n\r\n"]
        lines += [b"--%d\r\n" % number]
    return b"".join([*lines, b"\r\n", leaf]).replace(b"\r\n", newline)


def flat(count, part=b"Content-Type: text/plain\r\n\r\nhola\r\n"):
    """Return a message of many parts."""
    head = HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    return head + (b"--b\r\n" + part) * count + b"--b--\r\n"


@tagged("post_install", "-at_install")
class TestMailCost(BaseCase):
    def test_real_mail_costs_little(self):
        """Long threads, many files, many recipients and large files are no attack."""
        references = b" ".join(b"<%d@cafe.gt>" % number for number in range(10_000))
        recipients = b", ".join(b"a%d@cafe.gt" % number for number in range(1000))
        files = (
            b"Content-Type: image/png; name=a.png\r\nContent-ID: <a>\r\n\r\nAAAA\r\n"
        )
        for raw in (
            HEAD + b"\r\nhola",
            b"",
            HEAD + b"References: " + references + b"\r\n\r\nhola",
            HEAD + b"Cc: " + recipients + b"\r\n\r\nhola",
            HEAD + b"Subject: " + b"a" * 10_000 + b"\r\n\r\nhola",
            flat(500, files),
            flat(5, files + (b"A" * 76 + b"\r\n") * 50_000),
            nested(10, (b"A" * 76 + b"\r\n") * 50_000),
            HEAD + b"\r\n" + b"-- comentario SQL\r\n" * 5000,
        ):
            self.assertIsNone(mail_cost.excess(raw), raw[:200])

    def test_deep_nesting(self):
        """Lines times open parts: what kept the parser busy for ten minutes."""
        many = b"y\r\n" * 100_000
        for raw in (
            nested(200, many),
            nested(200, many, newline=b"\n"),
            nested(200, many, newline=b"\r"),
            nested(200, many, boundary=b"boundary*=us-ascii''%d"),
            nested(200, many, boundary=b"\r\n\tBOUNDARY = %d"),
        ):
            self.assertEqual(mail_cost.excess(raw), "nesting", raw[:200])

    def test_many_parts(self):
        self.assertEqual(mail_cost.excess(flat(2000)), "parts")
        empty = HEAD + b'Content-Type: multipart/mixed; boundary=""\r\n\r\n'
        self.assertEqual(mail_cost.excess(empty + b"--\r\n" * 2000), "parts")
        starred = HEAD + b"Content-Type: multipart/mixed; boundary*0=b\r\n\r\n"
        self.assertEqual(mail_cost.excess(starred + b"--b\r\n" * 2000), "parts")

    def test_long_headers(self):
        for raw in (
            HEAD + b"Subject: " + b"a" * 100_000 + b"\r\n\r\nhola",
            HEAD + b"Cc: a@b.gt,\r\n" + b" a@b.gt,\r\n" * 20_000 + b"\r\n\r\nhola",
            HEAD + b"X-A: b\r\n" * 200_000,
            flat(1, b"Content-Type: text/plain; " + b"a=b; " * 5000 + b"\r\n\r\nx\r\n"),
        ):
            self.assertEqual(mail_cost.excess(raw), "header", raw[:200])

    def test_long_words(self):
        """Words, lines and tags that never end are read in linear time.

        In quadratic time this test would take hours.
        """
        long = b"A" * 1024**2
        html = HEAD + b'Content-Type: text/html\r\n\r\n<img src="data:image/png;base64,'
        for raw in (html + long + b'">\r\n', html + long + b"\r\n" + long):
            self.assertEqual(file_keys.without_keys("x.eml", raw), raw)
        word = long.decode()
        self.assertFalse(forwarded.senders(f"De: {word}\nPara: Ana\nAsunto: x\n"))
        self.assertFalse(coverage.plain("<" * len(word)))
        sender = message_from_bytes(b"From: " + long + b"\r\n\r\nhola")
        self.assertFalse(mail_headers.addresses(sender, "From"))
        mail = EmailMessage()
        mail.set_content(word, cte="base64")
        mail.add_alternative(f"<p>{word}</p>", "html", cte="base64")
        self.assertIn("AAAA", mail_reader.read(mail.as_bytes()).text)
        reading = mail_reader.read(HEAD + b"\r\nx" + b"\r\n" * 100_000 + b"y")
        self.assertFalse(mail_bounce.report_of(reading).message_ids)


@tagged("post_install", "-at_install")
class TestInboundCost(InboundCommon):
    def _large(self, text="Va todo.", **headers):
        """Receive a message with a file of more than a megabyte."""
        self.env.company.sla_inbound_size_limit = 1
        message = EmailMessage()
        message.set_content(text, cte="base64")
        message.add_attachment(
            bytes(range(256)) * 6000, "application", "zip", filename="respaldo año.zip"
        )
        message.add_attachment("fin del correo", filename="nota.txt")
        own = message.as_bytes(policy=policy.SMTP)
        headers.setdefault("subject", "Archivo grande")
        head = self._mail(Content_Type=None, **headers).partition(b"\r\n\r\n")[0]
        return head + b"\r\n" + own

    def test_costly_message_is_put_aside(self):
        """It is quarantined before anything reads it, and can be made a case."""
        with mute_logger(QUARANTINE_LOGGER):
            row = self._receive(nested(200, b"y\r\n" * 100_000))
        self.assertEqual(row.state, "quarantined")
        self.assertIn("nested", row.error)
        row.with_user(self.manager).action_make_case()
        self.assertEqual(row.ticket_id.partner_id.email, "ana@cafe.gt")

    def test_large_message_is_a_case(self):
        """SLA 1.01, 1.02: numbered and acknowledged; its files named, and kept raw."""
        raw = self._large()
        row = self._receive(raw)
        self.assertEqual(row.state, "case", row.error)
        ticket = row.ticket_id
        self.assertEqual(ticket.name, "Archivo grande")
        self.assertEqual(ticket.partner_id, self.contact)
        for words in ("Va todo.", "2.0 MB", "1 MB", "respaldo año.zip", "nota.txt"):
            self.assertIn(words, ticket.description)
        self.assertTrue(ticket.acknowledged_at)
        self.assertFalse(ticket.message_ids.attachment_ids)
        self.assertEqual(row._raw_bytes(), raw)
        self.assertEqual(ticket.with_user(self.manager)._intake_get_originals(), row)

    def test_large_answer_is_on_its_case(self):
        ticket = self._receive(self._mail()).ticket_id
        raw = self._large(subject=f"RE: [{ticket.number}] No imprime")
        row = self._receive(raw, local("2026-03-06T19:00:00"))
        self.assertEqual((row.state, row.ticket_id), ("reply", ticket))
        self.assertIn("respaldo", ticket.message_ids.sorted("id")[-1:].body)

    def test_large_text(self):
        """A text of its own size is cut, and says so."""
        self.env.company.sla_inbound_size_limit = 1
        row = self._receive(self._mail() + b"renglon de texto\r\n" * 100_000)
        self.assertEqual(row.state, "case", row.error)
        self.assertIn("renglon", row.ticket_id.description)
        self.assertIn("the rest of its text", row.ticket_id.description)

    def test_large_message_of_many_levels(self):
        """What would keep the reader busy still waits for a person."""
        self.env.company.sla_inbound_size_limit = 1
        with mute_logger(QUARANTINE_LOGGER):
            row = self._receive(nested(200, b"y\r\n" * 400_000))
        self.assertEqual(row.state, "quarantined")


@tagged("post_install", "-at_install")
class TestSkim(BaseCase):
    def test_skim(self):
        """Texts stay whole, long files are cut, lines of a file stay whole lines."""
        text = b"Buenas tardes.\r\n" * 10
        line = b"QUJD" * 19 + b"\r\n"
        limit = mail_skim.LINES_LIMIT
        raw = text + line * (limit + 3) + b"\r\n" + text + line * limit
        expected = text + line * limit + b"\r\n" + text + line * limit
        self.assertEqual(mail_skim.skimmed(raw), expected)
