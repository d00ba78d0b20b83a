# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import LocalizationCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-05-20 15:00:00")
class TestLegalChange(LocalizationCommon):
    """Dates of a change of the law, and who moves them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.costa_rica = cls.env.ref("bacg_localization_registry.localization_cr")
        cls.change = cls._change()

    @classmethod
    def _change(cls, **values):
        return (
            cls.env["bacg.legal.change"]
            .with_user(cls.manager)
            .create(
                {
                    "name": "Comprobantes electrónicos v4.4",
                    "localization_id": cls.costa_rica.id,
                    "publication_date": "2024-11-19",
                    "mandatory_from": "2025-06-01",
                    **values,
                }
            )
        )

    def _revise(self, **values):
        return (
            self.env["bacg.legal.change.revision"]
            .with_user(self.manager)
            .create(
                {
                    "change_id": self.change.id,
                    "kind": "extension",
                    "new_date": "2025-09-01",
                    "announced_date": "2025-05-20",
                    **values,
                }
            )
        )

    def test_a_published_date_moves_by_a_revision_only(self):
        """After the publication no edit moves the binding day; the old one stays."""
        for name in ("mandatory_from", "first_mandatory_from", "enforcement_from"):
            with self.subTest(name), self.assertRaisesRegex(UserError, "is published"):
                self.change.write({name: "2025-09-01"})
        self.assertEqual(self.change.notice_days, 194)
        self._revise()
        self.assertEqual(self.change.mandatory_from, date(2025, 9, 1))
        self.assertEqual(self.change.first_mandatory_from, date(2025, 6, 1))
        self.assertEqual(self.change.notice_days, 286)
        self.assertEqual(self.change.value_ids.kind, "law_change")

    def test_a_revision_is_of_its_kind(self):
        with self.assertRaisesRegex(ValidationError, "later day"):
            self._revise(new_date="2025-05-25")
        with self.assertRaisesRegex(ValidationError, "still to come"):
            self._revise(announced_date="2025-05-21")

    def test_a_revision_is_not_edited(self):
        revision = self._revise()
        with self.assertRaisesRegex(UserError, "not edited"):
            revision.write({"new_date": "2025-10-01"})
        with self.assertRaisesRegex(UserError, "stays on the record"):
            revision.sudo().unlink()

    def test_a_mistaken_revision_is_voided(self):
        revision = self._revise()
        revision._void("Era otra resolución")
        self.assertEqual(self.change.mandatory_from, date(2025, 6, 1))
        kinds = self.change.value_ids.sorted("id").mapped("kind")
        self.assertEqual(kinds, ["law_change", "correction"])

    def test_a_suspension_leaves_no_date(self):
        self._revise(kind="suspension", new_date=False)
        self.assertFalse(self.change.mandatory_from)
        self.assertEqual(self.change.sla_state, "no_deadline")
        self.assertEqual(self.change.legal_status, "suspended")
