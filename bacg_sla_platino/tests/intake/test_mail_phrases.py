# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ...tools.mail import mail_kind, mail_phrases, mail_reader

# What people write: no phrase of the table is in it.
OF_PEOPLE = (
    ("absent", "La oficina de ventas no imprime"),
    ("absent alone", "Ausencia de saldo en la caja"),
    ("absent alone", "Vacaciones mal calculadas en la planilla"),
    ("signature", "Me regresó esto: This is the mail system at host mx.example."),
    ("report subject", "RV: Mail delivery failed"),
    ("report subject", "Re: Undeliverable: caso"),
    ("daemon", "mailer-daemon-admin"),
    ("office", "postmaster.ventas"),
    ("system name", "Sistema Contable"),
    ("answer header", "X-Apple-Action: FORWARD"),
    ("answer header", "X-Autoreply-Count: 3"),
)
COMPLAINT = (
    b"From: %s\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\n"
    b"Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n--b--\n"
)
LIST = b"From: %s\nSubject: Fuera de la oficina\nList-Id: <x.y>\n%s\n\nx"
EVENT = (
    b'From: %s\n\n{"notificationType": "Bounce", "mail": {"headers": [1, {}]}, '
    b'"bounce": {"bouncedRecipients": [null, {"emailAddress": 5}]}}'
)
# A message, its return path, and what it is.
KINDS = (
    (COMPLAINT % b"fbl@x.example", "", mail_kind.COMPLAINT),
    (COMPLAINT % b"Mail System <a@x.example>", "a@x.example", mail_kind.COMPLAINT),
    (COMPLAINT % b"lucia@cafe.example", "lucia@cafe.example", None),
    (LIST % (b"a@b.example", b"Precedence: list"), "l@b.example", mail_kind.QUIET),
    (LIST % (b"a@b.example", b"List-Post: <mailto:l@b.example>"), "l@b.example")
    + (mail_kind.QUIET,),
    (LIST % (b"a@b.example", b"Precedence: bulk"), "l@b.example", mail_kind.GENERATED),
    (LIST % (b"no-reply@b.example", b"Precedence: list"), "l@b.example")
    + (mail_kind.GENERATED,),
    (LIST % (b"a@b.example", b"Precedence: list\nAuto-Submitted: auto-replied"), None)
    + (mail_kind.REPLY,),
    (EVENT % b"x@sns.amazonaws.com", None, mail_kind.BOUNCE),
    (EVENT % b"x@notamazonaws.com", None, None),
    (b"From: a@b.example\nX-Amz-Sns-Topic-Arn: x\n\n{no json", None, None),
)


@tagged("post_install", "-at_install")
class TestMailPhrases(BaseCase):
    def test_each_row(self):
        """Each phrase is in its example, and no other one of its table is."""
        for row in mail_phrases.ROWS:
            table, _pattern, example = row
            others = [other for other in mail_phrases.ROWS if other != row]
            with self.subTest(table=table, example=example):
                own = mail_phrases.compiled(table, [row])
                self.assertTrue(own.search(example))
                self.assertTrue(mail_phrases.says(table, example))
                self.assertFalse(mail_phrases.compiled(table, others).search(example))

    def test_what_people_write(self):
        for table, text in OF_PEOPLE:
            with self.subTest(table=table, text=text):
                self.assertFalse(mail_phrases.says(table, text))

    def test_kinds(self):
        """Complaints, lists and Amazon's events, by the message and its path."""
        for raw, path, kind in KINDS:
            with self.subTest(raw=raw, path=path):
                self.assertEqual(mail_kind.kind_of(mail_reader.read(raw), path), kind)
