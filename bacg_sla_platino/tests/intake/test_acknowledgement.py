# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval

from odoo.tests import tagged

from ..common import SlaCommon, local

MONDAY = local("2026-03-09T08:00:00")


@tagged("post_install", "-at_install")
class TestAcknowledgement(SlaCommon):
    """SLA 1.02: number, link and deadline go to the sender, and to nobody else."""

    def _case_of(self, sender, moment=MONDAY, subject=None, **headers):
        raw = self._mail(sender=sender, subject=subject or sender, **headers)
        row = self._receive(raw, moment)
        self.assertEqual(row.state, "case", row.error)
        return row.ticket_id

    def _mails(self, ticket):
        return self.env["mail.mail"].search(
            [("model", "=", ticket._name), ("res_id", "=", ticket.id)], order="id"
        )

    def test_in_the_senders_thread_and_marked(self):
        ticket = self._case_of("lucia@cafe.gt", Message_ID="<uno@cafe.gt>")
        mail = self._mails(ticket)
        headers = literal_eval(mail.headers)
        self.assertEqual(headers["Auto-Submitted"], "auto-replied")
        self.assertEqual(headers["X-Auto-Response-Suppress"], "All")
        self.assertEqual(headers["In-Reply-To"], "<uno@cafe.gt>")
        self.assertEqual(mail.references, "<uno@cafe.gt>")
        self.assertEqual(mail.recipient_ids, self.contact)
        self.assertEqual(mail.reply_to, "soporte@bacg.cloud")
        self.assertEqual(ticket.acknowledged_at, MONDAY)

    def test_answers_to_automatic_mails_are_public(self):
        """SLA 1.02: what a customer answers to any mail of ours is a public comment."""
        ticket = self._case_of("lucia@cafe.gt", Message_ID="<uno@cafe.gt>")
        ours = self.env["ir.model.data"].search(
            [("module", "=", "bacg_sla_platino"), ("model", "=", "mail.template")]
        )
        templates = self.env["mail.template"].browse(ours.mapped("res_id"))
        templates = templates.filtered(lambda t: t.model == "helpdesk.ticket")
        self.assertGreater(len(templates), 8)
        for template in templates:
            with self.subTest(template=template.name):
                mail = ticket._send_automatic_mail(template)
                row = self._receive(
                    self._mail(
                        subject=f"Re: {template.name}",
                        In_Reply_To=mail.message_id,
                        Message_ID=f"<{template.id}@cafe.gt>",
                    ),
                    MONDAY,
                )
                self.assertEqual((row.state, row.ticket_id), ("reply", ticket))
                answer = self.env["mail.message"].search(
                    [("message_id", "=", f"<{template.id}@cafe.gt>")]
                )
                self.assertEqual(answer.subtype_id, self.env.ref("mail.mt_comment"))
                self.assertFalse(answer.is_internal)

    def test_closing_is_marked_and_can_be_answered(self):
        """The stage's mail is automatic, in the thread, and its answer is public."""
        ticket = self._case_of("lucia@cafe.gt", Message_ID="<uno@cafe.gt>")
        tracked = ticket.with_user(self.agent).with_context(
            tracking_disable=False, mail_notrack=False
        )
        tracked.stage_id = self.stage_done
        self.env.cr.flush()  # what is tracked is sent then
        mail = self._mails(ticket)[-1]
        headers = literal_eval(mail.headers)
        self.assertEqual(headers["Auto-Submitted"], "auto-generated")
        self.assertEqual(headers["In-Reply-To"], "<uno@cafe.gt>")
        self.assertIn(ticket.number, mail.body_html)
        self.assertEqual(len(self._mails(ticket)), 2)
        row = self._receive(
            self._mail(subject="RE: cerrado", References=mail.message_id), MONDAY
        )
        self.assertEqual((row.state, row.ticket_id), ("reply", ticket))
        answer = ticket.message_ids.sorted("id")[-1:]
        self.assertFalse(ticket.message_ids.filtered("is_internal") & answer)

    def test_answer_of_a_person_leaves_by_the_woken_queue(self):
        """Sent beside the queue, it would meet the mails that the queue has in hand."""
        ticket = self._case_of("lucia@cafe.gt")
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
        woken = self.env["ir.cron.trigger"].search([("cron_id", "=", queue.id)])
        woken.unlink()
        self._answer(ticket)
        self.assertTrue(woken.search([("cron_id", "=", queue.id)]))
        self.assertEqual(self._mails(ticket)[-1].state, "outgoing")

    def test_same_words_for_known_and_unknown(self):
        """Nothing in it tells a stranger whether his address is known."""
        self.contract.active = False
        known = self._mails(self._case_of("Lucía <lucia@cafe.gt>", subject="Igual"))
        unknown = self._mails(self._case_of("Lucía <lucia@otra.gt>", subject="Igual"))
        bodies = [
            mail.body_html.replace(case.number, "N").split("access_token")[0]
            for mail, case in (
                (mail, self.env["helpdesk.ticket"].browse(mail.res_id))
                for mail in (known, unknown)
            )
        ]
        ids = [f"/my/ticket/{mail.res_id}" for mail in (known, unknown)]
        self.assertEqual(bodies[0].replace(ids[0], "L"), bodies[1].replace(ids[1], "L"))

    def test_none_to_robots_and_lists(self):
        for sender, headers in (
            ("no-reply@otra.gt", {}),
            ("postmaster@otra.gt", {}),
            ("erp@otra.gt", {"Auto_Submitted": "auto-generated"}),
            ("foro@otra.gt", {"List_Id": "<foro.otra.gt>"}),
        ):
            with self.subTest(sender):
                ticket = self._case_of(sender, **headers)
                self.assertFalse(self._mails(ticket))
                self.assertFalse(ticket.acknowledged_at)

    def test_limit_per_sender(self):
        """Beyond it a case as always, and a note that nobody was told."""
        self.env.company.sla_acknowledgement_sender_limit = 2
        cases = [
            self._case_of("lucia@cafe.gt", subject=f"Caso {number}")
            for number in range(3)
        ]
        self.assertEqual(
            [bool(self._mails(case)) for case in cases], [True, True, False]
        )
        self.assertIn("No acknowledgement", cases[2].message_ids[0].body)
        self.assertTrue(cases[2].message_ids[0].is_internal)
        other = self._case_of("otro@cafe.gt")
        self.assertTrue(other.acknowledged_at)
        later = self._case_of("lucia@cafe.gt", local("2026-03-09T09:00:01"), "Más")
        self.assertTrue(later.acknowledged_at)

    def test_limit_per_domain(self):
        self.env.company.sla_acknowledgement_domain_limit = 2
        for domain, told in (("otra.gt", 2), ("cafe.gt", 2), ("gmail.com", 3)):
            with self.subTest(domain):
                cases = [self._case_of(f"x{n}@{domain}") for n in range(3)]
                self.assertEqual(sum(bool(c.acknowledged_at) for c in cases), told)

    def test_limit_of_strangers(self):
        self.env.company.sla_acknowledgement_stranger_limit = 2
        cases = [self._case_of(f"x@otra{number}.gt") for number in range(3)]
        self.assertEqual(sum(bool(case.acknowledged_at) for case in cases), 2)
        self.assertTrue(self._case_of("lucia@cafe.gt").acknowledged_at)
