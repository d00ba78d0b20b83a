# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import SlaCommon, local

INBOUND_LOGGER = (
    "odoo.addons.bacg_sla_platino.models.intake.bacg_mail_inbound_quarantine"
)

DELIVERY_REPORT = b"""

--b
Content-Type: text/plain

Your message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.gt

Final-Recipient: rfc822; nadie@cafe.gt
Action: failed
Status: 5.1.1
--b
Content-Type: message/rfc822

From: soporte@bacg.cloud
To: nadie@cafe.gt
Subject: x
Message-ID: <original@bacg.cloud>

x
--b--
"""


@tagged("post_install", "-at_install")
class TestIntake(SlaCommon):
    def _mails_to(self, address):
        return (
            self.env["mail.mail"]
            .search([])
            .filtered(lambda mail: address in mail.recipient_ids.mapped("email"))
        )

    def _acknowledgement(self, ticket):
        return self._mails_to(ticket.partner_id.email).filtered(
            lambda mail: ticket.number in mail.subject
        )

    def test_mail_becomes_a_numbered_case(self):
        """SLA 1.01, 1.02: each mail gets a unique number and an acknowledgement."""
        rows = [
            self._receive(self._mail(subject=f"Consulta {number}"))
            for number in range(25)
        ]
        self.assertEqual({row.state for row in rows}, {"case"})
        numbers = {row.ticket_id.number for row in rows}
        self.assertEqual(len(numbers), 25)
        ticket = rows[0].ticket_id
        self.assertEqual(ticket.partner_id, self.contact)
        self.assertEqual(ticket.contract_id, self.contract)
        self.assertEqual(ticket.reported_at, local("2026-03-06T18:40:00"))
        self.assertIn(self.contact, ticket.message_partner_ids)
        acknowledgement = self._acknowledgement(ticket)
        self.assertIn("access_token=", acknowledgement.body_html)
        self.assertIn("(Guatemala time)", acknowledgement.body_html)
        self.assertIn("02:40", acknowledgement.body_html)
        self.assertEqual(acknowledgement.message_type, "auto_comment")
        self.assertIn("auto-replied", acknowledgement.headers)
        self.assertFalse(ticket.first_response_at)

    def test_unknown_sender_gets_a_user(self):
        """SLA 1.03: contact under his company, portal user, separate invitation."""
        row = self._receive(self._mail(sender="Marco Tulio <Marco@CAFE.gt>"))
        partner = row.ticket_id.partner_id
        self.assertEqual(partner.name, "Marco Tulio")
        self.assertEqual(partner.parent_id, self.customer)
        user = partner.user_ids
        self.assertEqual(user.login, "marco@cafe.gt")
        self.assertTrue(user._is_portal())
        mails = self._mails_to(partner.email)
        self.assertEqual(len(mails), 2)
        self.assertEqual(
            len(mails.filtered(lambda mail: "/web/signup" in mail.body_html)), 1
        )
        again = self._receive(self._mail(sender="marco@cafe.gt", subject="Otra"))
        self.assertEqual(again.ticket_id.partner_id, partner)
        self.assertEqual(len(partner.user_ids), 1)

    def test_creation_modes(self):
        """SLA 1.03: by the setting; over the limit the user waits for a click."""
        self.env.company.sla_portal_user_creation = "known"
        stranger = self._receive(self._mail(sender="x@otra.gt")).ticket_id.partner_id
        self.assertFalse(stranger.user_ids)
        known = self._receive(self._mail(sender="y@cafe.gt")).ticket_id.partner_id
        self.assertTrue(known.user_ids)
        self.env.company.write(
            {"sla_portal_user_creation": "always", "sla_portal_user_limit": 1}
        )
        over = self._receive(self._mail(sender="z@cafe.gt")).ticket_id.partner_id
        self.assertFalse(over.user_ids)
        self.assertEqual(over.sla_user_request, "pending")
        over.with_user(self.manager).action_sla_approve_user()
        self.assertTrue(over.user_ids)
        self.env.company.sla_portal_user_creation = "never"
        never = self._receive(self._mail(sender="w@otra2.gt")).ticket_id.partner_id
        self.assertFalse(never.user_ids or never.sla_user_request)

    def test_same_bytes_twice(self):
        """The same message again is a duplicate, without a second case."""
        raw = self._mail(Message_ID=None)
        first, second = self._receive(raw), self._receive(raw)
        self.assertEqual((first.state, second.state), ("case", "duplicate"))
        self.assertEqual(second.original_id, first)
        self.assertEqual(second.ticket_id, first.ticket_id)

    def test_two_mailboxes_one_case(self):
        """SLA 7.03: the second mailbox works; one mail to both is one case."""
        for to in ("soporte@bacgroup.net", "soporte@bacgroup.net, soporte@bacg.cloud"):
            before = self.env["helpdesk.ticket"].search_count([])
            row = self._receive(self._mail(To=to, subject=to))
            self.assertEqual(row.state, "case")
            self.assertEqual(row.ticket_id.team_id, self.team)
            self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before + 1)

    def test_second_mailbox_proposes_an_interface(self):
        """SLA 7.03: a neutral mail there; what speaks for another kind is that."""
        interface = self.env.ref("bacg_sla_platino.category_interface")
        to = "soporte@bacgroup.net"
        neutral = self._receive(self._mail(To=to, subject="Buen día")).ticket_id
        self.assertEqual(neutral.suggested_category_id, interface)
        self.assertFalse(neutral.category_id, "proposed, not decided")
        mail = self._mail(To=to, subject="Capacitación de usuarios")
        other = self._receive(mail).ticket_id
        self.assertNotEqual(other.suggested_category_id, interface)
        first = self._receive(self._mail(subject="Buen día a todos")).ticket_id
        self.assertFalse(first.suggested_category_id)

    def test_implausible_date(self):
        """Decision 5: the Date header counts only if it is plausible."""
        received = local("2026-03-06T18:40:05")
        for date in (None, "Sat, 07 Mar 2026 18:40:00 -0600", "garbage", "1 Jan 1999"):
            row = self._receive(self._mail(subject=str(date), Date=date), received)
            self.assertEqual(row.ticket_id.reported_at, received)

    def test_answer_on_the_case(self):
        ticket = self._receive(self._mail()).ticket_id
        acknowledgement = self._acknowledgement(ticket)
        row = self._receive(
            self._mail(subject="RE: caso", References=acknowledgement.message_id),
            local("2026-03-06T19:00:00"),
        )
        self.assertEqual((row.state, row.ticket_id), ("reply", ticket))
        message = ticket.message_ids.sorted("id")[-1:]
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))

    def test_vacation_notice_moves_nothing(self):
        ticket = self._receive(self._mail()).ticket_id
        ticket.stage_id = self.stage_customer
        acknowledgement = self._acknowledgement(ticket)
        row = self._receive(
            self._mail(
                subject="Fuera de la oficina",
                References=acknowledgement.message_id,
                Auto_Submitted="auto-replied",
            ),
            local("2026-03-06T19:00:00"),
        )
        self.assertEqual((row.state, row.ticket_id), ("auto", ticket))
        self.assertEqual(ticket.stage_id, self.stage_customer)

    def test_outsiders_in_copy_do_not_follow(self):
        """An outsider in copy does not see the case; a colleague does."""
        outsider = self.env["res.partner"].create({"name": "O", "email": "o@otra.gt"})
        colleague = self.env["res.partner"].create(
            {"name": "C", "email": "c@cafe.gt", "parent_id": self.customer.id}
        )
        ticket = self._receive(self._mail(Cc="o@otra.gt, c@cafe.gt")).ticket_id
        self.assertIn(colleague, ticket.message_partner_ids)
        self.assertNotIn(outsider, ticket.message_partner_ids)

    def test_what_raises_is_quarantined_and_retried(self):
        """Nothing is lost: the error is kept, the managers told, a button retries."""
        raw = self._mail()
        error = ValueError("codificación desconocida")
        with (
            self._broken("helpdesk.ticket", "message_new", error),
            mute_logger(INBOUND_LOGGER),
        ):
            row = self._receive(raw)
        self.assertEqual(row.state, "quarantined")
        self.assertIn("codificación desconocida", row.error)
        self.assertFalse(row.ticket_id)
        self.assertIn(self.manager, row.activity_ids.user_id)
        self.assertEqual(self.team.alias_id.alias_status, "not_tested")
        self.assertFalse(self._mails_to("lucia@cafe.gt"), "nothing bounces")
        with self.assertRaises(AccessError):
            row.with_user(self.agent).action_retry()
        row.with_user(self.manager).action_retry()
        self.assertEqual(row.state, "case", row.error)
        self.assertFalse(row.activity_ids)

    def test_unroutable_mail_is_quarantined(self):
        with mute_logger(INBOUND_LOGGER):
            row = self._receive(self._mail(To="nadie@bacg.cloud"))
        self.assertEqual(row.state, "quarantined")

    def test_bounce_is_no_case(self):
        before = self.env["helpdesk.ticket"].search_count([])
        head = self._mail(
            sender="MAILER-DAEMON@mx.gt",
            Content_Type='multipart/report; report-type=delivery-status; boundary="b"',
        ).partition(b"\r\n\r\n")[0]
        row = self._receive(head + DELIVERY_REPORT, envelope_from="")
        self.assertEqual(row.state, "bounce", row.error)
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before)

    def test_only_the_gateway_keeps_mail(self):
        for user in (self.agent, self.manager):
            with self.assertRaises(AccessError):
                self.env["bacg.mail.inbound"].with_user(user)._keep(b"x", "http")
