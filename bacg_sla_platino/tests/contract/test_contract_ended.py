# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..common import SlaCommon, local

TYPE = "bacg_sla_platino.mail_activity_type_contract_ended"


@tagged("post_install", "-at_install")
@freeze_time(local("2026-03-09T09:00"))
class TestContractEnded(SlaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.write({"date_to": "2026-02-28", "user_id": cls.manager.id})
        cls.contact.lang = "en_US"

    def _told(self):
        return self.contract.activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.env.ref(TYPE)
        )

    def test_made_marked_told_and_answered(self):
        """A mail after the contract's end is a case; we know, the customer knows."""
        row = self._receive(self._mail(), local("2026-03-06T18:40:05"))
        ticket = row.ticket_id
        self.assertEqual(ticket.partner_id, self.contact)
        self.assertEqual(ticket.sla_note, "contract_ended")
        self.assertEqual(ticket.ended_contract_id, self.contract)
        self.assertFalse(ticket.contract_id)
        self.assertEqual(ticket.sla_state, "none")
        self.assertEqual(self._told().user_id, self.manager)
        self.assertIn(ticket.number, self._told().note)
        mail = self.env["mail.mail"].search(
            [("res_id", "=", ticket.id), ("model", "=", ticket._name)]
        )
        self.assertEqual(mail.mail_message_id.message_type, "auto_comment")
        self.assertIn("02/28/2026", mail.body_html)
        self.assertIn(ticket.number, mail.subject)

    def test_told_once_a_contract_and_day(self):
        for _case in range(3):
            self._case(local("2026-03-09T08:00"))
        self.assertEqual(len(self._told()), 1)
        with freeze_time(local("2026-03-10T08:00")):
            self._case(local("2026-03-10T08:00"))
        self.assertEqual(len(self._told()), 2)

    def test_a_case_of_the_time_before_runs(self):
        """A case finds the contract that was in force at its report."""
        ticket = self._case(local("2026-02-28T23:00"))
        self.assertEqual(ticket.contract_id, self.contract)
        self.assertFalse(ticket.sla_note)
        self.assertFalse(self._told())

    def test_renewing_starts_the_clocks_from_the_report(self):
        ticket = self._case(local("2026-03-09T08:00"))
        self.assertFalse(ticket.sudo().sla_status_ids)
        self.contract.with_user(self.manager).action_renew()
        self.assertEqual(ticket.contract_id, self.contract.successor_id)
        self.assertFalse(ticket.sla_note)
        self.assertFalse(ticket.ended_contract_id)
        status = self._status(ticket, "first_response")
        self.assertEqual(status.started_at, ticket.reported_at)
        self.assertFalse(self._told(), "done by renewing")

    def test_a_later_end_takes_the_case_over(self):
        ticket = self._case(local("2026-03-09T08:00"))
        self.contract.date_to = "2026-03-31"
        self.assertEqual(ticket.contract_id, self.contract)

    def test_strangers_have_no_ended_contract(self):
        stranger = self.env["res.partner"].create({"name": "Nadie"})
        ticket = self._case(local("2026-03-09T08:00"), partner_id=stranger.id)
        self.assertEqual(ticket.sla_note, "contract")
        ticket.partner_id = self.contact
        self.assertEqual(ticket.sla_note, "contract_ended")
        self.assertEqual(len(self._told()), 1)


@tagged("post_install", "-at_install")
@freeze_time(local("2026-03-09T09:00"))
class TestTwoContracts(SlaCommon):
    def _second(self, **values):
        return self.contract.copy({"date_from": "2026-01-01", **values})

    def test_two_running_contracts_of_a_customer_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "already has the contract"):
            self._second()

    def test_with_two_companies_of_ours_each_case_takes_its_own(self):
        other = self.env["res.company"].create({"name": "BACG Panamá"})
        second = self._second(company_id=other.id)
        own = self._case(local("2026-03-09T08:00"))
        foreign = self._case(
            local("2026-03-09T08:00"),
            user=self.env.user,
            company_id=other.id,
            team_id=False,
        )
        self.assertEqual(own.contract_id, self.contract)
        self.assertEqual(foreign.contract_id, second)

    def test_where_two_run_an_agent_picks(self):
        """Old data may overlap: the case waits to be given one, and then runs."""
        second = self._second(date_from="2024-01-01", date_to="2024-01-31")
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE bacg_sla_contract SET date_to = NULL WHERE id = %s", second.id)
        )
        self.env.invalidate_all()
        ticket = self._case(local("2026-03-09T08:00"))
        self.assertFalse(ticket.contract_id)
        self.assertEqual(ticket.sla_note, "contract")
        ticket.contract_id = second
        self.assertFalse(ticket.sla_note)
        status = self._status(ticket, "first_response")
        self.assertEqual(status.started_at, ticket.reported_at)
