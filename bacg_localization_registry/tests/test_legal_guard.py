# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .legal_common import LegalChangeCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-05-20 15:00:00")
class TestLegalGuard(LegalChangeCommon):
    """What is on the record about a change of the law moves by acts only."""

    def _window(self, **values):
        window = self.env["bacg.legal.change.move"].with_user(self.manager)
        window.create(
            {
                "change_id": self.change.id,
                "kind": "correction",
                "reason": "Leímos mal",
                **values,
            }
        ).action_confirm()

    def _phase(self, change, **values):
        return (
            self.env["bacg.legal.change.phase"]
            .with_user(self.manager)
            .create(
                {
                    "change_id": change.id,
                    "name": "RTN 0-1",
                    "tax_id_last_digits": "0-1",
                    "first_mandatory_from": "2025-07-01",
                    **values,
                }
            )
        )

    def test_no_call_writes_a_verdict(self):
        """SLA 3.02: what is computed about our clock is nobody's to write."""
        for name, value in {
            "outcome": "met",
            "ready_date": "2025-05-01",
            "judged_date": "2025-09-01",
            "binding_date": "2025-09-01",
            "notice_days": 400,
            "binding_checked_on": "2025-05-20",
        }.items():
            with self.subTest(name):
                with self.assertRaisesRegex(UserError, "buttons"):
                    self.change.write({name: value})
                with self.assertRaisesRegex(UserError, "buttons"):
                    self._change(**{name: value})
                changes = self.change.with_context(**{f"default_{name}": value})
                with self.assertRaisesRegex(UserError, "buttons"):
                    changes.create({"name": "x", "localization_id": self.costa_rica.id})
        phase = self._phase(self._change(publication_date=False))
        with self.assertRaisesRegex(UserError, "follows the first day"):
            phase.mandatory_from = "2030-01-01"

    def test_what_was_published_stays_published(self):
        with self.assertRaisesRegex(UserError, "stays so"):
            self._window(field_name="publication_date", value=False)
        with self.assertRaisesRegex(UserError, "stays on the record"):
            self.change.unlink()
        with self.assertRaisesRegex(UserError, "not closed"):
            self.change.active = False
        form = self._change(
            change_kind="form_record_change",
            publication_date=False,
            mandatory_from=False,
        )
        form._agree(date(2025, 5, 25), "Con el contador")
        with self.assertRaisesRegex(UserError, "stays on the record"):
            form.unlink()

    def test_an_archived_change_is_still_of_its_release(self):
        """SLA 3.02: archiving moves no clock and ends nobody's exposure."""
        release = self._release()
        release.action_ready()
        self.change.action_close()
        self.change.active = False
        release.invalidate_recordset()
        self.assertEqual(release.change_ids, self.change)

    def test_an_extension_takes_the_eve_along(self):
        """“Until 31 May, from 1 June” is extended as one; voided, it is as before."""
        change = self._change(coexistence_until="2025-05-31")
        # As in a call of its own: what is tracked is read before it is written.
        self.env.cr.flush()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        revision = self._revise(change_id=change.id)
        self.assertEqual(change.mandatory_from, date(2025, 9, 1))
        self.assertEqual(change.coexistence_until, date(2025, 8, 31))
        revision._void("Era otra resolución")
        self.assertEqual(change.coexistence_until, date(2025, 5, 31))
        revision = self._revise(
            change_id=change.id, kind="advance", new_date="2025-05-25"
        )
        self.assertEqual(change.coexistence_until, date(2025, 5, 24))
        revision._void("Era un rumor")
        self.assertEqual(change.mandatory_from, date(2025, 6, 1))

    def test_a_longer_coexistence_is_said(self):
        change = self._change(coexistence_until="2025-07-31")
        with self.assertRaises(ValidationError):
            self._revise(change_id=change.id)
        self._revise(change_id=change.id, coexistence_until="2025-10-31")
        self.assertEqual(change.coexistence_until, date(2025, 10, 31))

    def test_a_grace_lifts_no_suspension(self):
        self._revise(kind="suspension", new_date=False, announced_date="2025-05-10")
        self._revise(kind="grace", new_date=False, enforcement_from="2025-12-01")
        self.assertEqual(self.change.legal_status, "suspended")

    def test_a_forgotten_extension_is_entered_later(self):
        """It counts from the day that was in force when it was announced."""
        self._revise(new_date="2025-10-01")
        forgotten = self._revise(announced_date="2025-03-01", new_date="2025-09-01")
        self.assertEqual(forgotten.old_date, date(2025, 6, 1))
        self.assertEqual(self.change.mandatory_from, date(2025, 10, 1))

    def test_a_default_of_the_context_is_a_value(self):
        revisions = self.env["bacg.legal.change.revision"].with_user(self.manager)
        revisions = revisions.with_context(default_change_id=self.change.id)
        with self.assertRaisesRegex(ValidationError, "Date announced"):
            revisions.create(
                {
                    "kind": "announcement",
                    "new_date": "2025-09-01",
                    "announced_date": "2025-05-20",
                }
            )

    def test_what_was_late_is_judged_anew_by_a_source_only(self):
        """SLA 3.02: no extension without its page turns late into in time."""
        release = self._release()
        with freeze_time("2025-06-02 15:00:00"):
            release.action_ready()
            self.assertEqual(self.change.outcome, "met_late")
            with self.assertRaises(ValidationError):
                self._revise()
            with self.assertRaisesRegex(UserError, "judged anew"):
                self._window(field_name="mandatory_from", value="2025-07-01")
            self._revise(source_url="https://www.hacienda.go.cr/prorroga")
            self.assertEqual(self.change.outcome, "met")

    def test_a_phase_of_a_published_change_moves_by_an_act(self):
        """Whom a day binds is logged, as the day is."""
        values = {"name": "RTN 0", "first_mandatory_from": "2025-07-01"}
        change = self._change(
            phase_ids=[Command.create(dict(values, tax_id_last_digits="0"))]
        )
        phase = change.phase_ids
        with self.assertRaisesRegex(UserError, "Phases"):
            self._phase(change, tax_id_last_digits="1")
        for name, value in {
            "tax_id_last_digits": "0-4",
            "partner_ids": [Command.set(self.customer.ids)],
        }.items():
            with self.subTest(name), self.assertRaisesRegex(UserError, "Phases"):
                phase.write({name: value})
        self._window(
            change_id=change.id,
            field_name="phase",
            phase_id=phase.id,
            tax_id_last_digits="0-1",
        )
        self.assertEqual(phase.tax_id_last_digits, "0-1")
        self._window(
            change_id=change.id,
            field_name="phase",
            phase_name="Bancos",
            partner_ids=[Command.set(self.customer.ids)],
            value="2025-08-01",
        )
        self.assertEqual(
            change._get_mandatory_from(self.customer)[self.customer], date(2025, 8, 1)
        )
        reasons = change.value_ids.sorted("id").mapped("reason")
        self.assertEqual(
            reasons,
            [
                "RTN 0 · 0 → RTN 0 · 0-1. Leímos mal",
                "– → Bancos · Café Antigua. Leímos mal",
            ],
        )

    def test_a_published_term_begins(self):
        """A relative day is known once its anchor is, and follows no new calendar."""
        change = self._change(
            mandatory_from=False,
            date_certainty="relative",
            relative_number=30,
            relative_anchor="Publicación del reglamento",
        )
        self._window(
            change_id=change.id,
            field_name="relative_anchor_date",
            kind="new_source",
            value="2025-05-15",
        )
        self.assertEqual(change.mandatory_from, date(2025, 6, 14))
        self.assertEqual(change.value_ids.new_value, date(2025, 6, 14))
        with self.assertRaisesRegex(UserError, "of this calendar"):
            change.regulator_id = change.regulator_id.copy({"name": "Otra"})

    def test_a_targeted_day_is_fixed(self):
        change = self._change(date_certainty="targeted")
        self._window(
            change_id=change.id, field_name="mandatory_from", is_confirmed=True
        )
        self.assertEqual(change.date_certainty, "fixed")
        self.assertEqual(change.value_ids.kind, "new_source")

    def test_what_was_tested_is_what_is_delivered(self):
        """SLA 3.02: another module is tested again, and none joins what was ready."""
        release = self._release(test_needed=True, test_note="Comprobante 5061")
        release.action_test()
        release.action_tested()
        release.line_ids.version = "19.0.4.4.1"
        self.assertFalse(release.tested_on)
        with self.assertRaisesRegex(UserError, "regulator's environment first"):
            release.action_ready()
        release.action_tested()
        release.action_ready()
        draft = self._release(name="Otra")
        with self.assertRaisesRegex(UserError, "stays as it was"):
            draft.line_ids.write(
                {"release_id": release.id, "technical_name": "l10n_cr_otro"}
            )
        with self.assertRaisesRegex(UserError, "stays as it was"):
            release.test_note = "Otro comprobante"

    def test_a_check_is_of_the_day_that_binds(self):
        """A day that moved since is looked up again; phases alone are a day, too."""
        self.change._check_dates_on(
            ["mandatory_from"], "https://www.pgrweb.go.cr/", date(2025, 5, 20)
        )
        self.assertFalse(self.change.check_is_old)
        self._revise(new_date="2025-07-01")
        self.assertFalse(self.change.binding_checked_on)
        self.assertTrue(self.change.check_is_old)
        change = self._change(publication_date=False, mandatory_from=False)
        self._phase(change)
        self.assertTrue(change.check_is_old)
        look = self.env["bacg.legal.change.look"].with_user(self.manager)
        look.create(
            {
                "change_id": change.id,
                "dates": "binding",
                "checked_on": "2025-05-20",
                "checked_url": "https://www.pgrweb.go.cr/",
            }
        ).action_confirm()
        self.assertEqual(change.binding_checked_on, date(2025, 5, 20))
        self.assertFalse(change.check_is_old)

    def test_a_duplicate_begins_anew(self):
        """It takes no state, agreed day, test or release along."""
        release = self._release()
        release.action_ready()
        change = self.change.copy({"name": "v4.5"})
        self.assertEqual(change.state, "new")
        self.assertFalse(change.release_ids)
        self.assertEqual(change.mandatory_from, self.change.mandatory_from)
        other = release.copy({"name": "FE v4.5"})
        self.assertEqual(other.state, "draft")
        self.assertFalse(other.ready_date)

    def test_phases_come_with_the_publication(self):
        change = self._change(publication_date=False)
        phase = {
            "name": "Bancos",
            "tax_id_last_digits": "0",
            "first_mandatory_from": "2025-07-01",
        }
        change.write(
            {"publication_date": "2025-05-19", "phase_ids": [Command.create(phase)]}
        )
        self.assertEqual(change.phase_ids.name, "Bancos")
