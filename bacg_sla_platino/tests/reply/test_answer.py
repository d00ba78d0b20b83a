# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from ..common import SlaCommon, local

REPORTED = local("2026-03-09T07:55:00")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 14:00:00")
class TestAnswer(SlaCommon):
    """An answer takes the case, and does with it what its agent chose."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._case(REPORTED, user_id=False)

    def test_first_answer_takes(self):
        """SLA 1.02: nobody's case becomes its first answerer's, and is in progress."""
        self.assertFalse(self.ticket.user_id)
        self._answer(self.ticket)
        self.assertEqual(self.ticket.user_id, self.agent)
        self.assertEqual(self.ticket.stage_id, self.stage_progress)
        self._answer(self.ticket, self.manager)
        self.assertEqual(self.ticket.user_id, self.agent, "only the first")

    def test_first_answer_takes_nothing(self):
        """A colleague's case, a note, the setting off, and who is of no team."""
        self.ticket.user_id = self.manager
        self._answer(self.ticket)
        self.assertEqual(self.ticket.user_id, self.manager)

        noted = self._case(REPORTED, user_id=False)
        noted.message_post(body="Interno", subtype_xmlid="mail.mt_note")
        self.assertFalse(noted.user_id)
        self.env.company.reply_takes_case = False
        self._answer(noted)
        self.assertFalse(noted.user_id)
        self.assertEqual(noted.stage_id, self.stage_new)

        self.env.company.reply_takes_case = True
        self.team.user_ids -= self.manager
        foreign = self._case(REPORTED, user_id=False)
        self._answer(foreign, self.manager)
        self.assertFalse(foreign.user_id, "he is not of the team")
        self.assertEqual(foreign.stage_id, self.stage_progress)

    def test_wait_and_resolve(self):
        """SLA 1.19: the clock waits from the answer on; resolved, the text is why."""
        message = self._answer(self.ticket)
        self.ticket._reply_sent(message, then="wait")
        self.assertEqual(self.ticket.sla_mode, "wait_customer")
        self.env.company.sla_solution_required = True
        self.ticket._reply_sent(message, then="resolve")
        self.assertTrue(self.ticket.closed)
        self.assertEqual(self.ticket.solution, "Ya lo vemos")
        self.ticket._reply_sent(message, then="resolve")
        with self.assertRaisesRegex(UserError, "closed"):
            self.ticket._reply_sent(message, then="wait")
        with self.assertRaisesRegex(UserError, "no more"):
            self.ticket._reply_sent(message, then="cancel")

    def test_wait_for_others_goes_on(self):
        """SLA 1.19: no question to the customer ends the wait for the manufacturer."""
        message = self._answer(self.ticket)
        self.ticket.action_classify("0")
        waiting = self.ticket._sla_with(reason="Odoo lo ve", wait_reason="vendor")
        waiting.write({"stage_id": self.stage_vendor.id})
        with self.assertRaisesRegex(UserError, "The wait is over"):
            self.ticket._reply_sent(message, then="wait")
        self.assertTrue(self.ticket._sla_waits_for_vendor())

    def test_late_reason(self):
        """SLA 1.21: who resolves too late says why, with the answer."""
        self.env.company.sla_solution_required = True
        with freeze_time("2026-06-09 14:00:00"):
            message = self._answer(self.ticket)
            with self.assertRaisesRegex(UserError, "Reason for being late"):
                self.ticket._reply_sent(message, then="resolve")
            for unknown in ("nada", ["own"]):
                with self.assertRaisesRegex(UserError, "Reason for being late"):
                    self.ticket._reply_sent(
                        message, then="resolve", late_reason=unknown
                    )
            self.ticket._reply_sent(message, then="resolve", late_reason="own")
        self.assertEqual(self.ticket.late_reason, "own")

    def test_what_reaches_nobody(self):
        """SLA 1.02: no clock waits for, or stops by, what no customer reads."""
        note = self.ticket.message_post(body="Nota", subtype_xmlid="mail.mt_note")
        for then in ("wait", "resolve"):
            with self.assertRaisesRegex(UserError, "nobody of the customer"):
                self.ticket._reply_sent(note, then=then)
        self.ticket.message_unsubscribe(self.ticket.message_partner_ids.ids)
        alone = self._answer(self.ticket)
        with self.assertRaisesRegex(UserError, "nobody of the customer"):
            self.ticket._reply_sent(alone, then="wait")

    def test_reach(self):
        """SLA 1.02: the composer names the contact, and the colleagues apart."""
        self.ticket.message_subscribe(self.manager.partner_id.ids)
        reached = {
            person["partner_id"]: person["ours"]
            for person in self.ticket.action_reply_reach()
        }
        self.assertEqual(
            reached, {self.contact.id: False, self.manager.partner_id.id: True}
        )

    def test_customers_are_refused(self):
        self.contact.email = "lucia@cafe.gt"
        portal = self._portal_user()
        for method in ("reach", "macros", "next", "wait", "present", "apply"):
            with self.assertRaises(AccessError, msg=method):
                getattr(self.ticket.with_user(portal), f"action_reply_{method}")()

    def _portal_user(self):
        return (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "login": "lucia@cafe.gt",
                    "partner_id": self.contact.id,
                    "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
                }
            )
        )

    def test_after_send(self):
        """Each user chooses for himself; a new one stays on the case."""
        agent = self.agent.with_user(self.agent)
        self.assertEqual(agent.case_after_send, "stay")
        agent.case_after_send = "next"
        self.assertEqual(agent.case_after_send, "next")
        self.assertEqual(
            agent.res_users_settings_id._res_users_settings_format()["case_after_send"],
            "next",
        )
        self.assertEqual(self.manager.case_after_send, "stay")


@tagged("post_install", "-at_install")
class TestAnswerRoute(SlaCommon, HttpCase):
    def test_both_or_neither(self):
        """SLA 1.19: the answer and its act are one; refused, nothing was sent."""
        ticket = self._case(REPORTED, user_id=False)
        ticket.message_unsubscribe(ticket.message_partner_ids.ids)
        self.agent.password = "agente-de-prueba"
        self.authenticate(self.agent.login, "agente-de-prueba")
        with mute_logger("odoo.http"):
            refused = self._post(ticket, {"then": "wait"})
        self.assertIn("nobody", refused["error"]["data"]["message"])
        self.assertFalse(ticket.first_response_at)
        self.assertEqual(ticket.stage_id, self.stage_new)

        reached = {"partner_ids": self.contact.ids}
        with mute_logger("odoo.http"):
            refused = self._post(ticket, None, body="Hola: {…}", **reached)
        self.assertIn("says nothing yet", refused["error"]["data"]["message"])
        sent = self._post(ticket, {"then": "wait"}, **reached)
        self.assertNotIn("error", sent)
        self.assertTrue(ticket.first_response_at)
        self.assertEqual(ticket.sla_mode, "wait_customer")

    def _post(self, ticket, act, **values):
        values = {"body": "¿Qué ve?", "subtype_xmlid": "mail.mt_comment", **values}
        request = {
            "thread_model": "helpdesk.ticket",
            "thread_id": ticket.id,
            "post_data": values,
            "case_act": act,
        }
        self.env.flush_all()
        answer = self.url_open("/mail/message/post", json={"params": request}).json()
        self.env.invalidate_all()
        return answer
