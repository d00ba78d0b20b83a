# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
import base64
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import SQL

from ..approval_common import ApprovalCommon
from ..common import local

PDF = base64.b64encode(b"%PDF-1.4 firmado")


@tagged("post_install", "-at_install")
@freeze_time(local("2026-05-11T09:00"))
class TestContractVersion(ApprovalCommon):
    """A new version of the agreement binds from its customer's approval."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acceptance.unlink()
        with freeze_time(local("2026-04-01T09:00")):
            cls.agreement.action_new_version()
            cls.newer = cls.agreement.successor_id
            cls.newer.write({"version": "v2026.05", "effective_from": "2026-05-01"})
            row = cls.newer.policy_ids.filtered(lambda one: one.priority == "3")
            first = row.target_ids.filtered(lambda one: one.metric == "first_response")
            first.minutes = 15
            cls.newer.clause_ids.filtered(lambda one: one.number == "1.01").text = "Más"
            cls.newer.action_publish()

    def _accept(self):
        """Ask the customer for the newest version, as a manager does."""
        self.contract.invalidate_recordset(["newest_agreement_id"])
        self.contract.with_user(self.manager).action_ask_acceptance()
        return self.contract.acceptance_ids.sorted("id")[-1:]

    def _approve(self, acceptance, at="2026-05-11T10:00"):
        with freeze_time(local(at)):
            self._asked(acceptance)._answer(True, self.approver, "portal")
            self._grant_ours(acceptance)

    def _version(self, reported):
        with freeze_time(local("2026-12-01T09:00")):
            return self._case(local(reported), priority="3").agreement_id

    def test_a_new_version_binds_from_the_approval(self):
        """SLA 5.02: an agreement has two sides; cases keep that of their report."""
        before = self._case(local("2026-05-11T08:59"), priority="3")
        self.assertEqual(before.agreement_id, self.agreement)
        acceptance = self._accept()
        self._asked(acceptance)._answer(True, self.approver, "portal")
        self.assertEqual(self._version("2026-05-11T09:30"), self.agreement)
        with freeze_time(local("2026-05-11T10:00")):
            self._grant_ours(acceptance)
        self.assertEqual(self.contract.version_ids.acceptance_id, acceptance)
        self.assertEqual(acceptance.bound_at, local("2026-05-11T10:00"))
        self.assertEqual(self._version("2026-05-11T09:59"), self.agreement)
        self.assertEqual(self._version("2026-05-11T10:00"), self.newer)
        before.priority = "2"
        self.assertEqual(before.agreement_id, self.agreement)

    def test_not_before_its_own_day(self):
        """SLA 5.02: approved ahead, it begins when the version does."""
        with freeze_time(local("2026-04-20T09:00")):
            acceptance = self._accept()
            self._approve(acceptance, "2026-04-21T09:00")
        self.assertEqual(acceptance.bound_at, local("2026-05-01T00:00"))
        self.assertEqual(self._version("2026-04-30T23:59:59"), self.agreement)
        self.assertEqual(self._version("2026-05-01T00:00"), self.newer)

    def test_a_refusal_binds_nobody(self):
        """SLA 5.02: the version before holds on."""
        acceptance = self._accept()
        self._asked(acceptance)._answer(False, self.approver, "portal", "Muy caro")
        self.assertFalse(self.contract.version_ids)
        self.assertTrue(self.contract.is_version_pending)
        self.assertEqual(self.contract.acceptance_state, "refused")
        self.assertEqual(self._version("2026-05-12T09:00"), self.agreement)

    def test_what_was_agreed_stays(self):
        """SLA 5.02: an edit asks again; what both agreed binds as long as that."""
        acceptance = self._accept()
        self._approve(acceptance)
        acceptance.note = "Con la interfaz"
        self.assertEqual(acceptance.approval_state, "asked")
        self._asked(acceptance)._answer(False, self.approver, "portal", "No")
        self.assertEqual(self._version("2026-06-01T09:00"), self.newer)
        other = self.env["res.partner"].create({"name": "Otra", "is_company": True})
        other_contract = self.contract.copy(
            {"partner_id": other.id, "approver_ids": False}
        )
        for values in (
            {"agreement_id": self.agreement.id},
            {"contract_id": other_contract.id},
        ):
            with self.assertRaisesRegex(UserError, "binds the contract already"):
                acceptance.write(values)
        version = self.contract.version_ids
        for act in (version.unlink, lambda: version.write({"bound_at": "2020-01-01"})):
            with self.assertRaisesRegex(UserError, "accept another version"):
                act()
        with self.assertRaises(AccessError):
            version.with_user(self.manager).create(
                {
                    "contract_id": self.contract.id,
                    "agreement_id": self.newer.id,
                    "bound_at": "2020-01-01",
                }
            )

    def test_nobody_changes_the_version_on_the_contract(self):
        """SLA 5.02: not by editing the contract either, once it has cases."""
        contract = self.contract.with_user(self.manager)
        contract.agreement_id = self.newer  # a typing error, put right at once
        contract.agreement_id = self.agreement
        self._case(local("2026-05-11T08:00"))
        with self.assertRaisesRegex(UserError, "ask him to accept it"):
            contract.agreement_id = self.newer
        laxer = self.agreement.copy({"version": "v2026.06"})
        laxer.policy_ids.target_ids.minutes = 100000
        laxer.action_publish()
        with self.assertRaisesRegex(UserError, "end this one, then make another"):
            contract.agreement_id = laxer

    @freeze_time(local("2026-04-02T09:00"))
    def _publish_after(self, agreement, **values):
        """Return a still newer version, in force from the 2nd of May."""
        agreement.action_new_version()
        newest = agreement.successor_id
        newest.write({"version": "v2026.06", "effective_from": "2026-05-02", **values})
        newest.action_publish()
        return newest

    def test_an_older_question_is_withdrawn(self):
        """SLA 5.02: a late yes to a version does not undo the one accepted since."""
        older = self._accept()
        self._grant_ours(older)
        late = self._asked(older)
        newest = self._publish_after(self.newer)
        self._approve(self._accept())
        self.assertEqual(self._version("2026-05-12T09:00"), newest)
        self.assertEqual((older.approval_state, late.state), ("none", "void"))
        self.assertIn("was accepted meanwhile", late._portal_sentence())
        with self.assertRaisesRegex(UserError, "nothing waits"):
            late._answer(True, self.approver, "portal")
        self.assertEqual(self._version("2026-05-13T09:00"), newest)

    def test_days_of_the_version_that_binds(self):
        """SLA 5.02: pages and report count days in the zone of the clocks."""
        self.contract.resource_calendar_id = False
        tokyo = self.agreement.resource_calendar_id.copy({"tz": "Asia/Tokyo"})
        self._publish_after(self.newer, resource_calendar_id=tokyo.id)
        ticket = self._case(local("2026-05-11T08:00"), priority="3")
        self._approve(self._accept())
        with freeze_time(local("2026-05-12T09:00")):
            calendar = self.contract._get_business_calendar()
            self.assertEqual(calendar, tokyo)
            self.assertEqual(self.contract._today(), date(2026, 5, 13))
            self.env.flush_all()
            facts = self.env["bacg.sla.report"]._query_facts()
            query = SQL("SELECT DISTINCT ticket_id, zone FROM (%s) facts", facts)
            zones = dict(self.env.execute_query(query))
        self.assertEqual(zones[ticket.id], "Asia/Tokyo")

    def test_signed_document(self):
        """SLA 5.02: the signed PDF binds, too, from when it is entered; he is told."""
        acceptance = self.env["bacg.sla.contract.acceptance"].with_user(self.manager)
        values = {"contract_id": self.contract.id, "agreement_id": self.newer.id}
        picture = base64.b64encode(b"GIF89a")
        with (
            self.assertRaisesRegex(ValidationError, "choose the PDF"),
            self.env.cr.savepoint(),
        ):
            acceptance.create({**values, "signed_file": picture})
        acceptance = acceptance.create({**values, "signed_file": PDF})
        self.assertEqual(acceptance.bound_at, local("2026-05-11T09:00"))
        self.assertEqual(self._version("2026-05-11T08:59"), self.agreement)
        self.assertEqual(self._version("2026-05-11T09:00"), self.newer)
        self.assertIn("we put it right", self._mails(self.approver).body_html)
        for other in (False, PDF):
            with self.assertRaisesRegex(UserError, "binds the contract already"):
                acceptance.signed_file = other

    def test_back_to_the_version_before(self):
        """SLA 5.02: put right by accepting the older one; nothing reaches back."""
        acceptances = self.env["bacg.sla.contract.acceptance"]
        for agreement, moment in (
            (self.newer, "2026-05-11T09:00"),
            (self.agreement, "2026-05-12T09:00"),
        ):
            with freeze_time(local(moment)):
                acceptances.create(
                    {
                        "contract_id": self.contract.id,
                        "agreement_id": agreement.id,
                        "signed_file": PDF,
                    }
                )
        self.assertEqual(self._version("2026-05-11T12:00"), self.newer)
        self.assertEqual(self._version("2026-05-12T12:00"), self.agreement)

    def test_who_has_not_accepted(self):
        """SLA 5.02: a list, with the mail to ask; who names nobody is told apart."""
        other = self.env["res.partner"].create({"name": "Otra", "is_company": True})
        silent = self.contract.copy({"partner_id": other.id, "approver_ids": False})
        both = self.contract | silent
        contracts = self.contract.with_user(self.manager)

        def pending(value=True):
            found = contracts.search([("is_version_pending", "=", value)])
            return found & both

        self.assertEqual(pending(), both)
        with self.assertRaisesRegex(UserError, "Otra"):
            pending().action_ask_acceptance()
        acceptance = self._accept()
        self.assertEqual(self.contract.acceptance_state, "asked")
        mail = self._mails(self.approver)
        self.assertIn("What changes", mail.body_html)
        self.assertIn("15", mail.body_html)
        self._approve(acceptance)
        self.assertEqual((pending(), pending(False)), (silent, self.contract))
        silent.date_to = date(2026, 5, 10)
        self.assertFalse(pending())
        agents = self.contract.with_user(self.agent)
        with self.assertRaises(AccessError):
            agents.action_ask_acceptance()

    def test_what_changes(self):
        """SLA 5.02: he reads what he approves: the rows and clauses that differ."""
        lines = self.newer._get_changes_since(self.agreement)
        self.assertEqual(len(lines), 2)
        self.assertIn("15", lines[0])
        self.assertIn("until now", lines[0])
        self.assertEqual(len(self.newer._get_changes_since(self.newer)), 1)

    def test_renewed_under_what_binds(self):
        """SLA 5.02: the next contract starts with the version that was accepted."""
        self.contract.date_to = "2026-12-31"
        acceptance = self._accept()
        self._approve(acceptance)
        renewed = self.env["bacg.sla.contract"].browse(
            self.contract.action_renew()["res_id"]
        )
        self.assertEqual(renewed.agreement_id, self.newer)
        self.assertFalse(renewed.version_ids or renewed.acceptance_ids)

    def test_a_new_contract_starts_with_the_version_in_force(self):
        self.env.company.sla_agreement_id = self.agreement
        form = Form(self.env["bacg.sla.contract"].with_user(self.manager))
        self.assertEqual(form.agreement_id, self.newer)

    def test_the_statement_names_the_version_that_binds(self):
        """SLA 5.02: of a month without a case, too."""
        statement = self.env["bacg.sla.statement"].new(
            {
                "contract_id": self.contract.id,
                "date_from": date(2026, 5, 1),
                "date_to": date(2026, 5, 31),
                "tz": "America/Guatemala",
            }
        )
        self.assertEqual(statement._agreements(), self.agreement)
        self._approve(self._accept())
        self.assertEqual(statement._agreements(), self.newer)
