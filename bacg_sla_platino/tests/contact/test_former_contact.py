# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from ..common import SlaCommon, local


@tagged("post_install", "-at_install")
class TestFormerContact(SlaCommon, HttpCase):
    """A wrong contact that is corrected loses the case (decision 18)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls.env["res.partner"].create(
            {"name": "Otra Empresa", "is_company": True}
        )
        cls.wrong, cls.copied = cls.env["res.partner"].create(
            [
                {"name": name, "email": email, "parent_id": cls.stranger.id}
                for name, email in (
                    ("Lucía Otra", "lucia@otra.gt"),
                    ("Jefe", "jefe@otra.gt"),
                )
            ]
        )
        cls.portal = new_test_user(
            cls.env,
            login="lucia_otra",
            groups="base.group_portal",
            partner_id=cls.wrong.id,
        )

    def _wrong_case(self):
        """Return a case that was opened for the wrong Lucía, who wrote on it."""
        ticket = self._case(local("2026-03-09T08:00:00"), partner_id=self.wrong.id)
        ticket.message_subscribe(self.copied.ids)
        ticket.sudo().message_post(
            author_id=self.wrong.id,
            body="¿De qué trata esto?",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        return ticket

    def _suggested(self, ticket):
        rows = ticket._message_get_suggested_recipients(reply_discussion=True)
        return {row["partner_id"] for row in rows}

    @freeze_time("2026-03-09 14:30:00")
    def test_follower_mail_and_portal(self):
        """SLA 1.03: nothing of the case reaches him, or his colleagues, any more."""
        ticket = self._wrong_case()
        cases = self.env["helpdesk.ticket"].with_user(self.portal)
        self.assertIn(ticket, cases.search([]))
        link = ticket.sudo()._portal_ensure_token()
        ticket.partner_id = self.contact
        self.assertEqual(
            (ticket.partner_name, ticket.partner_email),
            (self.contact.name, self.contact.email),
        )
        followers = ticket.sudo().message_partner_ids
        self.assertFalse(followers & (self.wrong | self.copied))
        self.assertIn(self.contact, followers)
        self.assertNotIn(ticket, cases.search([]))
        page = self.url_open(f"/my/ticket/{ticket.id}?access_token={link}")
        self.assertNotIn(ticket.name, page.text)
        answer = self._answer(ticket)
        self.assertEqual(answer.notified_partner_ids, self.contact)
        self.assertNotIn(self.wrong.id, self._suggested(ticket))

    @freeze_time("2026-03-09 14:30:00")
    def test_last_message_is_his(self):
        """SLA 1.03: nobody proposes to write to him, though the last word is his."""
        ticket = self._wrong_case()
        ticket.partner_id = self.contact
        self.assertNotIn(self.wrong.id, self._suggested(ticket))
        ticket.partner_id = self.wrong
        self.assertFalse(ticket.former_contact_ids & self.wrong)
        self.assertIn(self.wrong, ticket.sudo().message_partner_ids)

    @freeze_time("2026-03-09 14:30:00")
    def test_another_contact_of_the_same_customer(self):
        """SLA 1.03: the new contact follows, colleagues in copy stay."""
        ticket = self._wrong_case()
        other = self.wrong.copy({"name": "Otra Lucía", "email": "otra@otra.gt"})
        ticket.partner_id = other
        followers = ticket.sudo().message_partner_ids
        self.assertTrue(other | self.copied <= followers)
        self.assertNotIn(self.wrong, followers)

    @freeze_time("2026-03-09 14:30:00")
    def test_he_answers_for_nobody(self):
        """SLA 1.19: his mail ends no wait of a case that is not his."""
        ticket = self._wrong_case()
        ticket.partner_id = self.contact
        ticket.stage_id = self.stage_customer
        ticket.sudo().message_post(
            author_id=self.wrong.id,
            email_from=self.wrong.email,
            body="Sigan",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(ticket.stage_id, self.stage_customer)
