# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from ..common import local
from ..hours_common import NOW, HoursCommon


@tagged("post_install", "-at_install")
@freeze_time(local(NOW))
class TestHoursGrants(HoursCommon):
    def test_what_counts_is_frozen(self):
        grant = self._grant(10)
        with self.assertRaisesRegex(UserError, "already counts"):
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
            self.assertRaisesRegex(ValidationError, "already drawn from"),
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
