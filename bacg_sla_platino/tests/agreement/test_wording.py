# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ...tools.wording import sentence_case


@tagged("post_install", "-at_install")
class TestWording(BaseCase):
    def test_what_shouts_is_written_as_a_sentence(self):
        """SLA 1.10: the document's words, as one reads them."""
        cases = {
            "DETIENE TODA LA OPERACIÓN": "Detiene toda la operación",
            "ÚNICO. ¿ES DEL ERP? SÍ.": "Único. ¿es del ERP? Sí.",
            "ES UN ERROR. SOLICITUD DE INFORMACIÓN": (
                "Es un error. Solicitud de información"
            ),
            "Toda consulta de FEL": "Toda consulta de FEL",
            "": "",
            False: False,
        }
        for given, wanted in cases.items():
            self.assertEqual(sentence_case(given), wanted)
