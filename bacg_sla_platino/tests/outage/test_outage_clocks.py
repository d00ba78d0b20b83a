# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from ..common import local
from .test_outage import EARLY, LATE, REPORTED, OutageCommon


@tagged("post_install", "-at_install")
class TestOutageByTelephone(OutageCommon):
    def setUp(self):
        super().setUp()
        with freeze_time(local("2026-03-02T09:00:00")):
            self.ticket = self._case(local("2026-03-02T08:00:00"))
            self._answer(self.ticket)
            self.ticket.action_classify("0")
        self.before = self._clock("first_response"), self._clock("resolution")
        self.assertEqual(self.before[1][2], local("2026-03-12T17:00:00"))

    def _claim(self, moment, **values):
        wizard = self.env["bacg.sla.outage.claim"].with_user(self.agent)
        with (
            freeze_time(moment),
            Form(wizard.with_context(default_ticket_id=self.ticket.id)) as form,
        ):
            form.reason = "Llama Lucía: nadie entra"
            for name, value in values.items():
                form[name] = value
            form.save().action_confirm()

    def test_claim_counts_from_the_call(self):
        """SLA 2.02: an agent claims it for a customer whose case got worse now."""
        self._claim(EARLY)
        self.assertEqual(
            (self.ticket.priority, self.ticket.outage_scope), ("3", "claimed")
        )
        self.assertEqual(
            self._clock("resolution"),
            (("3", 60), EARLY, local("2026-03-08T04:10:00"), False),
        )
        self.assertEqual(self._clock("first_response"), self.before[0])
        claim = self._outcomes()
        self.assertEqual(
            (claim.at, claim.author_id, claim.reason),
            (EARLY, self.agent.partner_id, "Llama Lucía: nadie entra"),
        )

    def test_some_users_count_from_the_claim(self):
        """SLA 2.05: 24 hours from the report of the access problem."""
        self._claim(EARLY)
        self._judge(local("2026-03-08T03:20:00"), "some_users", "2")
        self.assertEqual(
            self._clock("resolution"),
            (("2", 1440), EARLY, local("2026-03-09T03:10:00"), False),
        )

    def test_refuted_all_is_as_before(self):
        """SLA 2.03: without an outage, the same priority has the same clocks."""
        self._claim(EARLY)
        with freeze_time(LATE):
            self.ticket._sla_sync()
        self._judge(LATE, "none", "0", "Todos trabajan normal.")
        self.assertEqual(
            (self._clock("first_response"), self._clock("resolution")), self.before
        )
        self.assertEqual(
            self._voided().mapped("breached_at"), [local("2026-03-08T04:10:00")]
        )

    def test_a_call_meets_the_first_response(self):
        """SLA 1.06, 2.02: a call from the customer counts as the first response."""
        with freeze_time(REPORTED):
            self.ticket = self._case(local("2026-03-08T03:00:00"))
        self._claim(EARLY)
        self.assertEqual(self.ticket.first_response_at, EARLY)
        self.assertEqual(
            self._clock("resolution")[1],
            local("2026-03-08T03:00:00"),
            "from the report",
        )

    def test_claimed_once_and_not_when_closed(self):
        self._claim(EARLY)
        with self.assertRaisesRegex(UserError, "already claimed"):
            self.ticket._outage_claim("Otra vez", True)
        self._judge(LATE, "total", "3")
        self.ticket.stage_id = self.stage_done
        with self.assertRaisesRegex(UserError, "is closed"):
            self.ticket._outage_claim("Otra vez", True)


@tagged("post_install", "-at_install")
class TestOutageCorrection(OutageCommon):
    def test_confirmed_after_all(self):
        """SLA 2.03: undoing a wrong refutation makes the breach count again."""
        self._judge(EARLY, "none", "0", "Todos trabajan normal.")
        self.assertFalse(self._clock("first_response")[3])
        self._judge(LATE, "total", "3", "Sí estaba caído: el balanceador.")
        self.assertEqual(self.ticket.priority, "3")
        self.assertEqual(
            self._clock("first_response"),
            (("3", 30), REPORTED, local("2026-03-08T03:30:07"), False),
            "answered in time, by the refutation",
        )
        self.assertEqual(
            self._clock("resolution"),
            (
                ("3", 60),
                REPORTED,
                local("2026-03-08T04:00:07"),
                local("2026-03-08T04:00:07"),
            ),
        )
        self.assertEqual(
            self._outcomes().mapped("new_value"), ["claimed", "none", "total"]
        )
        self.assertEqual(
            self._outcomes()[1:].mapped("reason"),
            ["Todos trabajan normal.", "Sí estaba caído: el balanceador."],
        )
        last = self.ticket.message_ids.filtered(
            lambda m: m.author_id == self.agent.partner_id
        )[:1]
        self.assertIn("you were right", last.body)

    def test_late_answers_are_judged_by_the_last_outcome(self):
        """SLA 2.03: a response becomes late once the case turns out to be an outage."""
        self._judge(LATE, "none", "0", "Todos trabajan normal.")
        self.assertFalse(self._clock("first_response")[3])
        self._judge(local("2026-03-08T05:30:00"), "partial", "3", "Facturación no.")
        self.assertEqual(
            self._clock("first_response"),
            (
                ("3", 30),
                REPORTED,
                local("2026-03-08T03:30:07"),
                local("2026-03-08T03:30:07"),
            ),
        )
        self.assertEqual(self.ticket.sla_state, "late")

    def test_refuted_after_all(self):
        """SLA 2.03: undoing a wrong confirmation voids its breach."""
        self._judge(EARLY, "total", "3")
        with freeze_time(LATE):
            self.ticket._sla_sync()
        self._judge(LATE, "local", "0", "Su proveedor.", "internet")
        self.assertEqual(
            self._voided().mapped("breached_at"),
            [local("2026-03-08T03:30:07"), local("2026-03-08T04:00:07")],
        )
        self.assertEqual(self._clock("first_response")[0], ("0", 480))
        self._judge(LATE, "local", "0", "Era el firewall.", "firewall")
        self.assertEqual(self._outcomes()[-1].cause, "firewall")
        self.assertEqual(len(self._voided()), 2)
        with self.assertRaisesRegex(UserError, "already"):
            self._judge(LATE, "local", "0", "Era el firewall.", "firewall")

    def test_what_a_wrong_outcome_brought_is_voided(self):
        """SLA 2.03: a breach under a wrong outcome is voided."""
        self._judge(EARLY, "some_users", "2")
        with freeze_time(LATE):
            self.ticket._sla_sync()
        wrong = self._status(self.ticket, "first_response")
        self.assertTrue(wrong.breached_at)
        self._judge(LATE, "local", "0", "Su proveedor.", "internet")
        self.assertEqual((wrong.cancel_reason, wrong.voided), ("outcome", True))
        with freeze_time(LATE):
            self.assertFalse(self.ticket._sla_counts_late())

    def test_the_priority_of_a_confirmed_outage_is_kept(self):
        """SLA 1.20: total or partial does not affect a priority changed since."""
        self._judge(EARLY, "total", "3")
        with freeze_time(LATE):
            self.ticket._case_classify("2")
        before = self._clock("resolution")
        self._judge(LATE, "partial", "3", "Ventas sí trabaja.")
        self.assertEqual(self.ticket.priority, "2")
        self.assertEqual(self._clock("resolution"), before)
