# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ...tools.mail.case_number import candidates

SUBJECTS = (
    (None, []),
    ("No imprime", []),
    ("RE: [HT00012] Recibimos su caso", ["HT00012"]),
    ("sobre el caso HT00012 de ayer", ["HT00012"]),
    ("caso ht00012", ["ht00012", "HT00012"]),
    ("HT00012 - No imprime", ["HT00012"]),
    ("#HT00012: sigue", ["HT00012"]),
    ("[00012] y [2026/00013]", ["00012", "2026/00013"]),
    # Digits alone may be an amount, an invoice or a date.
    ("Factura 00012 del 2026", []),
    ("Factura (2) y [12]", []),
    ("U-2 y HT-7 no", []),
    ("RE: [U-2] sí", ["U-2"]),
)


@tagged("post_install", "-at_install")
class TestCaseNumber(BaseCase):
    def test_numbers_in_subjects(self):
        for subject, numbers in SUBJECTS:
            with self.subTest(subject):
                self.assertEqual(candidates(subject), numbers)

    def test_a_subject_of_numbers_asks_for_few(self):
        subject = " ".join(f"HT{number:05}" for number in range(1000))
        self.assertEqual(len(candidates(subject)), 5)
