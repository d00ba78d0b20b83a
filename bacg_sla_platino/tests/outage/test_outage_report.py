# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from ..common import local
from .test_outage import LATE, REPORTED, OutageCommon


@tagged("post_install", "-at_install")
class TestOutageReport(OutageCommon):
    def _claim_case(self, *outcomes, **values):
        values = {"outage_scope": "claimed", "priority": "3", **values}
        with freeze_time(REPORTED):
            ticket = self._case(REPORTED, **values)
        for minutes, outcome in enumerate(outcomes, start=1):
            moment = local(f"2026-03-08T03:{10 * minutes}:07")
            self._judge(moment, *outcome, ticket=ticket)
        return ticket

    def setUp(self):
        super().setUp()
        self.neighbour = self.env["res.partner"].create({"name": "Agroulúa"})
        refuted = ("none", "0", "Todos trabajan normal.")
        cases = [
            self.ticket,
            self._claim_case(("total", "3")),
            self._claim_case(refuted),
            self._claim_case(("local", "1", "Su red.", "network")),
            self._claim_case(("some_users", "2")),
            self._claim_case(refuted, ("partial", "3", "Facturación no.")),
            self._claim_case(refuted, partner_id=self.neighbour.id),
        ]
        self.report = self.env["bacg.sla.outage.report"].with_user(self.manager)
        self.domain = [("ticket_id", "in", [case.id for case in cases])]

    def test_claims_per_customer(self):
        """SLA 2.03: claims by customer, confirmed and refuted."""
        found = {
            partner.name: numbers
            for partner, *numbers in self.report._read_group(
                self.domain,
                ["partner_id"],
                [
                    "claims:sum",
                    "open_claims:sum",
                    "confirmed:sum",
                    "some_users:sum",
                    "refuted:sum",
                    "refuted_rate:avg",
                ],
            )
        }
        self.assertEqual(
            found,
            {"Café Antigua": [6, 1, 2, 1, 2, 0.4], "Agroulúa": [1, 0, 0, 0, 1, 1.0]},
        )

    def test_one_row(self):
        """SLA 2.04: the cause, the author of the check and its duration."""
        row = self.report.search([*self.domain, ("outcome", "=", "local")])
        self.assertEqual(row.cause, "network")
        self.assertEqual(row.checked_by_id, self.agent.partner_id)
        self.assertEqual(row.check_minutes, 10)
        self.assertFalse(row.corrected)
        corrected = self.report.search([*self.domain, ("corrected", "=", 1)])
        self.assertEqual(corrected.outcome, "partial")
        self.assertEqual(corrected.check_minutes, 10, "until its first outcome")
        self.assertEqual(row.action_open_ticket()["res_id"], row.ticket_id.id)

    def test_a_second_claim_is_another_row(self):
        """SLA 2.02: each claim of a case counts."""
        ticket = self.report.search([*self.domain, ("outcome", "=", "total")]).ticket_id
        with freeze_time(LATE):
            ticket.with_user(self.agent)._outage_claim("Otra vez", True)
        rows = self.report.search([("ticket_id", "=", ticket.id)])
        self.assertEqual(rows.mapped("outcome"), ["claimed", "total"])

    def test_contract(self):
        """SLA 2.03: the contract shows the numbers of all and of refuted claims."""
        contract = self.contract.with_user(self.manager)
        self.assertEqual(contract.outage_claim_count, 6)
        self.assertEqual(contract.outage_refuted_count, 2)
        action = contract.action_view_outage_claims()
        self.assertEqual(len(self.report.search(action["domain"])), 6)
        with self.assertRaises(AccessError):
            self.contract.with_user(self.agent).read(["outage_claim_count"])

    def test_a_merged_case_leaves_its_claim_to_the_other(self):
        """SLA 2.02: two mails about one outage count as one claim once merged."""
        domain = [("ticket_id", "=", self.ticket.id)]
        self.assertTrue(self.report.search(domain))
        with freeze_time(LATE):
            other = self._case(LATE)
            merging = self.ticket.with_user(self.manager)
            merging._sla_with(cancel_reason="merged").write({"active": False})
            other._case_take_over(self.ticket)
        self.assertFalse(self.report.search(domain))
        row = self.report.search([("ticket_id", "=", other.id)])
        self.assertEqual(row.outcome, "claimed")
        self.assertEqual((other.priority, other.outage_scope), ("3", "claimed"))
        self.assertEqual(other.outage_claimed_at, REPORTED)
        resolution = self._status(other, "resolution")
        self.assertEqual(resolution.deadline, local("2026-03-08T04:00:07"))

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Otra"})
        foreign = new_test_user(
            self.env,
            "outage_report_foreign",
            groups="helpdesk_mgmt.group_helpdesk_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertFalse(self.report.with_user(foreign).search(self.domain))
