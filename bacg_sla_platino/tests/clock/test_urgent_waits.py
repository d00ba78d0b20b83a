# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import freeze_time, tagged

from ..common import SlaCommon, local


@tagged("post_install", "-at_install")
class TestUrgentWaits(SlaCommon):
    """No clock of priority 2 or 1 waits for others by itself (decisions 9 and 28)."""

    def _waiting(self, **values):
        """Return a case of priority 4 that waits by its stage and beside it."""
        ticket = self._case(local("2026-03-09T08:00:00"), **values)
        ticket.stage_id = self.stage_vendor
        ticket._sla_add_wait("third_party", "El técnico de la impresora")
        return ticket

    def _assert_runs(self, ticket):
        self.assertEqual(ticket.stage_id.sla_mode, "run")
        self.assertFalse(ticket.sudo().sla_pause_ids._still_open())
        self.assertEqual(self._status(ticket, "resolution").state, "running")

    def _notes(self, ticket):
        self.env.invalidate_all()  # mails are messages of the case, too
        notes = ticket.sudo().message_ids.filtered(
            lambda message: message.message_type == "auto_comment"
        )
        return [note.subject.partition("] ")[2].partition(":")[0] for note in notes]

    @freeze_time("2026-03-09 14:30:00")
    def test_raised_while_it_waits(self):
        """SLA 1.19: raised to 2 or 1 by whatever way, its clocks run; he is told."""
        ways = {
            "misjudged": lambda t: t._case_classify("2", "Urge"),
            "worse": lambda t: t._case_classify("3", "Urge", from_now=True),
            "by a manager": lambda t: t.with_user(self.manager)._case_classify(
                "3", "Urge", from_now=True
            ),
            "on the form": lambda t: t.write({"priority": "2"}),
            "by telephone": lambda t: t._outage_claim("Nadie entra", from_now=True),
            "some users": lambda t: t.action_outage_some_users(),
            "by the system": lambda t: t.sudo().write({"priority": "3"}),
        }
        for way, act in ways.items():
            with self.subTest(way):
                ticket = self._waiting()
                act(ticket)
                self._assert_runs(ticket)
                told = self._notes(ticket)
                self.assertEqual(told.count("We continue"), 1)

    @freeze_time("2026-03-09 14:30:00")
    def test_raised_by_the_customers_mail(self):
        """SLA 1.19, 2.02: URGENTE in an answer to a waiting case."""
        ticket = self._waiting()
        mail = self._mail(subject=f"URGENTE {ticket.number} nadie entra")
        self._receive(mail, local("2026-03-09T08:40:00"))
        self.assertEqual(ticket.priority, "3")
        self._assert_runs(ticket)

    @freeze_time("2026-03-09 14:30:00")
    def test_raised_by_a_merge(self):
        """SLA 1.19: what is claimed on a merged case lets the target's clocks run."""
        target = self._waiting()
        claimed = self._case(
            local("2026-03-09T08:10:00"), outage_scope="claimed", priority="3"
        )
        target.with_user(self.manager)._case_take_over(claimed)
        self.assertEqual(target.priority, "3")
        self._assert_runs(target)

    @freeze_time("2026-03-09 14:30:00")
    def test_moved_by_the_system(self):
        """SLA 1.19: a stage that waits from now on, or a sudo, holds no urgent case."""
        stage = self.stage_progress
        stage.copy({"name": "Trabajando", "sequence": stage.sequence + 1})
        urgent = self._case(
            local("2026-03-09T08:00:00"), priority="2", stage_id=stage.id
        )
        normal = self._case(local("2026-03-09T08:00:00"), stage_id=stage.id)
        stage.with_user(self.manager).sudo().sla_mode = "wait_vendor"
        self._assert_runs(urgent)
        self.assertEqual(self._status(normal, "resolution").state, "paused")
        urgent.sudo().stage_id = self.stage_vendor
        self._assert_runs(urgent)
        born = self.env["helpdesk.ticket"].create(
            {
                "name": "Nadie factura",
                "description": "Nadie factura",
                "partner_id": self.contact.id,
                "team_id": self.team.id,
                "priority": "3",
                "stage_id": self.stage_vendor.id,
            }
        )
        self._assert_runs(born)

    @freeze_time("2026-03-09 14:30:00")
    def test_what_may_wait(self):
        """SLA 1.19: priority 3, the wait for the customer, a manager with a reason."""
        ticket = self._waiting()
        ticket._case_classify("1", "Más gente")
        self.assertEqual(self._status(ticket, "resolution").state, "paused")
        ticket._case_classify("2", "Urge")
        self._assert_runs(ticket)
        ticket.with_user(self.manager)._sla_add_wait("vendor", "Odoo corrige hoy")
        ticket._case_classify("3", "Nadie factura")
        self.assertEqual(self._status(ticket, "resolution").state, "paused")
        other = self._case(local("2026-03-09T08:00:00"))
        other.stage_id = self.stage_customer
        other._case_classify("3", "Urge")
        self.assertEqual(self._status(other, "resolution").state, "paused")
