# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from ..tools import hours
from .common import local
from .hours_common import NOW, HoursCommon


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
        with self.assertRaisesRegex(UserError, "30 min are left"):
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
        wizard = wizard.with_user(self.manager)
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
        wizard = self.env["bacg.hours.void"].with_user(self.agent)
        wizard = wizard.create({"draw_id": draw.id, "reason": "No procede"})
        with self.assertRaises(AccessError):
            wizard.action_confirm()
        wizard.with_user(self.manager).action_confirm()
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
        with self.assertRaisesRegex(UserError, "say it"):
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
            self.assertRaisesRegex(ValidationError, "May agree to hours"),
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


@tagged("post_install", "-at_install")
@freeze_time(local(NOW))
class TestHoursGrants(HoursCommon):
    def test_what_counts_is_frozen(self):
        grant = self._grant(10)
        with self.assertRaisesRegex(UserError, "counts already"):
            grant.hours = 12
        grant.write({"hours": 10, "note": "Factura 7"})
        with self.assertRaises(UserError):
            grant.unlink()
        pending = self._grant(5, state="pending")
        pending.hours = 6
        self.assertEqual(self._figures()["pending"], 360)
        pending.action_activate()
        self.assertEqual(self._available(), 960)
        with self.assertRaises(UserError):
            pending.hours = 7

    def test_corrections(self):
        """A correction adds to or takes from one grant; no more than is free."""
        grant = self._grant(10)
        self._log(self._agreed(4), 240)

        def correct(minutes):
            return self._grant(
                minutes, origin="correction", corrects_id=grant.id, date_to=False
            )

        less = correct(-2)
        self.assertEqual((grant.free_hours, self._figures()["adjusted"]), (4, -120))
        with (
            self.assertRaisesRegex(ValidationError, "drawn from already"),
            self.env.cr.savepoint(),
        ):
            correct(-5)
        more = correct(3)
        self.assertEqual(grant.free_hours, 7)
        more.action_void()
        self.assertEqual(grant.free_hours, 4)
        less.action_void()
        self.assertEqual(grant.free_hours, 6)
        with self.assertRaisesRegex(UserError, "instead of voiding"):
            grant.action_void()

    def test_wrong_grants_are_refused(self):
        wrong = (
            {"granted": 0},
            {"granted": -1},
            {"granted": 1, "date_to": "2025-12-31"},
            {"granted": 1, "origin": "correction"},
        )
        for values in wrong:
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self._grant(**values).flush_recordset()

    def test_voiding_moves_what_was_reserved(self):
        first = self._grant(5, date_to="2026-06-30")
        second = self._grant(5)
        self._agreed(2)
        self.assertEqual((first.reserved_hours, second.reserved_hours), (2, 0))
        first.action_void()
        self.assertEqual((first.reserved_hours, second.reserved_hours), (0, 2))

    def test_carry_over(self):
        grant = self._grant(5, "2026-01-01", "2026-04-30")
        self._run_cron("bacg_sla_platino.ir_cron_sla_contracts", local(NOW))
        self.assertEqual(grant.state, "expired")
        context = grant.action_carry_over()["context"]
        grants = self.env["bacg.hours.grant"].with_user(self.manager)
        carried = Form(grants.with_context(**context)).save()
        self.assertEqual((carried.origin, carried.hours), ("carry_over", 5))
        self.assertEqual(self._available(), 300)

    def test_expiry_is_the_contracts_unless_said(self):
        self.contract.date_to = "2026-12-31"
        grants = self.env["bacg.hours.grant"].with_user(self.manager)
        values = {"contract_id": self.contract.id, "hours": 1}
        self.assertEqual(str(grants.create(values).date_to), "2026-12-31")
        self.assertFalse(grants.create(dict(values, date_to=False)).date_to)

    def test_card_is_the_same_everywhere(self):
        """SLA 1.18: one card on contract, case and (by another test) the portal."""
        self._grant(10)
        self._grant(2, origin="courtesy", date_to="2026-05-20")
        self._log(self._agreed(1), 30)
        card = self.contract.with_user(self.agent).hours_card
        self.assertEqual(self.ticket.with_user(self.agent).hours_card, card)
        for text in ("10 h", "2 h", "30 min", "11 h 30 min", "11 h"):
            self.assertIn(f">{text}<", card)
        self.assertIn("1 h on 05/20/2026", card)

    def test_balance_of_many_contracts_in_constant_queries(self):
        self._grant(10)
        others = self.env["bacg.sla.contract"]
        for number in range(5):
            customer = self.customer.copy({"name": f"Cliente {number}"})
            others |= self.contract.copy(
                {"partner_id": customer.id, "hours_approver_ids": False}
            )
        for contract in others:
            self._grant(3, contract_id=contract.id)
        self.env.flush_all()

        def count(contracts):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            contracts._hours_balances()
            return self.env.cr.sql_log_count - before

        self.assertEqual(
            count(self.contract | others[0]), count(self.contract | others)
        )


@tagged("post_install", "-at_install")
@freeze_time(local(NOW))
class TestHoursOverdraw(HoursCommon):
    def test_no(self):
        self._grant(1)
        self.contract.hours_overdraw = "no"
        with self.assertRaisesRegex(UserError, "1 h more than are available"):
            self._propose(2)
        first, second = self._propose(1).sudo(), self._propose(1).sudo()
        first._decide(True, self.approver)
        with self.assertRaisesRegex(UserError, "no longer available"):
            second._decide(True, self.approver, overdraw=True)
        self.assertEqual(second.state, "proposed")

    def test_ask(self):
        """By default the customer confirms that his next hours cover the rest."""
        self._grant(1)
        draw = self._propose(2).sudo()
        with self.assertRaisesRegex(UserError, "next hours"):
            draw._decide(True, self.approver)
        draw._decide(True, self.approver, overdraw=True)
        self.assertTrue(draw.overdraw_accepted)
        self.assertEqual(self._available(), -60)

    def test_allow(self):
        self.env.company.hours_overdraw = "allow"
        draw = self._agreed(2)
        self.assertEqual((draw.state, self._available()), ("agreed", -120))

    def test_the_next_grant_covers(self):
        """What was overdrawn is taken from the hours that come next."""
        draw = self._agreed(3, overdraw=True)
        self._log(draw, 120, "2026-05-08")
        self.assertEqual(self._drawn(draw), {False: 120})
        grant = self._grant(10, "2026-05-11")
        self.assertEqual(self._drawn(draw), {grant: 120})
        figures = self._figures()
        self.assertEqual((figures["used"], figures["reserved"]), (120, 60))
        self.assertEqual((figures["overdrawn"], figures["available"]), (0, 420))

    def test_a_grant_covers_from_its_first_day(self):
        draw = self._agreed(2, overdraw=True)
        self._log(draw, 120)
        grant = self._grant(10, "2026-06-01")
        self.assertEqual(self._drawn(draw), {False: 120})
        self._run_cron(
            "bacg_sla_platino.ir_cron_sla_contracts", local("2026-06-01T01:00")
        )
        self.assertEqual(self._drawn(draw), {grant: 120})

    def test_undone_overdraft_takes_nothing_later(self):
        draw = self._agreed(2, overdraw=True)
        entry = self._log(draw, 60)
        draw._correct(entry, "Error")
        grant = self._grant(10)
        self.assertEqual(self._drawn(draw), {})
        self.assertEqual(grant.reserved_hours, 2)

    def test_an_answer_is_never_blocked(self):
        """At zero the customer's cases are answered as before."""
        self._log(self._agreed(2, overdraw=True), 120)
        self._answer(self.ticket)
        self.assertTrue(self.ticket.first_response_at)


@tagged("post_install", "-at_install")
@freeze_time(local(NOW))
class TestHoursAlerts(HoursCommon):
    def _alerts(self):
        return self.env["bacg.hours.alert"].search([], order="id")

    def test_each_threshold_once_and_only_the_lowest(self):
        self._grant(10)
        self._agreed(4)
        self.assertFalse(self._alerts())
        self._agreed(1)
        self.assertEqual(self._alerts().mapped("threshold"), [50])
        self._agreed(1)
        self._agreed(4)
        self.assertEqual(self._alerts().mapped("threshold"), [50, 0])
        self._grant(20)
        self._agreed(5)
        self.assertEqual(self._alerts().mapped("threshold"), [50, 0, 50])

    def test_who_is_told(self):
        """The contact point by mail, the account manager by an activity."""
        self._grant(10)
        self.contact.lang = "en_US"
        self._agreed(8)
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertEqual(mail.recipient_ids, self.contact)
        self.assertEqual(mail.mail_message_id.message_type, "auto_comment")
        self.assertEqual(mail.model, "bacg.sla.contract")
        self.assertIn("20 %", mail.subject)
        self.assertIn("2 h are available", mail.body_html)
        self.assertEqual(mail.reply_to, mail.email_from)
        activity = self.contract.activity_ids
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn("2 h", activity.note)

    def test_expiry_can_leave_nothing(self):
        self._grant(8, date_to="2026-05-31")
        self._grant(2)
        self._agreed(1, work_date=date(2026, 6, 3))
        self._run_cron(
            "bacg_sla_platino.ir_cron_sla_contracts", local("2026-06-01T01:00")
        )
        self.assertEqual(self._alerts().mapped("threshold"), [50])

    def test_overdrawn_hours_tell_zero(self):
        self._grant(1)
        self._agreed(2, overdraw=True)
        self.assertEqual(self._alerts().mapped("threshold"), [0])
        self.assertIn("none are available", self._alerts()._title())


@tagged("post_install", "-at_install")
@freeze_time(local(NOW))
class TestHoursWords(HoursCommon):
    def test_proposal_is_mailed_to_who_may_agree(self):
        """The mail stands in the case as auto_comment: an answer is public."""
        self._grant(10)
        self.approver.lang = "en_US"
        draw = self._propose(2)
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertEqual(mail.recipient_ids, self.approver)
        self.assertEqual((mail.model, mail.res_id), ("helpdesk.ticket", self.ticket.id))
        self.assertEqual(mail.mail_message_id.message_type, "auto_comment")
        self.assertIn(f"/my/hours/{draw.id}", mail.body_html)
        self.assertIn("Capacitar a dos personas", mail.body_html)
        self.assertIn(self.ticket.number, mail.subject)
        self.assertFalse(self.ticket.first_response_at, "no person answered")

    def test_answer_to_the_proposal_is_a_public_comment(self):
        """Core would file a reply to an internal message as an internal note."""
        self._grant(10)
        self._propose(2)
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        raw = self._mail(
            sender="Marta <marta@cafe.gt>",
            subject="Re: horas",
            In_Reply_To=mail.message_id,
            References=mail.message_id,
        )
        self._receive(raw, local("2026-05-11T10:00"))
        answer = self.ticket.message_ids.sorted("id")[-1]
        self.assertEqual(answer.author_id, self.approver)
        self.assertEqual(answer.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertFalse(answer.is_internal)

    def test_decision_is_the_customers_word_on_the_case(self):
        """His yes ends a wait for him, as any answer of his does."""
        self._grant(10)
        draw = self._propose(2)
        self.ticket.stage_id = self.stage_customer
        draw.sudo()._decide(True, self.approver, note="El jueves")
        message = self.ticket.message_ids.sorted("id").filtered(
            lambda message: message.author_id == self.approver
        )[-1]
        self.assertIn(draw.name, message.body)
        self.assertIn("El jueves", message.body)
        self.assertEqual(self.ticket.stage_id, self.stage_progress)

    def test_merged_cases_take_their_hours_along(self):
        self._grant(10)
        draw = self._agreed(2)
        target = self._case(local("2026-05-05T08:00"))
        target.sudo()._sla_take_over(self.ticket.sudo())
        self.assertEqual(draw.ticket_id, target)
