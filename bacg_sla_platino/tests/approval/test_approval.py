# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from ...tools.mail.link_keys import without_keys
from ..approval_common import ApprovalCommon
from ..common import local


@tagged("post_install", "-at_install")
@freeze_time(local("2026-05-11T09:00"))
class TestApproval(ApprovalCommon):
    def test_both_sides_approve_a_version(self):
        """SLA 5.02: by common agreement: who, when, by which way, to which words."""
        asked = self._ask()
        self.assertEqual(self.acceptance.approval_state, "asked")
        self.assertEqual(asked.link_ids.partner_id, self.approver)
        mail = self._mails(self.approver)
        self.assertIn(asked.link_ids.token, mail.body_html)
        self.assertIn("Con la interfaz del banco", mail.body_html)
        asked._answer(True, self.approver, "portal", ip="10.0.0.1")
        self.assertEqual(self.acceptance.approval_state, "asked")
        self._grant_ours(self.acceptance)
        self.assertEqual(self.acceptance.approval_state, "approved")
        self.assertEqual(
            (asked.answered_by_id, asked.way, asked.ip, asked.answered_at),
            (self.approver, "portal", "10.0.0.1", local("2026-05-11T09:00")),
        )

    def test_an_edit_voids_the_yes_and_asks_again(self):
        """SLA 5.02: an approval is of a version; the old yes stays visible and void."""
        asked = self._ask()
        asked._answer(True, self.approver, "portal")
        self._grant_ours(self.acceptance)
        version = asked.version
        self.acceptance.note = "Con dos interfaces"
        self.assertEqual((asked.state, asked.answer), ("void", "granted"))
        self.assertIn("text changed", asked.void_reason)
        again = self._asked(self.acceptance)
        self.assertEqual((again.round, self.acceptance.approval_state), (2, "asked"))
        self.assertNotEqual(again.version, version)
        self.assertEqual(len(self._mails(self.approver)), 2)
        with self.assertRaisesRegex(UserError, "nothing waits"):
            asked._answer(True, self.approver, "link")

    def test_nobody_writes_that_both_sides_approved(self):
        """SLA 5.02: not even a manager, by no call and no context."""
        manager = new_test_user(
            self.env,
            "approval_writer",
            groups="base.group_user,helpdesk_mgmt.group_helpdesk_manager",
        )
        acceptance = self.acceptance.with_user(manager)
        with self.assertRaisesRegex(AccessError, "answers of both sides"):
            acceptance.approval_state = "approved"
        other = self.env["res.partner"].create({"name": "Otra", "is_company": True})
        values = {"partner_id": other.id, "agreement_id": self.agreement.id}
        contract = self.contract.create({**values, "date_from": "2026-01-01"})
        values = {"contract_id": contract.id, "agreement_id": self.agreement.id}
        rows = acceptance.browse().with_context(default_approval_state="approved")
        self.assertEqual(rows.create(values).approval_state, "none")

    def test_a_quoted_link_opens_nothing(self):
        """SLA 5.02: no agent answers with the link that a customer's reply quotes."""
        quoted = f"https://erp.gt/my/approvals/5?token={self._ask().link_ids.token}"
        self.assertEqual(without_keys(quoted), "https://erp.gt/my/approvals/5")

    def test_another_contract_was_asked_nothing(self):
        """SLA 5.02: the yes of one customer never becomes another's."""
        asked = self._ask()
        asked._answer(True, self.approver, "portal")
        self._grant_ours(self.acceptance)
        other = self.env["res.partner"].create({"name": "Otra", "is_company": True})
        values = {"partner_id": other.id, "agreement_id": self.agreement.id}
        contract = self.contract.create({**values, "date_from": "2026-01-01"})
        self.acceptance.contract_id = contract
        self.assertNotEqual(self.acceptance.approval_state, "approved")
        self.assertFalse(contract.version_ids)

    def test_a_comment_asks_nobody_again(self):
        asked = self._ask()
        asked._answer(True, self.approver, "portal")
        self.acceptance.message_post(body="De acuerdo", message_type="comment")
        self.acceptance.signed_filename = "contrato.pdf"
        self.acceptance.note = "Con la interfaz del banco"
        self.assertEqual(asked.state, "granted")

    def test_a_second_round_refused_after_the_first_was_granted(self):
        """SLA 5.02: the last round counts: it is refused, with its reason."""
        first = self._ask()
        first._answer(True, self.approver, "portal")
        self._grant_ours(self.acceptance)
        second = self._ask()
        self.assertEqual(first.state, "void")
        with self.assertRaisesRegex(UserError, "Reason"):
            second._answer(False, self.approver, "portal", "  ")
        second._answer(False, self.approver, "portal", "Falta la interfaz")
        self.assertEqual(self.acceptance.approval_state, "refused")
        self.assertEqual(self._live(self.acceptance, "ours"), self.env["bacg.approval"])
        with self.assertRaisesRegex(UserError, "nothing waits"):
            second._answer(True, self.approver, "portal")

    def test_who_may_answer(self):
        """SLA 5.02: no other customer's people, and nobody who left."""
        asked = self._ask()
        other = self.env["res.partner"].create({"name": "Ferretería"})
        for partner in (other, self.contact, self.agent.partner_id):
            with self.subTest(partner.name), self.assertRaises(AccessError):
                asked._answer(True, partner, "portal")
        self.approver.parent_id = other
        with self.assertRaises(AccessError):
            asked._answer(True, self.approver, "link")
        ours = self._live(self.acceptance, "ours")
        colleague = new_test_user(
            self.env, "colega", groups="helpdesk_mgmt.group_helpdesk_user"
        )
        for partner in (self.approver, colleague.partner_id):
            with self.subTest(partner.name), self.assertRaises(AccessError):
                ours._answer(True, partner, "backend")
        ours._answer(True, self.agent.partner_id, "backend")  # the responsible
        self.assertEqual(ours.state, "granted")

    def test_nobody_to_ask(self):
        self.contract.approver_ids = False
        with self.assertRaisesRegex(UserError, "names nobody"):
            self._ask()
        with self.assertRaisesRegex(ValidationError, "not a contact"):
            self.contract.approver_ids = self.agent.partner_id

    def test_planned_for_a_day_that_is_over(self):
        """SLA 5.02: nobody is asked to approve what should have been done already."""
        over = local("2026-05-11T08:59")
        planned = patch.object(
            self.registry["bacg.sla.contract.acceptance"],
            "_approval_get_planned_at",
            lambda acceptance: over,
        )
        with planned, self.assertRaisesRegex(UserError, "a day that is over"):
            self._ask()
        self.assertFalse(self.acceptance.approval_ids)

    def test_declared_by_us(self):
        """SLA 5.02: a yes by telephone is entered with its text and told to him."""
        asked = self._ask()
        window = {"approval_id": asked.id, "partner_id": self.approver.id}
        windows = self.env["bacg.approval.give"].with_user(self.agent)
        with self.assertRaisesRegex(UserError, "words"):
            windows.create(window).action_confirm()
        windows.create({**window, "text": "Sí, adelante"}).action_confirm()
        self.assertEqual((asked.state, asked.way), ("granted", "declared"))
        self.assertEqual(asked.declared_by_id, self.agent)
        told = self._mails(self.approver)[-1]
        self.assertIn("Sí, adelante", told.body_html)
        self.assertIn("what we entered", told.subject)

    def test_not_everybody_declares(self):
        asked = self._ask()
        colleague = new_test_user(
            self.env, "colega", groups="helpdesk_mgmt.group_helpdesk_user"
        )
        with self.assertRaisesRegex(AccessError, "responsible"):
            asked.with_user(colleague)._declare(True, self.approver, "Sí")

    def test_reminder_before_the_planned_date(self):
        """SLA 5.02: 48 hours before, by a setting, whoever has not answered."""
        asked = self._ask()
        asked.planned_at = local("2026-05-14T09:00")
        cron = "bacg_sla_platino.ir_cron_approvals"
        self._run_cron(cron, local("2026-05-12T08:00"))
        self.assertFalse(asked.reminded_at)
        self._run_cron(cron, local("2026-05-12T09:30"))
        self.assertTrue(asked.reminded_at)
        reminder = self._mails(self.approver)[-1]
        self.assertIn("we still need your approval", reminder.subject)
        self.assertEqual(self.acceptance.activity_ids.user_id, self.agent)
        self._run_cron(cron, local("2026-05-12T10:30"))
        self.assertEqual(self._mails(self.approver)[-1], reminder)

    def test_an_answer_to_the_mail_makes_a_case(self):
        """SLA 5.02: who writes instead of deciding is heard; nobody reads his link."""
        self._ask()
        mail = self._mails(self.approver)
        self.assertFalse(mail.model or mail.res_id)
        raw = self._mail(
            "Marta <marta@cafe.gt>", "RE: aprobación", In_Reply_To=mail.message_id
        )
        row = self._receive(raw, local("2026-05-11T09:05"))
        self.assertEqual(row.state, "case")

    def test_approvals_are_never_deleted(self):
        asked = self._ask()
        with self.assertRaisesRegex(UserError, "never deleted"):
            asked.unlink()

    def test_rights_are_copied_with_the_contract(self):
        self.contract.hours_approver_ids = self.contact
        self.contract.date_to = "2026-12-31"
        copy = self.contract.copy({"date_from": "2027-01-01", "date_to": False})
        self.assertEqual(copy.approver_ids, self.approver)
        self.assertEqual(copy.hours_approver_ids, self.contact)
