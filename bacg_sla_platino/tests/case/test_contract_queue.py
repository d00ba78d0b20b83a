# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..common import SlaCommon, local

MONDAY = local("2026-03-09T08:00:00")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 15:00:00")
class TestContractQueue(SlaCommon):
    """Decision 19: clocks of unknown senders start with the report once identified."""

    def _stranger(self, address="marta@nueva.gt"):
        return self._receive(
            self._mail(sender=address, subject=address), MONDAY
        ).ticket_id

    def _queue(self):
        action = self.env.ref("bacg_sla_platino.helpdesk_ticket_action_no_contract")
        return (
            self.env[action.res_model]
            .with_user(self.agent)
            .search([("sla_note", "=", "contract"), ("closed", "=", False)])
        )

    def _assert_runs(self, ticket, contract):
        self.assertEqual(ticket.contract_id, contract)
        self.assertFalse(ticket.sla_note)
        clock = self._status(ticket, "first_response")
        self.assertEqual(clock.started_at, MONDAY)

    def test_one_click(self):
        first, second = self._stranger(), self._stranger("luis@nueva.gt")
        self.assertIn(first, self._queue())
        self.assertFalse(first.proposed_contract_id)
        self.contract.domain_ids = [(0, 0, {"name": "nueva.gt"})]
        cases = (first | second).with_user(self.agent)
        cases.invalidate_recordset()
        self.assertEqual(cases.proposed_contract_id, self.contract)
        cases.action_link_proposed_contract()
        for case in first | second:
            self.assertEqual(case.partner_id.parent_id, self.customer)
            self._assert_runs(case, self.contract)
        self.assertFalse(self._queue() & (first | second))

    def test_colleagues_propose_their_contract(self):
        self.env["res.partner"].create(
            {"name": "C", "email": "c@nueva.gt", "parent_id": self.customer.id}
        )
        self.assertEqual(self._stranger().proposed_contract_id, self.contract)
        self.assertFalse(self._stranger("x@gmail.com").proposed_contract_id)

    def test_wizard_links_all_his_cases_and_adds_the_domain(self):
        ticket = self._stranger()
        sooner = self._receive(
            self._mail(sender="marta@nueva.gt", subject="Antes"), MONDAY
        ).ticket_id
        wizard = Form(
            self.env["bacg.sla.contract.link"]
            .with_user(self.manager)
            .with_context(default_ticket_id=ticket.id)
        )
        wizard.contract_id = self.contract
        wizard.add_domain = True
        wizard.save().action_confirm()
        for case in ticket | sooner:
            self._assert_runs(case, self.contract)
        self.assertIn("nueva.gt", self.contract.domain_ids.mapped("name"))
        self.assertEqual(self._stranger("otro@nueva.gt").contract_id, self.contract)

    def test_contract_that_began_after_the_report(self):
        self.contract.date_from = "2026-03-09"
        ticket = self._stranger()
        ticket.with_user(self.agent)._case_link_contract(self.contract)
        self._assert_runs(ticket, self.contract)

    def test_companies_get_a_contract_of_their_own(self):
        ticket = self._stranger()
        ticket.partner_id.is_company = True
        with self.assertRaisesRegex(UserError, "create a contract"):
            ticket.with_user(self.agent)._case_link_contract(self.contract)
        contract = self.env["bacg.sla.contract"].create(
            {
                "partner_id": ticket.partner_id.id,
                "agreement_id": self.agreement.id,
                "date_from": "2026-03-01",
            }
        )
        self._assert_runs(ticket, contract)

    def test_contact_moved_by_hand(self):
        """Setting the company of the sender's contact does the same."""
        ticket = self._stranger()
        ticket.partner_id.parent_id = self.customer
        self._assert_runs(ticket, self.contract)

    def test_cases_of_a_time_keep_their_contract(self):
        """Contacts who change their employer do not take their old cases along."""
        ticket = self._case(MONDAY)
        other = self.customer.copy({"name": "Otra"})
        self.contract.copy({"partner_id": other.id, "domain_ids": False})
        self.contact.parent_id = other
        self.assertEqual(ticket.contract_id, self.contract)

    def test_sent_in_by_one_of_ours(self):
        """One click sets the author of the forwarded mail and their contract."""
        self.agent.email = "sla_agent@bacg.cloud"
        raw = self._mail(sender="sla_agent@bacg.cloud", Cc="Luis <luis@cafe.gt>")
        ticket = self._receive(raw, MONDAY).ticket_id
        self.assertEqual(ticket.proposed_contract_id, self.contract)
        ticket.with_user(self.agent).action_link_proposed_contract()
        self.assertEqual(ticket.partner_id.email, "luis@cafe.gt")
        self._assert_runs(ticket, self.contract)

    def test_nothing_proposed_is_said(self):
        with self.assertRaisesRegex(UserError, "No contract is proposed"):
            self._stranger().with_user(self.agent).action_link_proposed_contract()

    def test_customers_link_nothing(self):
        ticket = self._stranger()
        portal = ticket.partner_id.user_ids
        with self.assertRaises(AccessError):
            ticket.with_user(portal).action_link_proposed_contract()
        with self.assertRaises(AccessError):
            self.env["bacg.sla.contract.link"].with_user(portal).create(
                {"ticket_id": ticket.id, "contract_id": self.contract.id}
            )
