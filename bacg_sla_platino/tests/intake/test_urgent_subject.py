# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ...tools.mail.urgent_subject import claims_anew, has_prefix

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
    "[EXTERNO] URGENTE no abre",
    "[EXTERNO] RE: URGENTE no abre",
    "RE: [EXTERNO] URGENTE no abre",
    "[SP00012] URGENTE sigue caído",
    "External: URGENTE no abre",
    "🚨 URGENTE no abre",
    "🚨🚨URGENTE🚨",
    "⚠️ URGENTE: no abre",
    "MUY URGENTE: no abre",
    "Muy muy urgente",
    "🔥 [EXTERNO] RV: ¡MUY URGENTE!",
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
    "[EXTERNO] Factura urgente",
    "Muy bien, no es urgente",
    "[URGENTEMENTE] leer",
    "Muy lento",
)
# (subject, subjects of the thread before, whether it answers a mail, whether it claims)
THREADS = (
    ("URGENTE: nadie entra", ["No abre"], True, True),
    ("RE: No abre", ["No abre"], True, False),
    ("URGENTE RE: No abre", ["No abre"], True, True),
    ("RE: URGENTE: No abre", ["No abre"], True, True),
    ("URGENTE [SP00012] sigue caído", ["No abre"], False, True),
    ("[SP00012] URGENTE sigue caído", ["URGENTE: nadie entra"], False, True),
    ("RE: URGENTE: nadie entra", ["URGENTE: nadie entra"], True, False),
    ("RE: [EXTERNO] URGENTE nadie  entra", ["URGENTE: nadie entra"], True, False),
    ("RE: [SP00012] URGENTE: nadie entra", ["URGENTE: nadie entra"], False, False),
    ("RV: RE: URGENTE: nadie entra", ["Re: URGENTE: nadie entra"], True, False),
    ("URGENTE: nadie entra", ["URGENTE: nadie entra"], True, False),
    ("URGENTE: nadie entra", ["URGENTE: nadie entra"], False, True),
    ("URGENTE: RE: URGENTE: nadie entra", ["URGENTE: nadie entra"], True, True),
    ("RE: URGENTE: otra vez", ["URGENTE: nadie entra"], True, True),
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

    def test_own_subject_or_the_threads(self):
        """SLA 2.02: a subject that repeats its thread's claims nothing anew."""
        for subject, thread, is_answer, claims in THREADS:
            with self.subTest(subject, thread=thread, is_answer=is_answer):
                found = claims_anew(subject, ["URGENTE"], thread, is_answer)
                self.assertEqual(found, claims)

    def test_other_prefixes(self):
        self.assertTrue(has_prefix("Caído total", ["urgente", " caido "]))
        self.assertFalse(has_prefix("Caído total", ["", " "]))
