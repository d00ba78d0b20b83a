# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from odoo.tests import Form, HttpCase, freeze_time, tagged

from ...tools.mail.answered_meanwhile import AnsweredMeanwhile
from ..common import SlaCommon, local


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 14:00:00")
class TestAnsweredMeanwhile(SlaCommon):
    """SLA 1.02: a customer hears from one agent, or from two who know of each other."""

    def setUp(self):
        super().setUp()
        self.ticket = self._case(local("2026-03-09T07:55:00"))
        self.seen = self._newest()

    def _newest(self):
        return self.env["mail.message"].search([], order="id desc", limit=1).id

    def test_a_colleagues_answer(self):
        """The second reads the first one's words; his own and notes refuse nothing."""
        case = self.ticket.with_user(self.manager)
        self.ticket.with_user(self.agent).message_post(
            body="Solo interno", subtype_xmlid="mail.mt_note"
        )
        case._case_check_answered(self.seen)
        answer = self._answer(self.ticket)
        self.ticket.with_user(self.agent)._case_check_answered(self.seen)
        with self.assertRaises(AnsweredMeanwhile) as refused:
            case._case_check_answered(self.seen)
        self.assertEqual(refused.exception.context["id"], answer.id)
        self.assertEqual(refused.exception.context["text"], "Ya lo vemos")
        case._case_check_answered(answer.id)

    def test_large_composer(self):
        """It comes back with the answer and the text; sent again, it goes."""
        composers = self.env["mail.compose.message"].with_user(self.manager)
        window = Form(
            composers.with_context(
                default_model="helpdesk.ticket",
                default_res_ids=self.ticket.ids,
                default_partner_ids=self.contact.ids,
                default_subtype_xmlid="mail.mt_comment",
                default_seen_message_id=self.seen,
            )
        )
        window.body = "<p>Mi respuesta</p>"
        composer = window.save()
        self._answer(self.ticket)
        action = composer.action_send_mail()
        self.assertEqual(action["res_id"], composer.id)
        self.assertEqual(composer.newer_answer, "Ya lo vemos")
        self.assertIn("Mi respuesta", composer.body)
        self.assertFalse("Mi respuesta" in str(self.ticket.message_ids.mapped("body")))
        composer.action_send_mail()
        self.assertIn("Mi respuesta", self.ticket.message_ids[:1].body)


@tagged("post_install", "-at_install")
class TestAnsweredMeanwhileRoute(SlaCommon, HttpCase):
    def test_chatter(self):
        """SLA 1.02: the chatter's own route refuses with the answer, sends nothing."""
        ticket = self._case(local("2026-03-09T07:55:00"))
        seen = self.env["mail.message"].search([], order="id desc", limit=1).id
        answer = self._answer(ticket)
        self.manager.password = "gerente-de-prueba"
        self.authenticate(self.manager.login, "gerente-de-prueba")
        values = {"body": "Yo también", "subtype_xmlid": "mail.mt_comment"}
        request = {
            "thread_model": "helpdesk.ticket",
            "thread_id": ticket.id,
            "post_data": values,
            "seen_message_id": seen,
        }
        refused = self.url_open("/mail/message/post", json={"params": request}).json()
        self.assertEqual(refused["error"]["data"]["context"]["id"], answer.id)
        self.assertEqual(ticket.message_ids[:1], answer)
        request["seen_message_id"] = answer.id
        sent = self.url_open("/mail/message/post", json={"params": request}).json()
        self.assertNotIn("error", sent)
        self.assertIn("Yo también", ticket.message_ids[:1].body)
