# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from email import message_from_bytes
from email.message import EmailMessage

from odoo.modules.migration import load_script
from odoo.tests import BaseCase, tagged
from odoo.tools import file_path

from ...tools.mail import file_keys
from ...tools.mail.link_keys import without_keys
from .test_mail_kinds import LATER, MailCase

KEY = "llave-del-cliente"
REWRITTEN = (
    "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fo.example"
    f"%2Fmy%2Fticket%2F7%3Faccess_token%3D{KEY}%26pid%3D3&data=05"
)
LINKS = (
    REWRITTEN,
    f"https://odoo.bacg.cloud/web/signup?db=x&token={KEY}",
    f"https://odoo.bacg.cloud/my/ticket/7?access_token={KEY}&pid=3&hash={KEY}",
    f"https://odoo.bacg.cloud/my/approvals/7?token={KEY}",
    f"https://odoo.bacg.cloud/mail/view?model=x&access_token={KEY}",
)
ENCODINGS = ("base64", "quoted-printable", "8bit")


def invitation(link, encoding="quoted-printable"):
    """Return a mail of ours with a link that opens, as its reader encloses it."""
    message = EmailMessage()
    message["Subject"] = "Bienvenido"
    words = f"Ábralo: {link} …"
    message.set_content(words, cte=encoding)
    message.add_alternative(f'<a href="{link}">Ábralo</a>', "html", cte=encoding)
    return message


def all_bytes(data):
    """Return a file and all that is in it if it is a message, decoded."""
    message = message_from_bytes(data)
    found = [data]
    for part in message.walk():
        inner = part.get_payload(decode=True) or b""
        found.append(inner)
        if (part.get_filename() or "").endswith(".eml"):
            found.append(all_bytes(inner))
    return b"\n".join(found)


@tagged("post_install", "-at_install")
class TestFileKeysTools(BaseCase):
    def test_no_encoding_keeps_a_key(self):
        for link in LINKS:
            for encoding in ENCODINGS:
                inner = invitation(link, encoding)
                enclosing, filed = EmailMessage(), EmailMessage()
                enclosing.set_content("Vean esto.")
                enclosing.add_attachment(inner)
                filed.set_content("Vean esto.")
                filed.add_attachment(
                    inner.as_bytes(), "application", "octet-stream", filename="a.eml"
                )
                for message in (inner, enclosing, filed):
                    with self.subTest(link, encoding=encoding):
                        data = message.as_bytes()
                        self.assertIn(KEY.encode(), all_bytes(data).replace(b"\n", b""))
                        clean = all_bytes(file_keys.without_keys("a.eml", data))
                        self.assertNotIn(KEY.encode(), clean)
                        self.assertIn("Ábralo".encode(), clean)

    def test_other_bytes_stay(self):
        """What opens nothing is kept to the byte."""
        link = "https://odoo.bacg.cloud/my/ticket/7"
        for name, data in (
            ("a.eml", invitation(link).as_bytes()),
            ("a.eml", b"no message, token=x"),
            ("a.bin", bytes(range(256)) * 9),
            ("a.txt", b"/web/image/7?access_token=x"),
        ):
            with self.subTest(name):
                self.assertEqual(file_keys.without_keys(name, data), data)

    def test_no_format_keeps_a_key(self):
        """Where a key cannot be taken out, nobody is given the file."""
        for link in LINKS:
            clean = file_keys.without_keys("a.html", link.encode())
            self.assertNotIn(KEY.encode(), clean)
            self.assertEqual(len(clean), len(link))
            self.assertNotIn(KEY, without_keys(link))
            broken = b"Content-Type: multipart/mixed; boundary=q\r\n\r\nx\r\n"
            broken += invitation(link, "base64").as_bytes()
            for name, data in (("a.msg", link.encode("utf-16-le")), ("a.eml", broken)):
                with (
                    self.subTest(link, name=name),
                    self.assertRaises(file_keys.HiddenKey),
                ):
                    file_keys.without_keys(name, data)


@tagged("post_install", "-at_install")
class TestFileKeys(MailCase):
    """SLA 1.05: what a mail encloses makes no agent the customer."""

    def _enclosing(self, kind, **headers):
        """Return a mail that encloses an invitation of ours."""
        mail = self._mail(Content_Type=kind, **headers).partition(b"\r\n\r\n")[0]
        inner = invitation(f"https://o.example/web/signup?token={KEY}").as_bytes()
        words = b"--b\r\nContent-Type: text/plain\r\n\r\nNo lo entiendo.\r\n--b\r\n"
        enclosed = b"Content-Type: message/rfc822\r\n\r\n" + inner
        return mail + b"\r\n\r\n" + words + enclosed + b"\r\n--b--\r\n"

    def _check_files(self, row, count=1):
        """Check that the agent's files have no key, and the manager's mail has."""
        files = row.ticket_id.message_ids.attachment_ids.with_user(self.agent)
        self.assertGreaterEqual(len(files), count)
        for file in files:
            self.assertNotIn(KEY.encode(), all_bytes(file.raw))
        self.assertTrue(any("Ábralo".encode() in all_bytes(file.raw) for file in files))
        self.assertIn(KEY.encode(), all_bytes(row._raw_bytes()))
        self.assertFalse(row.with_user(self.agent).has_access("read"))

    def test_forwarded(self):
        kind = 'multipart/mixed; boundary="b"'
        row = self._receive(self._enclosing(kind, subject="No puedo entrar"), LATER)
        self.assertEqual(row.state, "case", row.error)
        self._check_files(row)

    def test_returned(self):
        """An invitation that did not arrive comes back whole."""
        about = self.acknowledgement.message_id
        mail = self._enclosing(
            'multipart/report; report-type=delivery-status; boundary="b"',
            sender="MAILER-DAEMON@mx.cafe.gt",
            subject="Undelivered",
            References=about,
        )
        mail = mail.replace(
            b"Content-Type: message/rfc822\r\n\r\n",
            b"Content-Type: message/delivery-status\r\n\r\n"
            b"Reporting-MTA: dns; mx.cafe.gt\r\n\r\n"
            b"Final-Recipient: rfc822; lucia@cafe.gt\r\nAction: failed\r\n"
            b"Status: 5.1.1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
            b"Message-ID: " + about.encode() + b"\r\n",
        )
        row = self._receive(mail, LATER, envelope_from="")
        self.assertEqual((row.state, row.ticket_id), ("bounce", self.ticket))
        self._check_files(row)

    def test_mended(self):
        """The original beside a mended mail quotes what its text does."""
        head = self._mail(
            subject="Impresión", Content_Type="text/plain; charset=x-none"
        ).partition(b"\r\n\r\n")[0]
        row = self._receive(head + b"\r\n\r\n" + f"Ábralo: {LINKS[2]}".encode(), LATER)
        self.assertEqual(row.state, "case", row.error)
        self._check_files(row)
        self.assertNotIn(KEY, row.ticket_id.description)

    def test_what_cannot_be_taken_out(self):
        """A text says where the file is."""
        file = self.env["bacg.mail.inbound"]._without_keys(
            file_keys.mail_files.Attachment("a.msg", LINKS[1].encode("utf-16-le"))
        )
        self.assertEqual(file.name, "a.msg.txt")
        self.assertIn(b"supervisor", file.content)

    def test_what_was_kept_before(self):
        """The update takes the keys out of the files of cases, too."""
        link = LINKS[1]
        raws = {
            "A.EML": invitation(link).as_bytes(),
            "a.msg": link.encode("utf-16-le"),
            "a.Html": link.encode(),
            "a.txt": link.encode(),
            "a": link.encode(),
            "a.png": b"\x89PNG",
        }
        files = self.env["ir.attachment"]
        for name, raw in raws.items():
            files |= files.create(
                {
                    "name": name,
                    "raw": raw,
                    "res_model": self.ticket._name,
                    "res_id": self.ticket.id,
                }
            )
        path = "bacg_sla_platino/migrations/19.0.1.1.0/post-migration.py"
        load_script(file_path(path), "forget_keys")._forget_keys(self.env)
        for file in files:
            self.assertNotIn(KEY.encode(), all_bytes(file.raw).replace(b"\0", b""))
        names = [*raws]
        names[1] = "a.msg.txt"
        self.assertEqual(files.mapped("name"), names)
        self.assertEqual(files[-1].raw, b"\x89PNG")
