# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from datetime import date, datetime
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, freeze_time, new_test_user, tagged

from ..tools.exposure import get_exposure, judge_customer
from .common import PortalCommon
from .rollout_common import HOUR, NOW, RolloutMixin

DAY = datetime(2026, 4, 1, 6)


@tagged("post_install", "-at_install")
class TestExposureRules(BaseCase):
    def test_exposure(self):
        before, after = datetime(2026, 3, 1), datetime(2026, 4, 1, 6)
        for arguments, exposure in (
            ((None, False, 3, before), None),
            ((None, True, 3, before), None),
            ((DAY, True, 0, after), "protected"),
            ((DAY, False, 0, before), "no_window"),
            ((DAY, False, 1, before), "last_window"),
            ((DAY, False, 2, before), "window_left"),
            ((DAY, False, 9, before), "window_left"),
            ((DAY, False, 9, after), "exposed"),
        ):
            with self.subTest(arguments=arguments):
                self.assertEqual(get_exposure(*arguments), exposure)

    def test_the_customers_clock(self):
        """Who installs late is late, unless what he installs came too late."""
        soon, late = datetime(2026, 3, 1), datetime(2026, 5, 1)
        for arguments, outcome in (
            ((None, soon, soon, late), None),
            ((DAY, soon, soon, late), "kept"),
            ((DAY, soon, late, late), "late"),
            ((DAY, soon, None, late), "late"),
            ((DAY, soon, None, soon), "running"),
            ((DAY, DAY, late, late), "excused"),
            ((DAY, None, None, late), "excused"),
            # His first window ended too late, or just in time.
            ((DAY, soon, None, late, DAY + HOUR), "excused"),
            ((DAY, soon, None, late, DAY), "late"),
        ):
            with self.subTest(arguments=arguments):
                self.assertEqual(judge_customer(*arguments), outcome)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestRollout(RolloutMixin, PortalCommon):
    def _run_cron(self):
        cron = self.env.ref("bacg_localization_registry.ir_cron_rollout_exposure")
        cron.method_direct_trigger()

    def test_a_proposal_is_no_more(self):
        """To who acquired it and nobody else, once; nothing is chosen or installed."""
        rollout = self._propose()
        self.assertEqual(rollout.partner_id, self.customer)
        self.assertEqual(rollout.state, "proposed")
        self.assertFalse(rollout.window_start)
        self.assertEqual(rollout.act_ids.way, "ours")
        self.assertFalse(self._propose())
        with self.assertRaisesRegex(UserError, "Nobody is left"):
            self.release.with_user(self.manager).action_propose()
        mail = self.env["mail.mail"].search([("recipient_ids", "in", self.contact.id)])
        self.assertIn("FE 4.5", mail.subject)
        # Who has a test environment tests it there.
        self._window(environment="test")
        self.assertEqual(self._propose().environment, "test")

    def test_nobody_writes_it(self):
        """No import, no button and no manager of ours sets what he decides."""
        rollout = self._propose().with_user(self.manager)
        for values in ({"state": "installed"}, {"window_start": NOW}):
            with self.subTest(values), self.assertRaises(AccessError):
                rollout.write(values)
        with self.assertRaises(AccessError):
            rollout.unlink()
        with self.assertRaises(AccessError):
            rollout.create({"release_id": self.release.id})
        act = rollout.act_ids
        with self.assertRaises(AccessError):
            act.create({"rollout_id": rollout.id, "kind": "installed"})
        with self.assertRaisesRegex(UserError, "stays as it was noted"):
            act.sudo().write({"kind": "installed"})
        with self.assertRaisesRegex(UserError, "stays as it was noted"):
            act.sudo().unlink()
        self._run_cron()
        self.assertEqual(rollout.state, "proposed")

    def test_exposure_from_law_and_windows(self):
        """Three Sundays end before the first of April, where the regulator is."""
        rollout = self._propose()
        self.assertEqual(rollout.binding_date, date(2026, 4, 1))
        self.assertEqual(rollout.binds_at, DAY)
        # 8th (now is 18:00 of that Sunday), 15th, 22nd, 29th
        self.assertEqual((rollout.safe_count, rollout.exposure), (4, "window_left"))
        self.assertEqual(rollout.last_safe_start, self._sunday(29))
        # A window of his that closes moves it at once.
        self.window.blackout_ids = [
            Command.create(
                {"name": "Cierre", "date_from": "2026-03-16", "date_to": "2026-03-31"}
            )
        ]
        self.assertEqual((rollout.safe_count, rollout.exposure), (1, "last_window"))
        self.window.active = False
        self.assertEqual((rollout.safe_count, rollout.exposure), (0, "no_window"))
        self.window.write({"active": True, "blackout_ids": [Command.clear()]})
        with freeze_time(DAY):
            rollout._refresh_exposure()
        self.assertEqual((rollout.exposure, rollout.outcome), ("exposed", "late"))

    def test_his_phase_is_his_date(self):
        self.env["bacg.legal.change.phase"].create(
            {
                "change_id": self._change(
                    publication_date=False, mandatory_from="2026-06-01"
                ).id,
                "name": "Dígito 7",
                "tax_id_last_digits": "7",
                "first_mandatory_from": "2026-05-01",
            }
        )
        change = self.env["bacg.legal.change"].search([], order="id desc", limit=1)
        release = self._release(change)
        self.customer.vat = "3-101-000007"
        rollout = self._propose(release)
        self.assertEqual(rollout.binding_date, date(2026, 5, 1))
        # On the page it is his own day too, also when another's is over.
        change.publication_date = "2026-03-01"
        change.env["bacg.legal.change.phase"].sudo().create(
            {
                "change_id": change.id,
                "name": "Dígito 8",
                "tax_id_last_digits": "8",
                "first_mandatory_from": "2026-03-02",
            }
        )
        self.assertEqual(change.binding_date, date(2026, 3, 2))
        self.assertIn(change, self._get_upcoming())
        self.assertEqual(change._portal_line(self.customer)["day"], "05/01/2026")
        self.customer.vat = "3-101-00000K"
        self.assertEqual(rollout.binding_date, date(2026, 6, 1))

    def _get_upcoming(self):
        return self.costa_rica._get_upcoming(self.customer)[self.costa_rica]

    def test_without_a_date_nobody_is_exposed(self):
        release = self._release(self._change(mandatory_from=False))
        rollout = self._propose(release)
        self.assertFalse(rollout.exposure)
        self._install(rollout)
        self.assertFalse(rollout.exposure)

    def test_he_chooses_a_window_of_his(self):
        rollout = self._propose()
        with self.assertRaisesRegex(UserError, "over.*The next possible one is.*8 Mar"):
            self._act(rollout, "chosen", window_start=self._sunday(1))
        with self.assertRaisesRegex(UserError, "none of your windows.*next possible"):
            self._act(rollout, "chosen", window_start=datetime(2026, 3, 20, 4))
        # Too late for the law: only if he takes it on himself.
        with self.assertRaisesRegex(UserError, "accept the risk"):
            self._act(rollout, "chosen", window_start=self._sunday(5, 4))
        act = self._act(rollout, "chosen", window_start=self._sunday(15))
        self.assertEqual((act.way, act.partner_id), ("portal", self.contact))
        self.assertEqual(rollout.state, "chosen")
        self.assertEqual(rollout.window_stop, datetime(2026, 3, 16, 8))
        with freeze_time("2026-03-17 16:00:00"):
            self.assertIn("say whether it is", rollout._portal_sentence())
        late = {"window_start": self._sunday(5, 4), "accepts_risk": True}
        self._act(rollout, "chosen", **late)
        self.assertEqual(rollout.risk_accepted_by_id, self.contact)
        self.window.active = False
        with self.assertRaisesRegex(UserError, "Choose first"):
            self._act(rollout, "chosen", window_start=self._sunday(15))

    def test_he_defers_it_by_name(self):
        rollout = self._propose()
        with self.assertRaisesRegex(UserError, "Reason"):
            self._act(rollout, "deferred", accepts_risk=True)
        with self.assertRaisesRegex(UserError, "Accept the risk"):
            self._act(rollout, "deferred", reason="Cierre fiscal")
        self._act(rollout, "deferred", reason="Cierre fiscal", accepts_risk=True)
        self.assertEqual(rollout.state, "deferred")
        self.assertEqual(rollout.risk_accepted_by_id, self.contact)

    def test_installed_needs_version_and_evidence(self):
        rollout = self._propose()
        for values, words in (
            ({"version": ""}, "Version"),
            ({"version": "19.0.4.4.9"}, "l10n_cr_fe 19.0.4.5.0"),
            ({"version": "18.0.9.9.9"}, "not what this release delivers"),
            ({"version": "la nueva"}, "not what this release delivers"),
            ({"evidence": " "}, "Evidence"),
            ({"happened_at": datetime(2026, 3, 10)}, "Installed on"),
            ({"happened_at": datetime(2026, 3, 1)}, "Installed on"),
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, words):
                self._install(rollout, **values)
        self._install(rollout, version="19.0.4.5.1")
        self.assertEqual((rollout.state, rollout.exposure), ("installed", "protected"))
        self.assertEqual(rollout.outcome, "kept")
        with self.assertRaisesRegex(UserError, "cannot become"):
            self._install(rollout)
        self._act(rollout, "rolled_back", reason="No imprime")
        self.assertEqual(rollout.exposure, "window_left")
        self.assertFalse(rollout.installed_version)

    def test_what_we_note_has_evidence(self):
        """An agent enters the customer's word: whose, and by what it is seen."""
        rollout = self._propose().with_user(self.agent)
        note = {"rollout_id": rollout.id, "kind": "installed", "version": "19.0.4.5.0"}
        notes = self.env["bacg.localization.rollout.note"].with_user(self.agent)
        with self.assertRaisesRegex(UserError, "Evidence"):
            notes.create({**note, "partner_id": self.contact.id}).action_confirm()
        said = {**note, "evidence": "Correo de Marta del 9 de marzo"}
        with self.assertRaisesRegex(UserError, "Whose word"):
            notes.create({**said, "partner_id": self.stranger.id}).action_confirm()
        notes.create({**said, "partner_id": self.contact.id}).action_confirm()
        act = rollout.act_ids[-1]
        self.assertEqual((act.way, act.user_id), ("declared", self.agent))
        # What one wrote in the window, with its evidence, no other agent reads.
        other = new_test_user(
            self.env, "l10n_other", groups="helpdesk_mgmt.group_helpdesk_user_own"
        )
        written = notes.search([])
        self.assertTrue(written)
        self.assertFalse(written.with_user(other).search([]))
        with self.assertRaises(AccessError):
            written.with_user(other).read(["evidence"])
        rules = self.env["ir.rule"].with_user(other)
        for name in (notes._name, "bacg.localization.request.decide"):
            self.assertIn("create_uid", str(rules._compute_domain(name, "read")))
        self.assertEqual(rollout.state, "installed")

    def test_a_withdrawn_release_is_installed_no_more(self):
        rollout = self._propose()
        self.release._withdraw("Suma mal el impuesto")
        self.assertFalse(rollout.exposure)
        with self.assertRaisesRegex(UserError, "was withdrawn"):
            self._install(rollout)
        self.assertIn("withdrew", rollout._portal_sentence())

    def test_a_late_release_is_ours(self):
        """The customer does not answer for what was ready too late."""
        with freeze_time("2026-04-02 15:00:00"):
            change = self._change(name="Otra")
            release = self._release(change)
            rollout = self._propose(release)
            self.assertEqual(change.outcome, "met_late")
            self._install(rollout)
        self.assertEqual(rollout.outcome, "excused")

    def test_what_was_proposed_too_late_is_not_his(self):
        """Ready in time and proposed late, or without a window left: not his delay."""
        with freeze_time("2026-03-31 20:00:00"):  # after his last safe Sunday
            evening = self._propose()
        self.assertEqual(evening.first_window_stop, datetime(2026, 4, 6, 8))
        with freeze_time("2026-04-02 20:00:00"):
            evening._refresh_exposure()
            self.assertEqual(
                (evening.exposure, evening.outcome), ("exposed", "excused")
            )
            # Windows that he changes afterwards say nothing of how it was.
            self.window.write({"rule": "FREQ=DAILY"})
            self.assertEqual(evening.outcome, "excused")
            release = self._release(
                self._change(name="Otra", mandatory_from="2026-04-03")
            )
        with freeze_time("2026-04-04 20:00:00"):
            late = self._propose(release)
            self.assertEqual(late.outcome, "excused")
            self.assertIn("reached you too late", late._portal_his_clock())

    def test_a_part_protects_nobody(self):
        """What does not complete a change ends neither clock."""
        change = self._change(name="Otra")
        rollout = self._propose(self._release(change, completes=False))
        self._install(rollout)
        self.assertEqual((rollout.exposure, rollout.outcome), (False, False))
        self.assertIn("still to come", rollout._portal_our_clock())
        with freeze_time(DAY):
            self.assertIn("overdue", rollout._portal_our_clock())
            row = rollout._prepare_statement_row(DAY)
        self.assertEqual((row["ours"], row["outcome"]), ("overdue", None))

    def test_our_delay_is_no_silence(self):
        """SLA 3.02: what binds and has no release stands on his page and statement."""
        change = self._change(name="Sin entrega")

        def read():
            page = self.contract._service_page(self.manager)
            return dict(page.facts[self.contract.id, "3.02"])["Sin entrega"]

        self.assertIn("nothing is ready yet", read())
        statement = self.env["bacg.sla.statement"].new(
            {
                "contract_id": self.contract.id,
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
            }
        )
        with freeze_time("2026-04-20 20:00:00"):
            self.assertIn("overdue", read())
        now = fields.Datetime.to_datetime(NOW)
        for moment, verdict in ((now, "running"), (DAY, "overdue")):
            rows = change._prepare_statement_row(self.customer, moment)
            self.assertEqual((rows["ours"], rows["ready"]), (verdict, False))
        with patch.object(
            type(statement), "_bounds", lambda one: (now - HOUR, DAY + 24 * HOUR)
        ):
            rows = {row["release"]: row for row in statement._localization_content()}
        # The ready release is of the other change, and nobody proposed it to him.
        self.assertEqual(rows["Sin entrega"]["ours"], "overdue")
        self.assertEqual(rows["Sin entrega"]["binds"], "2026-04-01")
        self.assertEqual(rows[self.change.name]["ours"], "met")
        self.assertFalse(rows[self.change.name]["state"])

    def test_who_left_hears_nothing_and_decides_nothing(self):
        rollout = self._propose()
        people = self.contract._localization_get_people
        self.assertEqual(people(), self.contact)
        self.assertIn(self.contract, self.change._get_contracts_behind())
        self.contact.parent_id = self.other
        self.assertFalse(people())
        with self.assertRaises(AccessError):
            self._act(rollout, "tested", evidence="Probado")
        self.contract.date_to = "2026-03-01"
        self.assertFalse(self.change._get_contracts_behind())

    def test_nobody_to_tell_is_not_told(self):
        """The alarm waits until there is somebody, and then is sent."""
        rollout = self._propose()
        self.contact.email = False
        with freeze_time("2026-04-02 20:00:00"):
            self._run_cron()
            self.assertEqual(rollout.exposure, "exposed")
            self.assertFalse(rollout.alarm)
            self.contact.email = "marta@x.gt"
            self._run_cron()
        self.assertTrue(rollout.alarm)

    def test_time_moves_it_within_the_hour(self):
        """What is due next is noted, so that a run looks at nothing else."""
        rollout = self._propose()
        self.assertEqual(rollout.due_at, self._sunday(8))
        with freeze_time("2026-03-30 05:00:00"):
            self._run_cron()
            self.assertEqual((rollout.exposure, rollout.due_at), ("no_window", DAY))
        with freeze_time(DAY):
            self._run_cron()
        self.assertEqual((rollout.exposure, rollout.due_at), ("exposed", False))

    def test_a_withdrawal_is_told(self):
        """Who chose a window for it hears that nothing is to be installed in it."""
        rollout = self._propose()
        self._act(rollout, "chosen", window_start=self._sunday(15))
        self.release.with_user(self.manager)._withdraw("Suma mal el impuesto")
        mail = self.env["mail.mail"].search(
            [("recipient_ids", "in", self.contact.id)], order="id desc", limit=1
        )
        self.assertIn("was withdrawn", mail.subject)
        self.assertIn("Suma mal el impuesto", mail.body_html)
        self.assertIn("You chose a window for it", mail.body_html)

    def test_noted_by_mistake_is_no_rollback(self):
        rollout = self._propose()
        self._install(rollout)
        with self.assertRaisesRegex(UserError, "by mistake"):
            self._act(rollout, "taken_back")
        self._act(rollout, "taken_back", reason="Era la base de pruebas")
        self.assertEqual((rollout.state, rollout.outcome), ("proposed", "running"))
        self.assertFalse(rollout.installed_at)
        self.assertEqual(rollout.act_ids[-1].kind, "taken_back")
        with self.assertRaisesRegex(UserError, "cannot become"):
            self._act(rollout, "taken_back", reason="Otra vez")

    def test_who_does_not_have_it_before_him_is_counted(self):
        """Forgotten or acquired later, of this company or another."""
        self.assertEqual(self.release.unproposed_count, 1)
        self._propose()
        self.release.invalidate_recordset()
        self.assertEqual(self.release.unproposed_count, 0)
        self._acquire(self.costa_rica, contract_id=self.other_contract.id)
        self.release.invalidate_recordset()
        self.assertEqual(self.release.unproposed_count, 1)
        for model in ("bacg.compliance.release", "bacg.legal.change"):
            arch = self.env[model].get_view(view_type="form")["arch"]
            self.assertIn('duplicate="false"', arch)

    def test_a_statement_says_how_it_stood(self):
        """A later extension or withdrawal rewrites no month, nor a risk taken back."""
        rollout = self._propose()
        late = {"window_start": self._sunday(5, 4), "accepts_risk": True}
        self._act(rollout, "chosen", **late)
        self.assertTrue(rollout._prepare_statement_row(self._now())["own_choice"])
        with freeze_time("2026-03-10 20:00:00"):
            self._act(rollout, "chosen", window_start=self._sunday(15))
        with freeze_time("2026-04-10 20:00:00"):
            then = self._now()
            self.env["bacg.legal.change.revision"].create(
                {
                    "change_id": self.change.id,
                    "kind": "extension",
                    "new_date": "2026-05-01",
                    "announced_date": "2026-04-10",
                }
            )
            self.release._withdraw("Suma mal el impuesto")
            row = rollout._prepare_statement_row(datetime(2026, 4, 2))
            self.assertEqual((row["binds"], row["outcome"]), ("2026-04-01", "late"))
            self.assertEqual((row["ours"], row["own_choice"]), ("met", False))
            row = rollout._prepare_statement_row(then)
            self.assertEqual((row["binds"], row["outcome"]), (False, None))
            self.assertFalse(rollout._moved_between(then + HOUR, then + 2 * HOUR))

    def _now(self):
        return fields.Datetime.now()

    def test_he_hears_of_it_once_for_each_step(self):
        rollout = self._propose()
        mails = [("subject", "ilike", "not installed yet")]
        told = self.env["mail.mail"].search_count

        def run(moment):
            with freeze_time(moment):
                self._run_cron()
            return told(mails)

        self.assertEqual(run("2026-03-09 12:00:00"), 0)
        self.assertEqual(run("2026-03-10 12:00:00"), 0)
        self.assertEqual(run("2026-03-23 20:00:00"), 1)  # his last window
        self.assertEqual(run("2026-03-24 20:00:00"), 1)
        self.assertEqual(run("2026-03-30 20:00:00"), 2)  # none
        self.assertEqual(run("2026-04-01 20:00:00"), 3)  # it binds
        self.assertEqual(run("2026-05-01 20:00:00"), 3)
        self.assertEqual(rollout.state, "proposed")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestRolloutPortal(RolloutMixin, PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rollout = cls._propose()
        cls.page = f"/my/rollouts/{cls.rollout.id}"

    def test_he_drives_it(self):
        """From the list to a window of his, and to its being installed."""
        self.authenticate("marta_loc", "marta_loc")
        self.assertIn("4 of your windows are left", self.url_open("/my/rollouts").text)
        page = self.url_open(self.page).text
        for text in (
            "BACG: ready on",
            "Choose a window",
            "too late",
            "19.0.4.5.0",
            "(unverified)",
        ):
            self.assertIn(text, page)
        answer = self._post(f"{self.page}/chosen", window="2026-03-02 04:00:00")
        self.assertEqual(answer.status_code, 409)
        self.assertIn("The next possible one is", answer.text)
        for nothing in ("el domingo", ""):
            answer = self._post(f"{self.page}/chosen", window=nothing)
            self.assertIn("choose one of those that are offered", answer.text)
            self.assertEqual(answer.status_code, 409)
        answer = self._post(f"{self.page}/chosen", window="2026-03-16 04:00:00")
        self.assertIn("You chose", answer.text)
        answer = self._post(
            f"{self.page}/installed", version="19.0.4.5.0", evidence="Factura 4711"
        )
        self.assertIn("Installed on", answer.text)
        self.assertEqual(self.rollout.exposure, "protected")
        answer = self._post(f"{self.page}/taken_back", reason="Fue el domingo")
        self.assertIn("Choose a window", answer.text)
        # Installed before he says so: by the clock of his own zone.
        with freeze_time("2026-03-17 18:00:00"):
            install = {"version": "19.0.4.5.0", "evidence": "Factura 4711"}
            self.authenticate("marta_loc", "marta_loc")
            answer = self._post(
                f"{self.page}/installed", **install, happened_at="2026-03-xx"
            )
            self.assertEqual(answer.status_code, 409)
            self._post(
                f"{self.page}/installed", **install, happened_at="2026-03-15T22:30"
            )
            self.assertEqual(self.rollout.installed_at, datetime(2026, 3, 16, 4, 30))
        answer = self._post(f"{self.page}/proposed")
        self.assertEqual(answer.status_code, 409)

    def test_a_former_customer_reads_what_happened(self):
        """His contract ended: the pages stand, and he drives nothing any more."""
        self.window.active = False
        self.rollout.sudo().write(
            {"window_start": self._sunday(1), "window_stop": self._sunday(2)}
        )
        self.contract.date_to = "2026-03-01"
        self.authenticate("marta_loc", "marta_loc")
        for page in ("/my/rollouts", self.page):
            answer = self.url_open(page)
            self.assertEqual(answer.status_code, 200)
            self.assertIn("FE 4.5", answer.text)
        answer = self._post(f"{self.page}/tested", evidence="Probado")
        self.assertEqual(answer.status_code, 403)
        self.assertEqual(self._count_at_home("localization_count"), 0)

    def _count_at_home(self, name):
        return self.make_jsonrpc_request("/my/counters", {"counters": [name]})[name]

    def test_who_does_not_decide_only_looks(self):
        self.authenticate("luis_loc", "luis_loc")
        self.assertNotIn("Choose a window", self.url_open(self.page).text)
        answer = self._post(f"{self.page}/chosen", window="2026-03-16 04:00:00")
        self.assertEqual(answer.status_code, 403)

    def test_another_customer_sees_nothing_of_it(self):
        self.authenticate("ajeno_loc", "ajeno_loc")
        self.assertEqual(self.url_open(self.page).status_code, 404)
        self.assertNotIn("FE 4.5", self.url_open("/my/rollouts").text)
        for kind in ("chosen", "deferred", "installed"):
            answer = self._post(f"{self.page}/{kind}", window="2026-03-16 04:00:00")
            self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.rollout.state, "proposed")
