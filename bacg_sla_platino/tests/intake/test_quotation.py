# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ...tools.mail.quotation import own_lines
from .test_mail_kinds import MailCase

OUTLOOK = (
    "De: Soporte <soporte@bacg.cloud>\nEnviado: lunes\nPara: Lucía\nAsunto: RE: caso\n"
    "\nLe contestamos"
)
# A text, and the lines of it that its sender says.
TEXTS = (
    ("No imprime.\nGracias", ["No imprime.", "Gracias"]),
    ("> Le contestamos\n> hoy\n\nNo imprime.", ["No imprime."]),
    ("Uno\n> ¿dos?\nTres", ["Uno", "Tres"]),
    ("El lun, 2 mar 2026, Soporte escribió:\n> Le contestamos\nNo", ["No"]),
    (
        "El lun, 2 mar 2026 a las 10:00, Soporte\n(<soporte@bacg.cloud>)\nescribió:\nx",
        [],
    ),
    ("No imprime\nOn Mon, Mar 2, 2026, Soporte wrote:\nLe contestamos", ["No imprime"]),
    ("Le lun. 2 mars 2026, Soporte a écrit :\nx", []),
    ("Am 02.03.2026 schrieb Soporte:\nx", []),
    (OUTLOOK, []),
    (f"No imprime\n{OUTLOOK}", ["No imprime"]),
    ("-----Mensaje original-----\nLe contestamos", []),
    ("________________________________\nLe contestamos", []),
    ("---------- Forwarded message ---------\nFrom: a@b.example\nDate: x", []),
    ("Begin forwarded message:\n\nx", []),
    ("Hola\nEnviado desde mi iPhone", ["Hola"]),
    # Sentences, not heads.
    ("De: la caja tres\nno imprime", ["De: la caja tres", "no imprime"]),
    ("El error que escribió: no hay papel", ["El error que escribió: no hay papel"]),
)


@tagged("post_install", "-at_install")
class TestQuotation(BaseCase):
    def test_own_lines(self):
        """What the sender says, above, below and between what he quotes."""
        for text, lines in TEXTS:
            with self.subTest(text):
                self.assertEqual(own_lines(text), lines)


@tagged("post_install", "-at_install")
class TestTitle(MailCase):
    def _title(self, body, kind="plain", subject=None):
        self.number = getattr(self, "number", 0) + 1
        head = self._mail(
            subject=subject,
            Message_ID=f"<{self.number}@titulo>",
            Content_Type=f"text/{kind}; charset=utf-8",
        )
        head = head.partition(b"\r\n\r\n")[0]
        return self._receive(head + b"\r\n\r\n" + body.encode()).ticket_id.name

    def test_no_subject(self):
        """SLA 1.01: the title is what the customer says, never what he quotes."""
        wrote = "El lun, 2 mar 2026, Soporte escribió:"
        gmail = (
            f'<div class="gmail_quote"><div class="gmail_attr">{wrote}</div>'
            "<blockquote>Le contestamos</blockquote></div>"
        )
        for body, kind, title in (
            (f"{wrote}\n> Le contestamos\n\nNo imprime.", "plain", "No imprime."),
            (f"No imprime.\n\n{OUTLOOK}", "plain", "No imprime."),
            (OUTLOOK, "plain", "No subject"),
            (f"<div>No imprime.</div>{gmail}", "html", "No imprime."),
            (gmail, "html", "No subject"),
            (f"<div>{wrote}</div><blockquote>x</blockquote><p>No</p>", "html", "No"),
        ):
            with self.subTest(body):
                self.assertEqual(self._title(body, kind), title)

    def test_subject_that_says_nothing(self):
        for subject in ("RE:", "Fwd: RV:", "Re[2]: "):
            with self.subTest(subject):
                self.assertEqual(
                    self._title("No imprime.", subject=subject), "No imprime."
                )
        self.assertEqual(self._title(OUTLOOK, subject="RE:"), "RE:")
        self.assertEqual(self._title("x", subject="RE: Caja"), "RE: Caja")
