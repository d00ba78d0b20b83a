# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import SlaCommon, local


@tagged("post_install", "-at_install")
class TestPartnerMerge(SlaCommon):
    """Merging two contacts of one customer updates contracts and clocks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = ["base.group_user", "base.group_partner_manager"]
        if "website" in cls.env:
            # Its own merge reads the visitors of both.
            groups.append("website.group_website_designer")
        cls.merger = new_test_user(cls.env, "partner_merger", groups=",".join(groups))
        cls.twin = cls.env["res.partner"].create(
            {"name": "Cafe Antigua SA", "is_company": True}
        )
        cls.twin_contact = cls.env["res.partner"].create(
            {"name": "Pedro", "email": "pedro@cafe2.gt", "parent_id": cls.twin.id}
        )

    def _twin_contract(self, **values):
        return self.env["bacg.sla.contract"].create(
            {
                "partner_id": self.twin.id,
                "agreement_id": self.agreement.id,
                "date_from": "2023-01-01",
                "date_to": "2024-01-31",
                "domain_ids": [(0, 0, {"name": "cafe2.gt"})],
                **values,
            }
        )

    def _merge(self, partners, destination, moment="2026-03-09T12:00:00"):
        wizards = self.env["base.partner.merge.automatic.wizard"].with_user(self.merger)
        wizard = wizards.create(
            {
                "partner_ids": [(6, 0, partners.ids)],
                "dst_partner_id": destination.id,
                "state": "selection",
            }
        )
        with (
            freeze_time(local(moment)),
            mute_logger("odoo.addons.base.partner.merge"),
        ):
            wizard.action_merge()
            self.env.flush_all()
        self.env.invalidate_all()

    def test_clocks_of_the_cases_that_gain_a_contract(self):
        """A case without a contract gets its customer's, counted from the report."""
        with freeze_time(local("2026-03-09T08:00:00")):
            ticket = self._case(
                local("2026-03-09T08:00:00"), partner_id=self.twin_contact.id
            )
        self.assertFalse(ticket.contract_id)
        self._merge(self.customer | self.twin, self.customer)
        self.assertFalse(self.twin.exists())
        self.assertEqual(self.twin_contact.commercial_partner_id, self.customer)
        self.assertEqual(ticket.commercial_partner_id, self.customer)
        self.assertEqual(ticket.contract_id, self.contract)
        response = self._status(ticket, "first_response")
        self.assertEqual(response.started_at, local("2026-03-09T08:00:00"))
        self.assertEqual(response.deadline, local("2026-03-09T16:00:00"))
        [event] = ticket.sudo().sla_event_ids.filtered(lambda e: e.kind == "contract")
        self.assertEqual(event.new_value, str(self.contract.id))
        self.assertEqual(event.author_id, self.merger.partner_id)

    def test_contracts_that_follow_each_other(self):
        """Contracts, mail domains and cases of both continue under one customer."""
        old = self._twin_contract()
        with freeze_time(local("2026-03-09T08:00:00")):
            past = self._case(
                local("2024-01-15T08:00:00"), partner_id=self.twin_contact.id
            )
            present = self._case(local("2026-03-09T08:00:00"))
        clocks = present.sudo().sla_status_ids
        before = [(clock.id, clock.deadline) for clock in clocks]
        self.assertEqual(past.contract_id, old)
        self._merge(self.customer | self.twin, self.twin)
        self.assertEqual((old | self.contract).partner_id, self.twin)
        self.assertEqual((past.contract_id, present.contract_id), (old, self.contract))
        self.assertEqual([(clock.id, clock.deadline) for clock in clocks], before)
        domains = self.env["bacg.sla.contract.domain"]
        for address in ("nuevo@cafe.gt", "nuevo@cafe2.gt"):
            found = domains._find_customer(address, self.env.company)
            self.assertEqual(found, self.twin)
        with freeze_time(local("2026-03-09T13:00:00")):
            next_case = self._case(local("2026-03-09T13:00:00"))
        self.assertEqual(next_case.contract_id, self.contract)

    def test_overlapping_contracts_are_refused(self):
        """The error comes before the merge, and names both contracts and the fix."""
        second = self._twin_contract(date_from="2025-01-01", date_to=False)
        with (
            self.assertRaisesRegex(UserError, "End or archive one") as refused,
            self.env.cr.savepoint(),
        ):
            self._merge(self.customer | self.twin, self.customer)
        for name in (self.contract.name, second.name, "01/01/2025"):
            self.assertIn(name, str(refused.exception))
        self.assertTrue(self.twin.exists())
        self.assertEqual(second.partner_id, self.twin)
        second.active = False
        self._merge(self.customer | self.twin, self.customer)
        self.assertEqual(second.partner_id, self.customer)

    def test_contracts_with_two_of_our_companies_do_not_overlap(self):
        company = self.env["res.company"].create({"name": "BACG Panamá"})
        second = self._twin_contract(
            company_id=company.id, date_to=False, domain_ids=False
        )
        self._merge(self.customer | self.twin, self.customer)
        self.assertEqual(second.partner_id, self.customer)

    def test_contract_does_not_become_a_contacts(self):
        """An agreement belongs to a company: its contact is no valid destination."""
        stranger = self.env["res.partner"].create({"name": "Otra", "is_company": True})
        person = self.env["res.partner"].create(
            {"name": "Rosa", "parent_id": stranger.id}
        )
        with (
            self.assertRaisesRegex(UserError, "Choose another destination"),
            self.env.cr.savepoint(),
        ):
            self._merge(self.customer | person, person)
        self.assertEqual(self.contract.partner_id, self.customer)

    def test_customer_that_would_become_a_contact(self):
        """Core would pass on the source's company: refused, nothing is merged."""
        single = self.env["res.partner"].create({"name": "Ana"})
        self._twin_contract(partner_id=single.id)
        person = self.env["res.partner"].create(
            {"name": "Ana", "parent_id": self.twin.id}
        )
        with (
            self.assertRaisesRegex(ValidationError, "Cafe Antigua SA"),
            self.env.cr.savepoint(),
        ):
            self._merge(single | person, single)
        self.assertTrue(person.exists())

    def test_person_who_moves_to_the_customer(self):
        """The case of an unknown sender becomes the customer's after the merge."""
        stranger = self.env["res.partner"].create(
            {"name": "lucia", "email": "lucia@cafe.gt"}
        )
        with freeze_time(local("2026-03-09T08:00:00")):
            ticket = self._case(local("2026-03-09T08:00:00"), partner_id=stranger.id)
        self._merge(self.contact | stranger, self.contact)
        self.assertEqual(ticket.partner_id, self.contact)
        self.assertEqual(ticket.commercial_partner_id, self.customer)
        self.assertEqual(ticket.contract_id, self.contract)
        self.assertIn(self.contact, ticket.sudo().message_partner_ids)

    def test_archived_cases_follow(self):
        with freeze_time(local("2026-03-09T08:00:00")):
            ticket = self._case(
                local("2026-03-09T08:00:00"), partner_id=self.twin_contact.id
            )
            ticket.sudo().action_archive()
        self._merge(self.customer | self.twin, self.customer)
        self.assertEqual(ticket.contract_id, self.contract)
        self.assertFalse(self._status(ticket, "first_response"))

    def test_merging_opens_nothing_to_the_merger(self):
        """Merging contacts gives no access to contracts or cases."""
        self._merge(self.customer | self.twin, self.customer)
        with self.assertRaises(AccessError):
            self.contract.with_user(self.merger).read(["name"])
