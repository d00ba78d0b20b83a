# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import local
from ..migration_common import PLANNED, MigrationCommon


@tagged("post_install", "-at_install")
@freeze_time(PLANNED)
class TestMigration(MigrationCommon):
    def test_lines_are_proposed(self):
        """SLA 5.01: all that BACG made for the customer, once each, and no more."""
        developments = self.env["bacg.development"]
        self.assertEqual(
            self.migration.line_ids.development_id, self.route | self.roast
        )
        self.assertEqual(self.route_line.name, "Ruta")
        other = self.env["res.partner"].create({"name": "Ferretería"})
        values = {"partner_id": self.customer.id, "series": "18.0"}
        new = developments.create({**values, "name": "Cosecha"})
        developments.create(
            [
                {**values, "name": "Vieja", "state": "retired"},
                {**values, "name": "Ya está", "series": "19.0"},
                {**values, "name": "Ajena", "partner_id": other.id},
            ]
        )
        self.migration.with_user(self.agent).action_propose_lines()
        self.assertEqual(
            self.migration.line_ids.development_id, self.route | self.roast | new
        )

    def test_done_moves_the_developments(self):
        """SLA 5.01: each record carries the new series, what was replaced retires."""
        third = self.route.copy({"name": "Cosecha"})
        self.migration.action_propose_lines()
        line = self.migration.line_ids.filtered(lambda one: one.development_id == third)
        line.write({"state": "replaced_core", "replaced_by": "Calidad de Odoo"})
        self._start()
        self.assertEqual(self.migration.started_on, date(2026, 5, 11))
        self.route_line.state = "test"
        self.assertEqual(round(self.migration.progress), 33)
        self._accept(self.route_line, False)
        self._except(self.roast_line)
        with self.assertRaisesRegex(UserError, "exceptions are not approved"):
            self.migration.action_done()
        self._grant(self.roast_line)
        self.assertEqual(self.migration.progress, 100)
        with self.assertRaisesRegex(UserError, "say which one .* of: Ruta"):
            self.migration.action_done()
        self._assert_refused(
            "none for Odoo 19.0", self.route_line, {"new_version": "18.0.1.0.0"}
        )
        self.route_line.new_version = "19.0.1.0.0"
        with freeze_time(local("2026-06-20T09:00")):
            self.migration.with_user(self.agent).action_done()
        self.assertEqual(
            (self.migration.state, self.migration.finished_on),
            ("done", date(2026, 6, 20)),
        )
        mail = self._mails(self.approver)[-1]
        self.assertEqual(mail.recipient_ids, self.approver | self.contact)
        for text in ("finished", "Cosecha", "Calidad de Odoo", "Accepted by Marta"):
            self.assertIn(text, mail.body_html)
        self.assertEqual(
            (self.route.series, self.route.version), ("19.0", "19.0.1.0.0")
        )
        # Not migrated: both sides agreed on it.
        self.assertEqual(self.roast.series, "18.0")
        self.assertEqual((third.series, third.state), ("18.0", "retired"))

    def test_vitt_apps_go_along(self):
        """SLA 5.01: apps in use are migrated, too; a retired one by its successor."""
        apps = self.env["bacg.vitt.app"]
        values = {
            "category_id": self.env["bacg.vitt.app.category"].create({"name": "X"}).id,
            "problem": "Cheques",
        }
        new, kept = apps.create(
            [{**values, "name": "Cheques Dos"}, {**values, "name": "Rutas"}]
        )
        self.env["bacg.vitt.app.version"].create(
            [
                {"app_id": app.id, "series": "19.0", "name": f"19.0.1.{number}.0"}
                for number, app in enumerate(new | kept)
            ]
        )
        values |= {"state": "retired", "successor_id": new.id}
        old = apps.create({**values, "name": "Cheques Uno"})
        old_use, use = self.env["bacg.vitt.app.installation"].create(
            [
                {"app_id": app.id, "partner_id": self.customer.id, "series": "18.0"}
                for app in (old, kept)
            ]
        )
        self.migration.with_user(self.agent).action_propose_lines()
        replaced, moved = (
            self.migration.line_ids.filtered_domain([("installation_id", "=", one.id)])
            for one in (old_use, use)
        )
        self.assertEqual((replaced.name, replaced.app_id), ("Cheques Uno", new))
        self.assertEqual(moved.state, "analyse")
        with self.assertRaisesRegex(ValidationError, "Replaced by: say"):
            replaced.app_id = False
        replaced.app_id = new
        self._start()
        for line in self.migration.line_ids - replaced:
            self._accept(line)
        # Nobody said it, and what was said is in no catalogue.
        for version, error in ((False, "say which one"), ("19.0.9.0.0", "catalogue")):
            replaced.new_version = version
            with self.assertRaisesRegex(UserError, error):
                self.migration.action_done()
        replaced.new_version = "19.0.1.0.0"
        with self.assertRaisesRegex(UserError, "no version 19.0.1.0.0 of Rutas"):
            self.migration.action_done()
        moved.new_version = "19.0.1.1.0"
        self.migration.with_user(self.agent).action_done()
        self.assertEqual((use.series, use.version), ("19.0", "19.0.1.1.0"))
        self.assertFalse(old_use.active)
        self.assertEqual(new.installation_ids.mapped("version"), ["19.0.1.0.0"])
        for values, error in (
            ({"version": "18.0.1.0.0"}, "is not of the series 19.0"),
            ({"series": "20.0"}, "is not of the series 20.0"),
            ({"installed_on": "2026-05-12"}, "today or a day before"),
        ):
            with self.subTest(values):
                self._assert_refused(error, use, values)
        self.assertEqual(use.action_view_migrations()["res_id"], self.migration.id)
        self.assertEqual(
            self.route.action_view_migrations()["res_id"], self.migration.id
        )

    def test_done_is_refused(self):
        """SLA 5.01, 5.02: while a line is open, or anything is not approved."""
        with self.assertRaisesRegex(UserError, "not approved by both"):
            self.migration.action_start()
        self._agree()
        with self.assertRaisesRegex(UserError, "Begin"):
            self.migration.action_done()
        self.migration.action_start()
        self._accept(self.route_line)
        with self.assertRaisesRegex(UserError, "still open: Tostado"):
            self.migration.action_done()
        self._accept(self.roast_line)
        self.migration.note = "Otro fin de semana"
        self._commit()
        with self.assertRaisesRegex(UserError, "not approved by both"):
            self.migration.action_done()
        self._grant(self.migration)
        self.migration.action_done()
        for record, values in (
            (self.migration, {"note": "x"}),
            (self.route_line, {"state": "test"}),
        ):
            with self.assertRaisesRegex(UserError, "is over"):
                record.with_user(self.manager).write(values)
        with self.assertRaisesRegex(UserError, "is over"):
            self.route_line.with_user(self.manager).unlink()
        with self.assertRaisesRegex(UserError, "is over"):
            self.migration.action_done()

    def test_an_edit_in_the_same_call_is_no_approved_plan(self):
        """SLA 5.02: not even before both sides are asked again."""
        self._agree()
        self.migration.note = "Otro fin de semana"
        with self.assertRaisesRegex(UserError, "not approved by both"):
            self.migration.action_start()

    def test_bad_series(self):
        """SLA 5.02: a migration goes up, between series that are ones of Odoo."""
        for values in (
            {"from_series": "19.0", "to_series": "19.0"},
            {"from_series": "19.0", "to_series": "9.0"},
            {"to_series": "diecinueve"},
            {"from_series": "18"},
        ):
            with self.subTest(values):
                self._assert_refused(
                    "ersion of Odoo", self.migration.with_user(self.agent), values
                )

    def test_bad_dates(self):
        """SLA 5.02: planned with time: no past day, no end before the begin."""
        for values, error in (
            ({"planned_start": "2026-05-10"}, "no day to come"),
            ({"planned_start": "2026-05-11"}, "no day to come"),
            ({"planned_start": False}, "Planned start"),
        ):
            with self.subTest(values):
                self._assert_refused(error, self.migration, values)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.migration.planned_end = "2026-05-20"
            self.env.flush_all()

    def test_one_open_migration_over_the_same_series(self):
        """SLA 5.02: a second plan over the same series is refused; the next is not."""
        for series in (("18.0", "19.0"), ("17.0", "19.0"), ("18.0", "20.0")):
            with self.subTest(series), self.assertRaises(ValidationError) as refused:
                self._migration(from_series=series[0], to_series=series[1])
            self.assertIn("still open", str(refused.exception))
        self._migration(from_series="19.0", to_series="20.0")
        self.migration._cancel("Esperan a 2027")
        self._migration(from_series="18.0", to_series="19.0")

    def test_lines_say_what_happened(self):
        """SLA 5.01: replaced by what, accepted by whom and when; no work before."""
        line, stranger = self.route_line, self.env["res.partner"].create({"name": "X"})
        for values, error in (
            ({"state": "port"}, "begins when both sides"),
            ({"state": "replaced_app"}, "Replaced by"),
            ({"state": "accepted", "accepted_by_id": self.approver.id}, "begins when"),
        ):
            with self.subTest(values):
                self._assert_refused(error, line, values)
        self._start()
        by = {"state": "accepted", "accepted_by_id": self.approver.id}
        for values, error in (
            ({"state": "accepted"}, "Accepted by"),
            ({**by, "accepted_by_id": stranger.id}, "Accepted by"),
            ({**by, "accepted_on": "2026-05-12"}, "Accepted on"),
            ({**by, "accepted_on": "2026-05-01"}, "Accepted on"),
        ):
            with self.subTest(values):
                self._assert_refused(error, line, values)
        self._accept(line)
        self.assertEqual(line.accepted_on, date(2026, 5, 11))
        line.state = "test"
        self.assertFalse(line.accepted_by_id or line.accepted_on)

    def test_lines_are_of_the_customer(self):
        other = self.env["res.partner"].create({"name": "Ferretería"})
        foreign = self.route.copy({"partner_id": other.id})
        lines = self.env["bacg.migration.line"]
        values = {"migration_id": self.migration.id, "kind": "development"}
        for development, error in ((foreign, "is not of"), (lines, "Lines: name")):
            with self.assertRaisesRegex(ValidationError, error):
                lines.create({**values, "name": "X", "development_id": development.id})

    def test_a_migration_stays_with_its_customer(self):
        """SLA 5.02: no answer of one customer becomes another's."""
        other = self.env["res.partner"].create({"name": "Otra", "is_company": True})
        contract = self.contract.create(
            {
                "partner_id": other.id,
                "agreement_id": self.agreement.id,
                "date_from": "2026-01-01",
            }
        )
        values = {"contract_id": contract.id}
        self._assert_refused("is not of Otra", self.migration, values)
        self.migration.line_ids.unlink()
        self._ask(self.migration)
        self._assert_refused("Café Antigua was asked", self.migration, values)

    def test_nobody_writes_what_the_buttons_note(self):
        """SLA 5.02: neither agent nor manager, by no call and no context."""
        for user in (self.agent, self.manager):
            migration = self.migration.with_user(user)
            for values in (
                {"state": "done"},
                {"started_on": "2026-05-01"},
                {"cancel_reason": "x"},
            ):
                with self.subTest(values), self.assertRaises(AccessError):
                    migration.write(values)
        self.migration._cancel("Prueba")
        self.env["bacg.migration"].with_user(self.manager).with_context(
            default_state="done", default_started_on="2026-05-01"
        ).create(
            {
                "contract_id": self.contract.id,
                "from_series": "18.0",
                "to_series": "19.0",
            }
        )
        new = self.env["bacg.migration"].search([], order="id desc", limit=1)
        self.assertEqual((new.state, new.started_on), ("planned", False))

    def test_who_may_what(self):
        """Agents plan, managers delete what was not asked; nobody else sees it."""
        portal = self._portal_user("marta_portal", self.approver)
        employee = new_test_user(self.env, "empleado", groups="base.group_user")
        for user in (portal, employee):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.migration.with_user(user).read(["note"])
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.route_line.with_user(user).read(["price"])
            with self.assertRaises(AccessError):
                self._window("x", user)
            for method in ("action_start", "action_done", "action_propose_lines"):
                with self.subTest(method), self.assertRaises(AccessError):
                    getattr(self.migration.with_user(user), method)()
        with self.assertRaises(AccessError):
            self.migration.with_user(self.agent).unlink()
        other = self.env["res.company"].create({"name": "Otra"})
        foreign = new_test_user(
            self.env,
            "ajeno",
            groups="helpdesk_mgmt.group_helpdesk_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertFalse(self.env["bacg.migration"].with_user(foreign).search([]))
        self.assertFalse(self.env["bacg.migration.line"].with_user(foreign).search([]))
        self._agree()
        with self.assertRaisesRegex(UserError, "cancel it instead"):
            self.migration.with_user(self.manager).unlink()

    def test_no_approval_is_left_without_its_record(self):
        """SLA 5.01: nor is a plan deleted of which only an exception was asked."""
        self._except(self.route_line)
        with self.assertRaisesRegex(UserError, "cancel it instead"):
            self.migration.with_user(self.manager).unlink()

    def _window(self, reason, user=None):
        windows = self.env["bacg.migration.cancel"].with_user(user or self.agent)
        return windows.create({"migration_id": self.migration.id, "reason": reason})

    def test_cancelled(self):
        """SLA 5.02: with a reason; nobody is asked any more."""
        self._ask(self.migration)
        asked = self._asked(self.migration)
        with self.assertRaisesRegex(UserError, "Why cancelled"):
            self._window(" ").action_confirm()
        self._window("Esperan a 2027").action_confirm()
        self.assertEqual((asked.state, self.migration.state), ("void", "cancelled"))
        self.assertEqual(self.migration.cancel_reason, "Esperan a 2027")
        with self.assertRaisesRegex(UserError, "nothing waits"):
            asked._answer(True, self.approver, "link")
        with self.assertRaisesRegex(UserError, "is over"):
            self.migration.action_ask_approval()

    def test_the_form(self):
        """An agent plans, adds a line and asks, all in the form."""
        self.migration._cancel("Otra")
        with Form(self.env["bacg.migration"].with_user(self.agent)) as form:
            form.contract_id = self.contract
            form.from_series, form.to_series = "18.0", "19.0"
        migration = form.record
        self.assertEqual(len(migration.line_ids), 2)
        with Form(migration) as form, form.line_ids.new() as line:
            line.kind = "other"
            line.name = "Etiquetas"
        self.assertEqual(migration.line_ids.mapped("name")[-1], "Etiquetas")

    def test_time_without_charge(self):
        """SLA 5.01: what a migration costs us is noted, under its contract."""
        work = self.migration.with_user(self.agent)
        row = work._hours_note(120, date(2026, 5, 4), "Portar un módulo").sudo()
        self.assertEqual(row.contract_id, self.migration.contract_id)
        self.assertEqual(work.sudo().hours_uncharged, 2)
        self.assertEqual(
            work.action_note_work()["context"]["default_migration_id"], work.id
        )
