# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ...tools.mail.urgent_subject import has_prefix

URGENT = (
    "URGENTE",
    "URGENTE: sistema caído",
    "urgente sistema caído",
    "Urgénte - no entra nadie",
    "  URGENTE no abre",
    "[URGENTE] no abre",
    "(Urgente) no abre",
    "¡URGENTE! no abre",
    "**URGENTE** no abre",
    "RE: URGENTE: no abre",
    "RV: FW: URGENTE no abre",
    "Fwd: Re[2]: [URGENTE] no abre",
    "RE : urgente",
    "ＵＲＧＥＮＴＥ ancho completo",
)
NORMAL = (
    "",
    None,
    "No es URGENTE",
    "Factura urgente",
    "Urgentemente necesito",
    "RE: consulta URGENTE",
    "URGENTES: dos facturas",
    "RURGENTE",
)


@tagged("post_install", "-at_install")
class TestUrgentSubject(BaseCase):
    def test_prefix_is_recognised(self):
        """SLA 2.02: the prefix, however it is written or forwarded."""
        for subject in URGENT:
            with self.subTest(subject):
                self.assertTrue(has_prefix(subject, ["URGENTE"]))

    def test_only_as_a_prefix(self):
        """SLA 2.02: inside the subject, or as part of a word, it claims nothing."""
        for subject in NORMAL:
            with self.subTest(subject):
                self.assertFalse(has_prefix(subject, ["URGENTE"]))

    def test_other_prefixes(self):
        self.assertTrue(has_prefix("Caído total", ["urgente", " caido "]))
        self.assertFalse(has_prefix("Caído total", ["", " "]))
