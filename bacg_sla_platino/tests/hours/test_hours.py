# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from ...tools import hours
from ..common import local
from ..hours_common import NOW, HoursCommon


@tagged("post_install", "-at_install")
@freeze_time(local(NOW))
class TestHours(HoursCommon):
    def test_proposed_agreed_worked_done(self):
        """SLA 1.18: nothing is drawn before the yes; then it is reserved, then used."""
        self._grant(10)
        draw = self._propose(3)
        self.assertEqual((draw.state, draw.proposed_by_id), ("proposed", self.agent))
        self.assertEqual(str(draw.valid_until), "2026-05-25")
        self.assertEqual(self._available(), 600)
        with self.assertRaisesRegex(UserError, "not agreed"):
            self._log(draw, 60)
        draw.sudo()._decide(True, self.approver, note="De acuerdo")
        self.assertEqual((draw.state, draw.decided_by_id), ("agreed", self.approver))
        figures = self._figures()
        self.assertEqual((figures["reserved"], figures["available"]), (180, 420))
        self._log(draw, 60)
        figures = self._figures()
        self.assertEqual((figures["used"], figures["reserved"]), (60, 120))
        self.assertEqual(figures["available"], 420)
        draw.with_user(self.agent).action_done()
        self.assertEqual((draw.state, draw.done_by_id), ("done", self.agent))
        figures = self._figures()
        self.assertEqual((figures["used"], figures["reserved"]), (60, 0))
        self.assertEqual((figures["remaining"], figures["available"]), (540, 540))

    def test_more_than_agreed_is_a_new_proposal(self):
        self._grant(10)
        draw = self._agreed(2)
        self._log(draw, 90)
        with self.assertRaisesRegex(UserError, "30 min of the 2 h agreed are left"):
            self._log(draw, 31)
        self._log(draw, 45, chargeable=False)
        self.assertEqual(draw.hours_real, 2.25)
        self.assertEqual(draw.hours_charged, 1.5)

    def test_the_text_is_frozen(self):
        self._grant(10)
        draw = self._propose(2).sudo()
        for values in ({"text": "Otro"}, {"hours_offered": 20}, {"hours_pool": "x"}):
            with self.subTest(values), self.assertRaises(UserError):
                draw.write(values)
        with self.assertRaises(UserError):
            draw.unlink()

    def test_one_draw_over_two_grants(self):
        """The earliest expiry gives first; the rest comes from the next grant."""
        late = self._grant(10, date_to="2026-12-31")
        early = self._grant(1, date_to="2026-05-31")
        draw = self._agreed(3)
        self._log(draw, 150)
        self.assertEqual(self._drawn(draw), {early: 60, late: 90})
        self.assertEqual((early.free_hours, late.free_hours), (0, 8))  # 30 min reserved
        self.assertEqual(late.reserved_hours, 0.5)

    def test_the_work_date_decides(self):
        """Hours that expired before the work, or start after it, do not give."""
        before = self._grant(5, "2026-01-01", "2026-04-30")
        now = self._grant(5, "2026-05-01", "2026-05-31")
        self._grant(5, "2026-06-01", "2026-06-30")
        draw = self._agreed(4)
        self.assertEqual(self._figures()["coming"], 300)
        self._log(draw, 60, "2026-04-29")
        self._log(draw, 60, "2026-05-02")
        self.assertEqual(self._drawn(draw), {before: 60, now: 60})
        with self.assertRaisesRegex(UserError, "today or an earlier day"):
            self._log(draw, 60, "2026-05-12")

    def test_work_on_expired_hours_that_was_noted_late(self):
        grant = self._grant(5, "2026-05-01", "2026-05-31")
        draw = self._agreed(3)
        self._run_cron(
            "bacg_sla_platino.ir_cron_sla_contracts", local("2026-06-01T01:00")
        )
        self.assertEqual(grant.state, "expired")
        self.assertEqual(self._drawn(draw), {})
        with freeze_time(local("2026-06-02T09:00")):
            self.assertEqual(
                self._figures()["overdrawn"], 180, "reserved and uncovered"
            )
            self._log(draw, 120, "2026-05-30")
            self.assertEqual(self._drawn(draw), {grant: 120})

    def test_planned_work_is_reserved_on_hours_of_its_day(self):
        may = self._grant(5, "2026-05-01", "2026-05-31")
        june = self._grant(5, "2026-06-01", "2026-06-30")
        draw = self._agreed(2, work_date=date(2026, 6, 10))
        self.assertEqual((may.reserved_hours, june.reserved_hours), (0, 2))
        draw.with_user(self.manager)._void("Se pospuso")
        self.assertEqual(june.reserved_hours, 0)

    def test_rounded_up_per_case_and_day(self):
        """Three calls of five minutes are a quarter of an hour, not three."""
        self._grant(10)
        draw = self._agreed(5)
        for _call in range(3):
            self._log(draw, 5)
        self.assertEqual(draw.hours_charged, 0.25)
        self._log(draw, 1)
        self.assertEqual(draw.hours_charged, 0.5)
        # Another day rounds anew, another draw of the same case and day does not.
        self._log(draw, 1, "2026-05-08")
        self.assertEqual(draw.hours_charged, 0.75)
        second = self._agreed(1)
        self._log(second, 10)
        self.assertEqual(second.hours_charged, 0)
        other = self._agreed(1, ticket=self._case(local("2026-05-05T08:00")))
        self._log(other, 1)
        self.assertEqual(other.hours_charged, 0.25)

    def test_never_more_charged_than_agreed(self):
        self._grant(10)
        draw = self._agreed(1 + 10 / 60)
        self._log(draw, 70)
        self.assertEqual(draw.hours_charged, draw.hours_offered)

    def test_an_entry_of_another_draw_is_not_corrected(self):
        """Whoever may work on one draw does not reach another one's entries."""
        self._grant(10)
        draw, other = self._agreed(3), self._agreed(3)
        entry = self._log(other, 60)
        wizard = self.env["bacg.hours.log"].with_user(self.manager)
        wizard = wizard.create(
            {"draw_id": draw.id, "entry_id": entry.id, "reason": "x", "hours": 1}
        )
        with self.assertRaisesRegex(UserError, "something else"):
            wizard.action_confirm()
        self.assertEqual(other.entry_ids, entry)

    def test_a_wrong_entry_is_undone_by_another(self):
        late = self._grant(10)
        early = self._grant(1, date_to="2026-05-31")
        draw = self._agreed(3)
        wrong = self._log(draw, 120)
        wizard = self.env["bacg.hours.log"].with_user(self.agent)
        wizard = wizard.with_context(default_entry_id=wrong.id).create({})
        self.assertEqual((wizard.draw_id, wizard.hours), (draw, 2))
        with self.assertRaises(AccessError):
            wizard.action_confirm()
        wizard = self.env["bacg.hours.log"].with_user(self.manager)
        wizard = wizard.with_context(default_entry_id=wrong.id).create({})
        with self.assertRaisesRegex(UserError, "Reason"):
            wizard.action_confirm()
        wizard.write({"reason": "Era otro caso", "hours": 0.75})
        wizard.action_confirm()
        self.assertEqual(draw.entry_ids.sorted("id").mapped("hours"), [2, -2, 0.75])
        self.assertEqual(draw.hours_charged, 0.75)
        self.assertEqual(self._drawn(draw), {early: 45})
        self.assertEqual(late.reserved_hours, 2)
        with self.assertRaises(UserError):
            wrong.sudo().hours = 1
        with self.assertRaises(UserError):
            wrong.sudo().unlink()
        with self.assertRaises(UserError):
            wizard.action_confirm()

    def test_void_gives_everything_back(self):
        grant = self._grant(10)
        draw = self._agreed(3)
        self._log(draw, 60)
        self._log(draw, 20)
        windows = self.env["bacg.hours.void"]
        values = {"draw_id": draw.id, "reason": "No procede"}
        with self.assertRaises(AccessError):
            windows.with_user(self.agent).create(values).action_confirm()
        windows.with_user(self.manager).create(values).action_confirm()
        self.assertEqual((draw.state, draw.void_reason), ("void", "No procede"))
        self.assertEqual(grant.free_hours, 10)
        self.assertEqual(draw.hours_charged, 0)
        with self.assertRaises(UserError):
            draw._void("Otra vez")

    def test_agents_withdraw_proposals(self):
        draw = self._propose(1)
        wizard = self.env["bacg.hours.void"].with_user(self.agent)
        wizard.create({"draw_id": draw.id, "reason": "Error"}).action_confirm()
        self.assertEqual(draw.state, "void")

    def test_pools_are_apart(self):
        self._grant(10)
        self._grant(5, hours_pool="development")
        self._agreed(2, pool="development")
        self.assertEqual(
            (self._available(), self._available("development")), (600, 180)
        )

    def test_what_a_proposal_needs(self):
        self._grant(10)
        with self.assertRaisesRegex(UserError, "more than 0"):
            self._propose(0)
        with self.assertRaisesRegex(UserError, "describe it"):
            self.ticket.with_user(self.agent)._hours_propose("consulting", 1, " ")
        with self.assertRaisesRegex(UserError, "Valid until"):
            self._propose(1, valid_until=date(2026, 5, 10))
        self.contract.hours_approver_ids = False
        with self.assertRaisesRegex(UserError, "May agree to hours"):
            self._propose(1)
        stranger = self._case(
            local("2026-05-05T08:00"),
            partner_id=self.env["res.partner"].create({"name": "Nadie"}).id,
        )
        with self.assertRaisesRegex(UserError, "has no contract"):
            self._propose(1, ticket=stranger)

    def test_only_who_may_agrees(self):
        self._grant(10)
        draw = self._propose(1).sudo()
        with self.assertRaises(AccessError):
            draw._decide(True, self.contact)
        with (
            self.assertRaisesRegex(ValidationError, "May decide"),
            self.env.cr.savepoint(),
        ):
            self.contract.hours_approver_ids = self.agent.partner_id
        draw._decide(False, self.approver)
        self.assertEqual(draw.state, "refused")
        with self.assertRaisesRegex(UserError, "no longer open"):
            draw._decide(True, self.approver)

    def test_proposals_end(self):
        """Nobody answered in time: the proposal ends and its author is told."""
        draw = self._propose(1)
        self.ticket.user_id = self.agent
        self._run_cron(
            "bacg_sla_platino.ir_cron_sla_contracts", local("2026-05-25T23:00")
        )
        self.assertEqual(draw.state, "proposed")
        with freeze_time(local("2026-05-26T00:01")), self.assertRaises(UserError):
            draw.sudo()._decide(True, self.approver)
        self._run_cron(
            "bacg_sla_platino.ir_cron_sla_contracts", local("2026-05-26T00:01")
        )
        self.assertEqual(draw.state, "expired")
        activity = self.ticket.activity_ids
        self.assertEqual(activity.user_id, self.agent)
        self.assertIn(draw.name, activity.note)

    def test_a_renewed_contract_takes_over_the_hours(self):
        """Hours are the customer's: what is left goes on under the next contract."""
        self.contract.date_to = "2026-05-31"
        old = self._grant(5, "2026-01-01", "2026-08-31")
        draw = self._agreed(2)
        self.contract.with_user(self.manager).action_renew()
        renewed = self.contract.successor_id
        with freeze_time(local("2026-06-10T09:00")):
            self._log(draw, 60, "2026-06-09")
            self.assertEqual(self._drawn(draw), {old: 60})
            figures = self._figures(contract=renewed)
            self.assertEqual(figures, self._figures())
            self.assertEqual(figures["available"], 180)
            self.assertEqual(self._propose(1).contract_id, renewed)

    def test_hours_of_other_companies_are_apart(self):
        """Two running contracts of one customer, with two companies of ours."""
        other = self.env["res.company"].create({"name": "BACG Panamá"})
        self._grant(10)
        contract = self.contract.copy(
            {"company_id": other.id, "date_from": "2026-01-01"}
        )
        self.assertFalse(self._figures(contract=contract))

    def test_forms_of_agents(self):
        """The buttons do what the methods do, as an agent, from the case."""
        self._grant(10)
        wizards = self.env["bacg.hours.propose"].with_user(self.agent)
        form = Form(wizards.with_context(default_ticket_id=self.ticket.id))
        self.assertEqual(form.contract_id, self.contract)
        self.assertEqual(str(form.valid_until), "2026-05-25")
        self.assertIn("10 h", form.hours_card)
        form.hours, form.text = 2, "Capacitar"
        draw = self.env["bacg.hours.draw"].browse(
            form.save().action_confirm()["res_id"]
        )
        self.assertEqual(draw.ticket_id, self.ticket)
        draw.sudo()._decide(True, self.approver)
        logs = self.env["bacg.hours.log"].with_user(self.agent)
        form = Form(logs.with_context(default_draw_id=draw.id))
        form.hours, form.name = 1, "Primera parte"
        form.save().action_confirm()
        entry = draw.entry_ids
        self.assertEqual((entry.name, entry.user_id), ("Primera parte", self.agent))
        self.assertEqual(str(entry.date), "2026-05-11")

    def test_without_a_case(self):
        self._grant(10)
        wizard = (
            self.env["bacg.hours.propose"]
            .with_user(self.agent)
            .create(
                {"contract_id": self.contract.id, "hours": 1, "text": "Revisión anual"}
            )
        )
        draw = self.env["bacg.hours.draw"].browse(wizard.action_confirm()["res_id"])
        self.assertFalse(draw.ticket_id)
        draw.sudo()._decide(True, self.approver)
        message = self.contract.message_ids[0]
        self.assertEqual(message.author_id, self.approver)
        self.assertIn("Revisión anual", message.body)

    def test_any_history_adds_up(self):
        """Whatever is granted, agreed, worked, corrected, voided: the rows add up."""
        chance = random.Random(20260505)
        grants = self._grant(2) | self._grant(3, date_to="2026-05-20")
        self.contract.hours_overdraw = "allow"
        draws = self.env["bacg.hours.draw"]
        for _step in range(60):
            action = chance.random()
            open_draws = draws.filtered(lambda draw: draw.state == "agreed")
            draw = open_draws and chance.choice(open_draws)
            if action < 0.1:
                grants |= self._grant(chance.randrange(1, 4))
            elif action < 0.3 or not draw:
                draws |= self._agreed(chance.randrange(1, 9) / 4)
            elif action < 0.75:
                left = draw._offered_minutes() - draw._chargeable_minutes()
                if left > 0:
                    minutes = chance.randrange(1, left + 1)
                    self._log(draw, minutes, f"2026-05-{chance.randrange(4, 12):02}")
            elif action < 0.85 and draw.entry_ids._in_force():
                entry = chance.choice(draw.entry_ids._in_force())
                draw._correct(entry, "Error")
            elif action < 0.9:
                draw._void("Error")
            elif draw.entry_ids._in_force():
                draw.with_user(self.agent).action_done()
            self._check_sums(grants, draws)

    def _check_sums(self, grants, draws):
        rows = draws.sudo().allocation_ids
        days = {}
        for entry in draws.entry_ids.filtered("chargeable"):
            days[entry.date] = days.get(entry.date, 0) + round(entry.hours * 60)
        used = round(
            sum(rows.filtered(lambda row: row.kind == "used").mapped("hours")) * 60
        )
        self.assertLessEqual(used, sum(hours.round_up(n, 15) for n in days.values()))
        figures = self._figures()
        self.assertEqual(figures["used"], used)
        self.assertEqual(
            figures["reserved"],
            sum(draw._left_minutes() for draw in draws if draw.state == "agreed"),
        )
        for grant in grants:
            self.assertGreaterEqual(grant.free_hours, 0)
        for draw in draws:
            self.assertGreaterEqual(draw._charged_minutes(), 0)
            self.assertLessEqual(draw._charged_minutes(), draw._offered_minutes())
            if draw.state == "void":
                self.assertEqual(draw._charged_minutes(), 0)
        if any(
            grant.free_hours >= 1
            for grant in grants.filtered(
                lambda grant: grant.date_to > date(2026, 5, 31)
            )
        ):
            self.assertFalse(figures["overdrawn"], "hours that are there cover it")

    def test_hours_follow_the_case(self):
        """Who does not see a case sees nothing of its hours, and may not note time."""
        self._grant(10)
        self.ticket.user_id = self.agent
        draw = self._agreed(2)
        self._log(draw, 60)
        personal = new_test_user(
            self.env, "hours_personal", groups="helpdesk_mgmt.group_helpdesk_user_own"
        )
        for model in ("draw", "entry", "allocation"):
            records = self.env[f"bacg.hours.{model}"]
            self.assertTrue(records.with_user(self.agent).search([]))
            self.assertFalse(records.with_user(personal).search([]))
        wizard = self.env["bacg.hours.log"].with_user(personal)
        with self.assertRaises(AccessError):
            wizard.create({"draw_id": draw.id, "hours": 1, "name": "x"})
        with self.assertRaises(AccessError):
            draw.with_user(personal).action_done()
        with self.assertRaises(AccessError):
            self.ticket.with_user(personal)._hours_propose("consulting", 1, "x")
        grants = self.env["bacg.hours.grant"].with_user(self.agent)
        with self.assertRaises(AccessError):
            grants.create({"contract_id": self.contract.id, "hours": 1})
