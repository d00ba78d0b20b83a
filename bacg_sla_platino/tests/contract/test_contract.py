# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from ..common import SlaCommon, local


@tagged("post_install", "-at_install")
class TestContract(SlaCommon):
    def _contract(self, **values):
        return self.env["bacg.sla.contract"].create(
            {
                "partner_id": self.customer.id,
                "agreement_id": self.agreement.id,
                "date_from": "2027-01-01",
                **values,
            }
        )

    def test_no_overlap(self):
        with (
            self.assertRaisesRegex(ValidationError, "already has the contract"),
            self.env.cr.savepoint(),
        ):
            self._contract()
        self.contract.date_to = "2026-12-31"
        self._contract()

    def test_customer_is_the_company(self):
        with self.assertRaisesRegex(ValidationError, "Café Antigua"):
            self._contract(partner_id=self.contact.id)

    def test_mail_domains(self):
        domain = self.env["bacg.sla.contract.domain"].create(
            {"name": " @Cafe.COM.gt ", "contract_id": self.contract.id}
        )
        self.assertEqual(domain.name, "cafe.com.gt")
        for wrong in ("gmail.com", "no domain", "cafe"):
            with self.subTest(wrong), self.assertRaises(ValidationError):
                domain.name = wrong

    @freeze_time("2026-03-09 14:00:00")
    def test_last_day_counts_in_the_customers_zone(self):
        """A case finds the contract in force at its report, by local days."""
        self.contract.date_to = "2026-03-08"
        inside = self._case(local("2026-03-08T23:59:59"))
        outside = self._case(local("2026-03-09T00:00:00"))
        self.assertEqual(inside.contract_id, self.contract)
        self.assertFalse(outside.contract_id)
        self.assertEqual(outside.sla_note, "contract_ended")

    @freeze_time("2026-03-09 14:00:00")
    def test_customers_own_calendar(self):
        """Decision 2: a contract may name the customer's country's hours."""
        ticket = self._case(local("2026-03-09T08:00:00"))
        calendar = self.agreement.resource_calendar_id.copy({"tz": "America/Panama"})
        self.contract.resource_calendar_id = calendar
        due = self._status(ticket, "resolution").deadline
        # Panama opens an hour before Guatemala: the first hour is already gone
        self.assertEqual(due, local("2026-03-20T08:00:00"))
