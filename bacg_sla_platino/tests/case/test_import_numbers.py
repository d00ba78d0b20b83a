# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import freeze_time, tagged

from ..common import local
from .test_import import ImportCommon


@tagged("post_install", "-at_install")
class TestImportNumbers(ImportCommon):
    """SLA 1.02: numbers stay unique after importing cases of another helpdesk."""

    def setUp(self):
        super().setUp()
        # Not in setUpClass: PostgreSQL does not roll back its sequences.
        self.sequence = self.env.ref("helpdesk_mgmt.helpdesk_ticket_sequence")
        self.sequence.write({"prefix": "HT", "padding": 5, "number_next": 40})

    def _rows(self, *numbers):
        return [
            f"{number},Café Antigua,,No imprime,,2026-03-06 08:15,,,,"
            for number in numbers
        ]

    def _next(self):
        """Return the number of the case that the next mail creates."""
        raw = self._mail(subject="El siguiente", Message_ID="<siguiente@test>")
        return self._receive(raw).ticket_id.number

    def test_mailed_case_comes_after_the_imported_ones(self):
        wizard = self._import(*self._rows("HT00041", "HT00120", "HT00099"))
        self.assertEqual(wizard.good_count, 3)
        self.assertEqual(self._next(), "HT00121")

    def test_lower_and_foreign_numbers_change_nothing(self):
        """Numbers before the sequence, or with another format, do not change it."""
        self._import(*self._rows("HT00039", "A-1001", "HT", "90210", "XHT00500", "#77"))
        self.assertEqual(self._next(), "HT00040")

    def test_bare_numbers_of_a_bare_sequence(self):
        self.sequence.write({"prefix": False, "padding": 0})
        self._import(*self._rows("90210", "HT00500", "20260306001234567890"))
        self.assertEqual(self._next(), "90211")

    @freeze_time("2026-03-09 16:00:00")
    def test_prefix_with_the_year(self):
        """Numbers of another year are never used again."""
        self.sequence.write({"prefix": "%(year)s/", "suffix": "-GT"})
        self._import(*self._rows("2025/00900-GT", "2026/00070-GT"))
        self.assertEqual(self.sequence.next_by_id(), "2026/00071-GT")

    @freeze_time("2026-03-09 16:00:00")
    def test_counter_of_the_year(self):
        """A sequence that restarts each year continues in this one."""
        self.sequence.write({"prefix": "%(range_year)s/", "use_date_range": True})
        self.assertEqual(self.sequence.next_by_id(), "2026/00001")
        self._import(*self._rows("2026/00070"))
        self.assertEqual(self.sequence.next_by_id(), "2026/00071")

    def test_sequence_without_gaps(self):
        self.sequence.implementation = "no_gap"
        self._import(*self._rows("HT00120"))
        self.assertEqual(self._next(), "HT00121")

    def test_the_company_has_its_own(self):
        own = self.sequence.copy({"company_id": self.env.company.id, "prefix": "GT"})
        self._import(*self._rows("GT00070", "HT00300"))
        self.assertEqual(own.next_by_id(), "GT00071")
        self.assertEqual(self.sequence.next_by_id(), "HT00040")

    def test_taken_number_is_told_by_line_and_column(self):
        taken = self._next()
        self.assertEqual(taken, "HT00040")
        with freeze_time(local("2026-03-09T10:00:00")):
            wizard = self._wizard(*self._rows("HT00041", taken))
            wizard.action_try()
        [(line, column, reason)] = self._told(wizard)
        self.assertEqual((line, column), (3, "number"))
        self.assertIn(taken, reason)
        self.assertEqual(self.sequence.next_by_id(), "HT00041", "trying moves nothing")
