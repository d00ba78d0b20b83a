# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .legal_common import LegalChangeCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-05-20 15:00:00")
class TestLegalChange(LegalChangeCommon):
    """Dates of a change of the law, and who moves them."""

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

    def test_a_correction_is_no_change_of_the_law(self):
        """A typing error of ours moves the first date; the log tells them apart."""
        with self.assertRaisesRegex(UserError, "Use “Revise”"):
            self._move(kind="law_change")
        self._move()
        self.assertEqual(self.change.mandatory_from, date(2025, 6, 2))
        self.assertEqual(self.change.first_mandatory_from, date(2025, 6, 2))
        log = self.change.value_ids
        self.assertEqual(log.kind, "correction")
        self.assertEqual(log.old_value, date(2025, 6, 1))
        self.assertEqual(log.author_id, self.manager)
        with self.assertRaisesRegex(UserError, "not edited"):
            log.with_user(self.manager).write({"reason": "x"})

    def _move(self, **values):
        window = self.env["bacg.legal.change.move"].with_user(self.manager)
        window.create(
            {
                "change_id": self.change.id,
                "field_name": "mandatory_from",
                "kind": "correction",
                "value": "2025-06-02",
                "reason": "Leímos mal",
                **values,
            }
        ).action_confirm()

    def test_a_new_source_of_another_date(self):
        self._move(field_name="voluntary_from", kind="new_source", value="2025-04-01")
        self.assertEqual(self.change.voluntary_from, date(2025, 4, 1))
        self.assertEqual(self.change.value_ids.kind, "new_source")

    def test_until_and_from(self):
        """“Until 31 May” and “from 1 June” say the same; a gap between is refused."""
        change = self._change(publication_date=False, coexistence_until="2025-05-31")
        with self.assertRaisesRegex(ValidationError, "no rule holds"):
            change.coexistence_until = "2025-05-30"

    def test_a_grace_moves_the_penalties_only(self):
        revision = self._revise(
            kind="grace", new_date=False, enforcement_from="2025-12-01"
        )
        self.assertEqual(self.change.mandatory_from, date(2025, 6, 1))
        self.assertEqual(self.change.enforcement_from, date(2025, 12, 1))
        revision._void("Era un rumor")
        self.assertFalse(self.change.enforcement_from)

    def test_an_unknown_date_is_announced(self):
        """A date that nobody knows is never shown as one; it is announced later."""
        change = self._change(mandatory_from=False)
        self.assertFalse(change.mandatory_from)
        self.assertEqual(change.date_certainty, "unknown")
        self._revise(change_id=change.id, kind="announcement")
        self.assertEqual(change.mandatory_from, date(2025, 9, 1))
        self.assertEqual(change.date_certainty, "fixed")
        other = self._change(mandatory_from=False)
        with self.assertRaisesRegex(ValidationError, "Date announced"):
            self._revise(change_id=other.id)

    def test_a_relative_date_follows_its_anchor(self):
        """Within a term of what has not happened yet: unknown until it happens."""
        change = self._change(
            publication_date=False,
            mandatory_from=False,
            date_certainty="relative",
            relative_number=6,
            relative_unit="month",
            relative_anchor="Entrada en vigor del reglamento",
        )
        self.assertFalse(change.mandatory_from)
        change.relative_anchor_date = "2025-03-10"
        self.assertEqual(change.mandatory_from, date(2025, 9, 10))
        change.relative_anchor_counts = False
        self.assertEqual(change.mandatory_from, date(2025, 9, 11))
        change.write({"date_certainty": "fixed"})
        change.relative_number = 1
        self.assertEqual(change.mandatory_from, date(2025, 9, 11))

    def test_each_customer_has_the_date_of_his_phase(self):
        """By the last digit of the tax id; named ones first; a letter has none."""
        change = self._change(publication_date=False)
        phases = self.env["bacg.legal.change.phase"].with_user(self.manager)
        phases.create(
            [
                {
                    "change_id": change.id,
                    "name": f"RTN {digits}",
                    "tax_id_last_digits": digits,
                    "first_mandatory_from": day,
                }
                for digits, day in (("0-1", "2025-07-01"), ("2-3", "2025-08-01"))
            ]
        )
        phases.create(
            {
                "change_id": change.id,
                "name": "Bancos",
                "partner_ids": self.customer.ids,
                "first_mandatory_from": "2025-10-01",
            }
        )
        one, letter, none = self.env["res.partner"].create(
            [
                {"name": "Uno", "vat": "08011990-3"},
                {"name": "Letra", "vat": "08011990-A"},
                {"name": "Sin"},
            ]
        )
        self.customer.vat = "123450"
        days = change._get_mandatory_from(one | letter | none | self.customer)
        self.assertEqual(days[one], date(2025, 8, 1))
        self.assertEqual(days[letter], date(2025, 6, 1))
        self.assertEqual(days[none], date(2025, 6, 1))
        self.assertEqual(days[self.customer], date(2025, 10, 1))
        with self.assertRaisesRegex(ValidationError, "in two phases"):
            change.phase_ids[1].tax_id_last_digits = "1-3"

    def test_a_check_ages(self):
        """A binding day in its last 90 days is looked up again every 30."""
        self.assertTrue(self.change.check_is_old)
        look = self.env["bacg.legal.change.look"].with_user(self.manager)
        look.create(
            {
                "change_id": self.change.id,
                "dates": "binding",
                "checked_on": "2025-04-20",
                "checked_url": "https://www.pgrweb.go.cr/",
            }
        ).action_confirm()
        self.assertFalse(self.change.check_is_old)
        self.assertIn("pgrweb.go.cr", self.change.dates_table)
        with freeze_time("2025-05-21 15:00:00"):
            self.change.invalidate_recordset()
            self.assertTrue(self.change.check_is_old)
            found = self.env["bacg.legal.change"].search(
                [("check_is_old", "=", True), ("id", "=", self.change.id)]
            )
            self.assertEqual(found, self.change)

    def test_a_form_or_record_has_no_date_of_the_regulator(self):
        with self.assertRaisesRegex(ValidationError, "no date of the regulator's"):
            self._change(change_kind="form_record_change")

    def test_no_call_sets_what_has_a_button(self):
        for values in ({"state": "ready"}, {"agreed_date": "2025-07-01"}):
            with self.subTest(values), self.assertRaisesRegex(UserError, "buttons"):
                self.change.write(values)
