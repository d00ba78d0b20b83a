# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import Form, freeze_time, tagged

from ..common import local
from .test_webhook import EVENTS, SENDING, WebhookCommon


@tagged("post_install", "-at_install")
class TestWebhookSwitch(WebhookCommon):
    """Three messages lost in a row, over a real server that refuses them."""

    def _lose(self, count, statuses=None):
        """Let the steps of new cases be refused, one by one; return the cases."""
        tickets = self.env["helpdesk.ticket"]
        for minute in range(count):
            self.server.answers = [(statuses or [404] * count)[minute]]
            tickets |= self._urgent(f"2026-03-09T08:0{minute}:00")
            self._run(EVENTS, f"2026-03-09T08:0{minute}:01")
            self._run(SENDING, f"2026-03-09T08:0{minute}:02")
        return tickets

    def _mails(self):
        mails = self.env["mail.mail"].sudo().search([("subject", "ilike", "webhook")])
        return mails.sorted("id")

    def test_third_loss_switches_off(self):
        """The webhook says why, and the managers hear it by activity and by mail."""
        self.server.text = "no such service"
        self._lose(2)
        self.assertEqual((self.hook.lost_count, self.hook.off_at), (2, False))
        self.assertFalse(self._mails())
        self._lose(1)
        self.assertEqual(self.hook.off_at, local("2026-03-09T08:00:02"))
        self.assertEqual(self.hook.off_reason, "404 no such service")
        activity = self.hook.activity_ids.filtered(lambda a: a.user_id == self.manager)
        self.assertEqual(len(activity), 1)
        mail = self._mails().filtered(
            lambda one: one.recipient_ids == self.manager.partner_id
        )
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.state, "outgoing")
        for text in (activity.note, mail.body_html):
            for said in ("standard", "404 no such service", "Switch on again"):
                self.assertIn(said, text)
            self.assertNotIn(self.server.url, text)
        self.assertIn(f"/odoo/sla-webhooks/{self.hook.id}", mail.body_html)

    def test_given_up_counts_as_refused(self):
        """Nobody there at all: the message is given up after its tries."""
        self.hook.sudo().url = "http://127.0.0.1:1/"
        for _case in range(3):
            self._urgent()
        self._run(EVENTS, "2026-03-09T08:00:01")
        self._run(SENDING, *(f"2026-03-09T08:{m:02}:00" for m in range(1, 60)))
        self.assertTrue(self.hook.off_at)
        self.assertIn("Connection refused", self.hook.off_reason)
        self.assertEqual(self._states(), ["dead"] * 3)

    def _states(self):
        rows = self.env["bacg.sla.webhook.delivery"].search(
            [("webhook_id", "=", self.hook.id)], order="id"
        )
        return rows.mapped("state")

    def test_only_in_a_row(self):
        """One that is taken in between starts the count anew."""
        self._lose(5, [404, 404, 200, 404, 404])
        self.assertEqual((self.hook.lost_count, self.hook.off_at), (2, False))

    def test_a_batch_stops_at_the_third(self):
        """The rest of what is due waits: nobody answers there anyway."""
        self.server.answers = [410] * 5
        for _case in range(5):
            self._urgent()
        self._run(EVENTS, "2026-03-09T08:00:01")
        self._run(SENDING, "2026-03-09T08:00:02", "2026-03-09T08:10:00")
        self.assertEqual(len(self.server.requests), 3)
        self.assertEqual(self._states(), ["failed"] * 3 + ["queued"] * 2)

    def test_another_webhook_goes_on(self):
        pager = self._hook("pagerduty_v2", secret="llave-de-ruta")
        self._lose(3)  # each time the first of the two, by name
        self.assertEqual((bool(pager.off_at), bool(self.hook.off_at)), (True, False))
        self.server.requests.clear()
        self.server.answers.clear()
        self._urgent("2026-03-09T09:00:00")
        self._run(EVENTS, "2026-03-09T09:00:01")
        self._run(SENDING, "2026-03-09T09:00:02")
        self.assertEqual({path for path, *_rest in self.server.requests}, {"/standard"})

    def test_test_message_goes_out_and_counts_not(self):
        """What is being mended is tried before it is switched on."""
        self._lose(3)
        self.server.requests.clear()
        self.server.answers = [404]
        for _try in range(2):
            with freeze_time(local("2026-03-09T09:00:00")):
                self.hook.action_send_test()
            self._run(SENDING, "2026-03-09T09:00:01")
        self.assertEqual(len(self.server.requests), 2)
        self.assertEqual(self._states()[-2:], ["failed", "sent"])
        self.assertTrue(self.hook.off_at, "an administrator switches it on, no test")

    def test_switched_on_again(self):
        """What waited is sent, but for alerts whose clock has ended meanwhile."""
        self._lose(3)
        open_case, answered = (self._urgent("2026-03-09T08:10:00") for _one in "ab")
        self._run(EVENTS, "2026-03-09T08:10:01")
        self._run(SENDING, "2026-03-09T08:10:02")
        with freeze_time(local("2026-03-09T08:12:00")):
            self._answer(answered)
        self.server.requests.clear()
        with freeze_time(local("2026-03-09T08:15:00")):
            self.hook.action_switch_on()
        self.assertEqual(
            (self.hook.off_at, self.hook.off_reason, self.hook.lost_count),
            (False, False, 0),
        )
        self.assertFalse(self.hook.activity_ids)
        self._run(SENDING, "2026-03-09T08:15:01")
        cases = [body["data"]["case"] for body in self._bodies()]
        self.assertEqual(cases, [open_case.number])
        self.assertEqual(self._deliveries(answered).state, "dead")

    def test_form(self):
        """A manager reads why; the button is the administrator's."""
        self._lose(3)
        form = Form(self.hook.with_user(self.manager))
        self.assertEqual(form.off_reason, "404 ok")
        views = self.env["bacg.sla.webhook"]
        for user, shown in ((self.manager, False), (self.administrator, True)):
            arch = views.with_user(user).get_view(view_type="form")["arch"]
            self.assertEqual("action_switch_on" in arch, shown)
