# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from ...tools.mail import mail_cost
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


@tagged("post_install", "-at_install")
class TestInboundCost(InboundCommon):
    def _answers(self):
        return self.env["mail.mail"].search([("model", "=", "bacg.mail.inbound")])

    def _large(self, **headers):
        raw = self._mail(Subject="Archivo grande", **headers)
        with mute_logger(QUARANTINE_LOGGER):
            return self._receive(raw + b"x" * 1024**2)

    def test_costly_message_is_put_aside(self):
        """It is quarantined before anything reads it, and can be made a case."""
        with mute_logger(QUARANTINE_LOGGER):
            row = self._receive(nested(200, b"y\r\n" * 100_000))
        self.assertEqual(row.state, "quarantined")
        self.assertIn("nested", row.error)
        self.assertFalse(self._answers())
        row.with_user(self.manager).action_make_case()
        self.assertEqual(row.ticket_id.partner_id.email, "ana@cafe.gt")

    def test_large_message_is_answered(self):
        """SLA 1.02: kept, its sender told once, in his language, in the thread."""
        self.env.company.sla_inbound_size_limit = 1
        row = self._large(Message_ID="<grande@cafe.gt>")
        self.assertEqual(row.state, "quarantined")
        self.assertIn("1.0 MB", row.error)
        self.assertEqual(len(row._raw_bytes()), row.size)
        answer = self._answers()
        self.assertEqual(answer.email_to, "lucia@cafe.gt")
        self.assertEqual(answer.state, "outgoing")
        self.assertIn("1.0 MB", answer.body_html)
        self.assertIn("auto-replied", answer.headers)
        self.assertEqual(answer.references, "<grande@cafe.gt>")
        self.assertIn("soporte@bacg.cloud", answer.reply_to)
        with mute_logger(QUARANTINE_LOGGER):
            row.with_user(self.manager).action_retry()
        self.assertEqual(row.state, "quarantined")
        self._large(Message_ID="<grande-2@cafe.gt>")
        self.assertEqual(len(self._answers()), 1, "one who sends several hears once")
        self.env.company.sla_inbound_size_limit = 2
        row.with_user(self.manager).action_retry()
        self.assertEqual(row.state, "case")

    def test_robots_get_no_answer(self):
        self.env.company.sla_inbound_size_limit = 1
        self._large(Auto_Submitted="auto-generated")
        self.assertFalse(self._answers())

    def test_reply_to_the_answer_is_a_case(self):
        self.env.company.sla_inbound_size_limit = 1
        self._large()
        row = self._receive(
            self._mail(subject="Re: grande", References=self._answers().message_id),
            local("2026-03-06T19:00:00"),
        )
        self.assertEqual(row.state, "case")
