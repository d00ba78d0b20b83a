# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ...tools import coverage

WORDS = [
    ("capacit*", 1, "training"),
    ("error", 1, "message"),
    ("nuevo reporte", 2, "report"),
    ("reporte", 1, "guidance"),
]


@tagged("post_install", "-at_install")
class TestCoverageTools(BaseCase):
    def test_plain(self):
        self.assertEqual(
            coverage.plain("<p>¿Capacitación,\n GÜISQUIL?</p>"), "capacitacion guisquil"
        )
        self.assertEqual(coverage.plain(None), "")

    def test_terms(self):
        text = coverage.plain("Necesitamos capacitación; no hay errores")
        for term, found in (
            ("capacit*", True),
            ("Capacitación", True),
            ("capacit", False),
            ("error", False),
            ("error*", True),
            ("no hay", True),
            ("hay no", False),
            ("*", False),
        ):
            with self.subTest(term=term):
                self.assertEqual(bool(coverage.found_terms(text, [term])), found)

    def test_best_kind(self):
        """The greatest weight wins; a tie or no words give no suggestion."""
        for text, kind, words in (
            ("quiero un nuevo reporte", "report", ["nuevo reporte"]),
            ("capacitar sobre el error", None, []),
            ("hola", None, []),
            ("el reporte", "guidance", ["reporte"]),
        ):
            with self.subTest(text=text):
                self.assertEqual(
                    coverage.best_kind(coverage.plain(text), WORDS), (kind, words)
                )

    def test_subject_counts_twice(self):
        """The words of the subject decide a tie between kinds."""
        subject = "capacitacion"
        self.assertEqual(
            coverage.best_kind(f"{subject} sale un error", WORDS, subject),
            ("training", ["capacit*"]),
        )
