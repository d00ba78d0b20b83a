# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo.exceptions import UserError
from odoo.tests import HttpCase, freeze_time, tagged

from ..tools import legal_rows
from .legal_common import LegalChangeCommon

HEADER = "country,name,publication_date,mandatory_from,verification_state\n"


@tagged("post_install", "-at_install")
@freeze_time("2025-05-20 15:00:00")
class TestLegalImport(LegalChangeCommon):
    """Changes from a CSV file: good rows in, nothing half, a clear report."""

    def _wizard(self, text):
        return (
            self.env["bacg.legal.import"]
            .with_user(self.manager)
            .create({"file": base64.b64encode(text.encode()), "file_name": "c.csv"})
        )

    def test_good_rows_in_bad_rows_told(self):
        wizard = self._wizard(
            HEADER + "GT,FEL 1.8,2025-03-01,01/09/2025,one_source\n"
            "GT,FEL 1.9,2025-03-01,,\n"
            "XX,Nada,,,\n"
            "CR,Comprobantes electrónicos v4.4,,,\n"
            "GT,Mala,2025-13-01,,seguro\n"
            "GT,Futura,2025-05-21,2025-09-01,\n"
        )
        wizard.action_try()
        self.assertEqual((wizard.good_count, wizard.bad_count), (3, 3))
        self.assertFalse(wizard.change_ids)
        wizard.action_import()
        first, second = wizard.change_ids.sorted("name")
        self.assertEqual((first.name, second.name), ("FEL 1.8", "FEL 1.9"))
        self.assertEqual(str(first.mandatory_from), "2025-09-01")
        self.assertEqual(first.verification_state, "one_source")
        self.assertFalse(second.mandatory_from)
        self.assertEqual(second.date_certainty, "unknown")
        told = {(one.line, one.column or "") for one in wizard.line_ids}
        self.assertEqual(
            told,
            {
                (4, "country"),
                (5, "name"),
                (6, "publication_date"),
                (6, "verification_state"),
                (7, ""),
            },
        )
        bad = base64.b64decode(wizard.bad_file)
        self.assertEqual(len(legal_rows.read(bad)), 4)

    def test_a_file_that_is_none(self):
        for text, reason in (
            ("", "lacks these columns"),
            (HEADER, "no rows"),
            ("country,name,color\nGT,A,rojo\n", "unknown columns"),
        ):
            with self.subTest(text), self.assertRaisesRegex(UserError, reason):
                self._wizard(text).action_try()
        with self.assertRaisesRegex(UserError, "Try the file first"):
            self._wizard(HEADER + "GT,A,,,\n").action_import()

    def test_agents_import_nothing(self):
        wizards = self.env["bacg.legal.import"].with_user(self.agent)
        self.assertFalse(wizards.has_access("create"))


@tagged("post_install", "-at_install")
class TestLegalFeed(LegalChangeCommon, HttpCase):
    """The compliance calendar as an .ics feed with a token.

    In real time: the library takes no dates of a frozen clock; the feed has no clock.
    """

    def _fetch(self, url):
        return self.url_open(url[url.index("/bacg/") :])

    def test_the_feed_of_an_agent(self):
        window = self.env["bacg.legal.feed"].with_user(self.agent).create({})
        old = window.url
        text = self._fetch(old).text
        self.assertIn("DTSTART;VALUE=DATE:20250601", text)
        self.assertIn("SUMMARY:CR · Comprobantes electrónicos v4.4", text)
        self.assertIn("unverified", text)
        window.action_renew()
        self.assertEqual(self._fetch(old).status_code, 404)
        self.assertEqual(self._fetch(window.url).status_code, 200)

    def test_strangers_get_nothing(self):
        """No token, a wrong one, and one of somebody who lost his rights."""
        url = self.env["bacg.legal.feed"].with_user(self.agent).create({}).url
        self.agent.group_ids = self.env.ref("base.group_user")
        for path in (url, "/bacg/legal-changes/x.ics", "/bacg/legal-changes/.ics"):
            with self.subTest(path):
                self.assertEqual(self._fetch(path).status_code, 404)

    def test_nobody_reads_the_token(self):
        with self.assertRaises(UserError):
            self.agent.with_user(self.manager).read(["legal_feed_token"])
