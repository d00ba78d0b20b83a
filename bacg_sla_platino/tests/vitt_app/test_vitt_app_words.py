# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from odoo.tests import tagged
from odoo.tools import convert_file

from ..case_tables import read_table
from ..vitt_app_common import VittAppCommon

# Of the cases in sight of which the words were chosen; of those that came afterwards.
SEEN, UNSEEN = 16, 7


@tagged("post_install", "-at_install")
class TestVittAppWords(VittAppCommon):
    """The catalogue is proposed by the words of a case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A catalogue of ten: among three, the right one is always among the first.
        convert_file(
            cls.env,
            "bacg_sla_platino",
            "demo/bacg_vitt_app_demo.xml",
            {},
            noupdate=True,
        )

    def test_the_right_app_is_among_the_first_three(self):
        """SLA 6.02: for 16 of 20 cases, and for most that the words never saw."""
        rows = read_table("vitt_app_cases.csv")
        found = {True: 0, False: 0}
        for row in rows:
            ticket = self.env["helpdesk.ticket"].new(
                {"name": row["subject"], "description": f"<p>{row['text']}</p>"}
            )
            app = self.env.ref(f"bacg_sla_platino.{row['app']}")
            proposed = ticket.proposed_vitt_app_ids
            self.assertLessEqual(len(proposed), 3)
            found[row["id"].startswith("N")] += app in proposed._origin
        self.assertEqual(len(rows), 30)
        self.assertGreaterEqual(found[False], SEEN)
        self.assertGreaterEqual(found[True], UNSEEN)

    def test_nothing_is_proposed_of_nothing(self):
        """SLA 6.02: a case about something else; a retired app; another company's."""
        words = self.env["bacg.sla.keyword"]
        self.assertFalse(words._vitt_app_propose("No puedo entrar", "Olvidé mi clave"))
        self.assertIn(self.treasury.id, words._vitt_app_propose("Tesorería", ""))
        self.treasury.company_id = self.env["res.company"].create({"name": "Otra"})
        ticket = self._case("2026-05-11 15:00:00", name="Tesorería")
        self.assertNotIn(self.treasury, ticket.proposed_vitt_app_ids)
        self.treasury.state = "retired"
        self.assertNotIn(self.treasury.id, words._vitt_app_propose("Tesorería", ""))

    def test_managers_choose_the_words(self):
        """SLA 6.02: the same words as those of the kinds, in one list."""
        words = self.env["bacg.sla.keyword"].with_user(self.manager)
        self.assertFalse(words._vitt_app_propose("El tablero de mando", ""))
        words.sudo().create(
            {"name": "tablero de mando", "vitt_app_id": self.treasury.id}
        )
        self.assertEqual(
            words._vitt_app_propose("El tablero de mando", ""), self.treasury.ids
        )
        # It suggests no kind.
        self.assertFalse(words._suggest("El tablero de mando", "")[0])
