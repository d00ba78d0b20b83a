# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ...tools.mail.mail_authentication import verdict
from ...tools.mail.mail_headers import header_of

OURS = "mx.bacg.example"
# headers from the top, verdict
FOUND = (
    ((), "none"),
    (("mx.bacg.example; none",), "none"),
    (("mx.bacg.example; dmarc=pass header.from=bacg.example",), "pass"),
    (("mx.bacg.example 1; dkim=pass (ok; 2048) header.d=bacg.example",), "pass"),
    (("MX.BACG.example; spf=pass smtp.mailfrom=juan@mail.bacg.example",), "pass"),
    (("mx.bacg.example; auth=pass smtp.auth=juan@bacg.example",), "pass"),
    (("mx.bacg.example; auth=pass smtp.auth=otro@bacg.example",), "none"),
    (('"mx.bacg.example" (\\(a); dmarc = pass header.from=bacg.example',), "pass"),
    (
        ("mx.bacg.example; spf=none x.y=<>; dkim/1=pass header.d=bacg.example",),
        "pass",
    ),
    # What others wrote in quotation marks and comments is no word of the server's.
    (
        ('mx.bacg.example; spf=pass smtp.mailfrom="juan@bacg.example x"@otra.example',),
        "none",
    ),
    (('mx.bacg.example; spf=pass smtp.mailfrom="x; dmarc=pass "@bacg.otra',), "none"),
    (("mx.bacg.example; spf=pass ((a) dkim=pass header.d=bacg.example;)",), "none"),
    (
        ("mx.bacg.example; spf=pass (a (b); dkim=pass header.d=bacg.example; c)",),
        "none",
    ),
    (("mx.bacg.example; x=y dmarc=pass header.from=bacg.example",), "none"),
    (('mx.bacg.example; dmarc=pass header.from="bacg.example',), "none"),
    (("mx.bacg.example; dmarc=pass header.from=bacg.example (",), "none"),
    (("mx.bacg.example 2; dmarc=pass header.from=bacg.example",), "none"),
    (("mx.bacg.example; dkim=pass header.d=bacg.example header.d=x.example",), "none"),
    # No parent speaks for its children: it may be a registry.
    (("mx.bacg.example; dkim=pass header.d=example",), "none"),
    # Microsoft 365 names no server; what failed is believed.
    (("spf=pass smtp.mailfrom=x.example; dmarc=fail header.from=x.example",), "fail"),
    (("mx.bacg.example; dkim=pass header.d=otra.example",), "none"),
    (("mx.bacg.example; spf=pass smtp.mailfrom=x@example",), "none"),
    (("mx.bacg.example; dkim=fail header.d=bacg.example",), "none"),
    (("mx.bacg.example; dmarc=fail header.from=bacg.example",), "fail"),
    (("mx.otra.example; dmarc=pass header.from=bacg.example",), "none"),
    (("mx.otra.example; dmarc=fail header.from=bacg.example",), "fail"),
    # Only the topmost one of ours: those below came with the message.
    (
        (
            "mx.bacg.example; dmarc=none header.from=bacg.example",
            "mx.bacg.example; dmarc=pass header.from=bacg.example",
        ),
        "none",
    ),
)


@tagged("post_install", "-at_install")
class TestMailAuthentication(BaseCase):
    def test_verdicts(self):
        """Our own server's word proves who wrote; nobody else's does."""
        for values, expected in FOUND:
            lines = "".join(f"Authentication-Results: {v}\r\n" for v in values)
            with self.subTest(values):
                message = header_of(lines.encode() + b"\r\n")
                found = verdict(message, "juan@bacg.example", OURS)
                self.assertEqual(found, expected)

    def test_two_readings_of_from(self):
        """Whom our server confirmed may be the other one."""
        good = "Authentication-Results: mx.bacg.example; dmarc=pass header.from="
        for line, expected in (
            ("Juan <juan@bacg.example>", "pass"),
            ('"juan@bacg.example" <juan@bacg.example>', "pass"),
            ("JUAN@bacg.example", "pass"),
            ("juan@bacg.example <x@otra.example>", "unclear"),
            ("<juan@bacg.example>, x@otra.example", "unclear"),
            ("x@otra.example\r\nFrom: juan@bacg.example", "unclear"),
        ):
            with self.subTest(line):
                lines = f"{good}bacg.example\r\nFrom: {line}\r\n\r\n"
                found = verdict(header_of(lines.encode()), "juan@bacg.example", OURS)
                self.assertEqual(found, expected)

    def test_no_parent_domain(self):
        line = "Authentication-Results: m; dkim=pass header.d=com.gt\r\n\r\n"
        message = header_of(line.encode())
        self.assertEqual(verdict(message, "ana@cafe.com.gt", "m"), "none")

    def test_without_a_server_of_ours(self):
        """Nobody proves anything, yet a failed check is believed."""
        for value, expected in (("pass", "none"), ("fail", "fail")):
            line = f"Authentication-Results: x; dmarc={value} header.from=b.example\r\n"
            message = header_of(line.encode())
            self.assertEqual(verdict(message, "a@b.example", ""), expected)
