# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import freeze_time, tagged

from ..common import local
from ..hours_common import NOW, HoursCommon


@tagged("post_install", "-at_install")
@freeze_time(local(NOW))
class TestHoursAlerts(HoursCommon):
    def _alerts(self):
        return self.env["bacg.hours.alert"].search([], order="id")

    def test_each_threshold_once_and_only_the_lowest(self):
        self._grant(10)
        self._agreed(4)
        self.assertFalse(self._alerts())
        self._agreed(1)
        self.assertEqual(self._alerts().mapped("threshold"), [50])
        self._agreed(1)
        self._agreed(4)
        self.assertEqual(self._alerts().mapped("threshold"), [50, 0])
        self._grant(20)
        self._agreed(5)
        self.assertEqual(self._alerts().mapped("threshold"), [50, 0, 50])

    def test_who_is_told(self):
        """The contact point by mail, the account manager by an activity."""
        self._grant(10)
        self.contact.lang = "en_US"
        self._agreed(8)
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertEqual(mail.recipient_ids, self.contact)
        self.assertEqual(mail.mail_message_id.message_type, "auto_comment")
        self.assertEqual(mail.model, "bacg.sla.contract")
        self.assertIn("20 %", mail.subject)
        self.assertIn("2 h are available", mail.body_html)
        self.assertEqual(mail.reply_to, mail.email_from)
        activity = self.contract.activity_ids
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn("2 h", activity.note)

    def test_expiry_can_leave_nothing(self):
        self._grant(8, date_to="2026-05-31")
        self._grant(2)
        self._agreed(1, work_date=date(2026, 6, 3))
        self._run_cron(
            "bacg_sla_platino.ir_cron_sla_contracts", local("2026-06-01T01:00")
        )
        self.assertEqual(self._alerts().mapped("threshold"), [50])

    def test_overdrawn_hours_tell_zero(self):
        self._grant(1)
        self._agreed(2, overdraw=True)
        self.assertEqual(self._alerts().mapped("threshold"), [0])
        self.assertIn("none are available", self._alerts()._title())


@tagged("post_install", "-at_install")
@freeze_time(local(NOW))
class TestHoursWords(HoursCommon):
    def test_proposal_is_mailed_to_who_may_agree(self):
        """The mail stands in the case as auto_comment: an answer is public."""
        self._grant(10)
        self.approver.lang = "en_US"
        draw = self._propose(2)
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertEqual(mail.recipient_ids, self.approver)
        self.assertEqual((mail.model, mail.res_id), ("helpdesk.ticket", self.ticket.id))
        self.assertEqual(mail.mail_message_id.message_type, "auto_comment")
        self.assertIn(f"/my/hours/{draw.id}", mail.body_html)
        self.assertIn("Capacitar a dos personas", mail.body_html)
        self.assertIn(self.ticket.number, mail.subject)
        self.assertFalse(self.ticket.first_response_at, "no person answered")

    def test_answer_to_the_proposal_is_a_public_comment(self):
        """Core would file a reply to an internal message as an internal note."""
        self._grant(10)
        self._propose(2)
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        raw = self._mail(
            sender="Marta <marta@cafe.gt>",
            subject="Re: horas",
            In_Reply_To=mail.message_id,
            References=mail.message_id,
        )
        self._receive(raw, local("2026-05-11T10:00"))
        answer = self.ticket.message_ids.sorted("id")[-1]
        self.assertEqual(answer.author_id, self.approver)
        self.assertEqual(answer.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertFalse(answer.is_internal)

    def test_decision_is_the_customers_word_on_the_case(self):
        """His yes ends a wait for him, as any answer of his does."""
        self._grant(10)
        draw = self._propose(2)
        self.ticket.stage_id = self.stage_customer
        draw.sudo()._decide(True, self.approver, note="El jueves")
        message = self.ticket.message_ids.sorted("id").filtered(
            lambda message: message.author_id == self.approver
        )[-1]
        self.assertIn(draw.name, message.body)
        self.assertIn("El jueves", message.body)
        self.assertEqual(self.ticket.stage_id, self.stage_progress)

    def test_merged_cases_take_their_hours_along(self):
        self._grant(10)
        draw = self._agreed(2)
        target = self._case(local("2026-05-05T08:00"))
        target.sudo()._case_take_over(self.ticket.sudo())
        self.assertEqual(draw.ticket_id, target)
