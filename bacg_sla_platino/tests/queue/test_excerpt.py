# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools.mail.excerpt import HEAD, excerpt
from ..common import EXAMPLES

PARTS = st.sampled_from(["<p>", "</p>", "<br/>", "<img src='a'", " ", "año", "x" * 60])


@tagged("post_install", "-at_install")
class TestExcerpt(BaseCase):
    """The beginning of a mail, in the row of a list."""

    def test_what_a_mail_shows(self):
        cases = {
            "": "",
            "<p>Buenas.</p><p>No imprime</p>": "Buenas. No imprime",
            "<style>p {}</style><p>Hola</p>": "Hola",
            "<p>Precio &lt; 5 &amp; más</p>": "Precio < 5 & más",
            "<p>Hola</p><img src='data:": "Hola",
        }
        for source, text in cases.items():
            with self.subTest(source):
                self.assertEqual(excerpt(source), text)

    def test_it_ends_with_a_word(self):
        text = excerpt("<p>" + "palabra " * 60 + "</p>")
        self.assertLessEqual(len(text), 200)
        self.assertTrue(text.endswith("palabra…"))
        self.assertEqual(len(excerpt("x" * 500)), 200)

    @given(st.lists(PARTS, max_size=40).map("".join))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[
            HealthCheck.differing_executors,
            HealthCheck.too_slow,
        ],
    )
    def test_one_line_of_what_stands_there(self, source):
        text = excerpt(source[:HEAD], 50)
        self.assertLessEqual(len(text), 50)
        self.assertEqual(text, " ".join(text.split()))
        self.assertNotIn("<p>", text)
