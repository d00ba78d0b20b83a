# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from odoo.tests import freeze_time, tagged
from odoo.tools import html2plaintext

from ...models.messaging.mail_template import LAYOUT
from ..common import SlaCommon, local

REPORTED = local("2026-03-06T18:40:00")


@tagged("post_install", "-at_install")
class TestMailDesign(SlaCommon):
    """One subject, one sender, one layout, and what comes next."""

    def _last_mail(self):
        return self.env["mail.mail"].search([], limit=1, order="id desc")

    def test_acknowledgement_is_the_companys(self):
        """SLA 1.02: signed by us, whoever's mail or form caused it."""
        ticket = self._receive(self._mail()).ticket_id
        mail = self._last_mail()
        self.assertEqual(mail.res_id, ticket.id)
        self.assertEqual(mail.author_id, ticket.company_id.partner_id)
        company = ticket.company_id.name
        self.assertEqual(
            mail.email_from, f'"{company} Support" <{self.team.alias_email}>'
        )
        self.assertTrue(mail.subject.startswith(f"[{ticket.number}] "))

    def test_answer_of_a_person(self):
        """SLA 1.02, 1.06: his name, our address, and when we go on."""
        with freeze_time(REPORTED):
            ticket = self._case(REPORTED)
            ticket.action_classify("1")
            self._answer(ticket)
        mail = self._last_mail()
        self.assertEqual(
            mail.email_from,
            f'"{self.agent.name} ({ticket.company_id.name} Support)"'
            f" <{self.team.alias_email}>",
        )
        self.assertEqual(mail.subject, f"[{ticket.number}] {ticket.name}")
        text = html2plaintext(mail.body_html)
        self.assertIn("We resolve your case at the latest on ", text)
        self.assertIn("(Guatemala time)", text)
        self.assertIn("/mail/view?access_token=", text)
        self.assertNotIn(self.agent.email, mail.body_html)

    def test_an_invitation_is_signed_alike(self):
        """SLA 1.02, 1.03: our name before the address, the zone as people call it."""
        contact = self.env["res.partner"].create(
            {"name": "Nueva", "email": "nueva@cafe.gt", "tz": "America/Guatemala"}
        )
        company = self.env.company
        contact._contact_invite(company)
        mail = self._last_mail()
        self.assertEqual(mail.recipient_ids, contact)
        signed = f'"{company.name} Support" <{company._get_support_address()}>'
        self.assertEqual(mail.email_from, signed)
        self.assertEqual(self.contract._support_sender(), signed)
        text = html2plaintext(mail.body_html)
        self.assertIn("(Guatemala time)", text)
        self.assertNotIn("America/", text)

    def test_layout_of_a_mail(self):
        """In our colours; tables have another font, and on telephones no room."""
        ours = [("email_layout_xmlid", "=", LAYOUT)]
        templates = self.env["mail.template"].search(ours)
        self.assertGreater(len(templates), 10)
        for template in templates:
            with self.subTest(template.name):
                body = template.body_html
                self.assertNotIn("<table", body)
                fallback = "email_secondary_color or '#875A7B'"
                self.assertEqual(body.count("#875A7B"), body.count(fallback))

    def test_a_subject_of_ones_own_keeps_the_number(self):
        ticket = self._case(REPORTED)
        self._answer(ticket, subject="Su factura")
        self.assertEqual(self._last_mail().subject, f"[{ticket.number}] Su factura")

    def test_staff_reads_cores_layout(self):
        ticket = self._case(REPORTED)
        ticket.sudo().message_subscribe(self.manager.partner_id.ids)
        self._answer(ticket)
        mails = self.env["mail.mail"].search([("res_id", "=", ticket.id)])
        [staff] = mails.filtered(lambda m: self.manager.partner_id in m.recipient_ids)
        self.assertNotIn("What comes next", staff.body_html)
