# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from ..common import SlaCommon, local

MONDAY = local("2026-03-09T08:00:00")


@tagged("post_install", "-at_install")
class TestLookups(SlaCommon):
    """What is looked up once for all cases follows whatever changes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={})  # as people have it: with all that mail does

    def test_first_stage_follows_the_teams_stages(self):
        """SLA 1.01: a new case enters the first stage that its team has now."""
        self.assertEqual(self._case(MONDAY).stage_id, self.stage_new)
        values = {"name": "Primera", "sequence": -10}
        stage = self.env["helpdesk.ticket.stage"].create(values)
        self.assertEqual(self._case(MONDAY).stage_id, stage)
        stage.team_ids = self.env["helpdesk.ticket.team"].create({"name": "Otro"})
        self.assertEqual(self._case(MONDAY).stage_id, self.stage_new)
        stage.team_ids = self.team
        self.assertEqual(self._case(MONDAY).stage_id, stage)
        stage.active = False
        self.assertEqual(self._case(MONDAY).stage_id, self.stage_new)

    def test_number_follows_the_companys_sequence(self):
        """SLA 1.01: a sequence of the company's own takes over at once."""
        self.assertTrue(self._case(MONDAY).number.startswith("HT"))
        sequence = self.env["ir.sequence"].create(
            {
                "name": "Casos",
                "code": "helpdesk.ticket.sequence",
                "prefix": "CASO-",
                "company_id": self.env.company.id,
            }
        )
        first, second = self._case(MONDAY).number, self._case(MONDAY).number
        self.assertEqual((first, second), ("CASO-1", "CASO-2"))
        sequence.active = False
        self.assertTrue(self._case(MONDAY).number.startswith("HT"))

    def test_answers_go_to_the_teams_present_address(self):
        ticket = self._case(MONDAY)
        self.assertIn("soporte@bacg.cloud", self._answer(ticket).reply_to)
        self.team.alias_name = "ayuda"
        self.assertIn("ayuda@bacg.cloud", self._answer(ticket).reply_to)
        row = self._receive(self._mail(To="ayuda@bacg.cloud"), MONDAY)
        self.assertEqual(row.state, "case", row.error)

    def test_messages_hang_on_the_first_one(self):
        ticket = self._case(MONDAY)
        created = ticket.message_ids
        self.assertEqual(len(created), 1)
        self.assertFalse(created.parent_id)
        self.assertEqual(self._answer(ticket).parent_id, created)

    def test_a_mail_of_ours_says_what_its_template_says_now(self):
        """SLA 1.02: what is compiled once follows the template and the language."""
        ticket = self._case(MONDAY)
        template = self.env.ref("bacg_sla_platino.mail_template_acknowledgement")
        for words in ("Primero", "Segundo"):
            template.body_html = f"<p>{words} <t t-out='object.number'/></p>"
            body = ticket._send_automatic_mail(template).body_html
            self.assertIn(f"{words} {ticket.number}", body)
        other = self._case(MONDAY)
        body = other._send_automatic_mail(template).body_html
        self.assertIn(f"Segundo {other.number}", body)

    def test_a_mail_of_ours_encloses_what_its_template_has_now(self):
        ticket = self._case(MONDAY)
        template = self.env.ref("bacg_sla_platino.mail_template_acknowledgement")
        self.assertFalse(ticket._send_automatic_mail(template).attachment_ids)
        values = {"name": "horario.txt", "raw": b"Lunes a viernes"}
        template.attachment_ids = attachment = self.env["ir.attachment"].create(values)
        self.assertEqual(
            ticket._send_automatic_mail(template).attachment_ids, attachment
        )
        template.attachment_ids = False
        self.assertFalse(ticket._send_automatic_mail(template).attachment_ids)

    def test_a_bounced_address_that_writes_is_good_again(self):
        self.contact.message_bounce = 3
        self._receive(self._mail(), MONDAY)
        self.assertEqual(self.contact.message_bounce, 0)


@tagged("post_install", "-at_install")
class TestFollowers(SlaCommon):
    """Whoever opens a case and its contact follow it, each as core would have it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={})  # as people have it: with all that mail does

    def _subtypes(self, ticket, partner):
        followers = ticket.sudo().message_follower_ids
        follower = followers.filtered(lambda f: f.partner_id == partner)
        self.assertEqual(len(follower), 1)
        return follower.subtype_ids

    def test_creator_and_contact(self):
        ticket = self._case(MONDAY)
        subtypes = self.env["mail.message.subtype"].default_subtypes(ticket._name)
        ours, _internal, customers = subtypes
        creator = self.agent.partner_id
        self.assertEqual(ticket.message_partner_ids, creator | self.contact)
        self.assertEqual(self._subtypes(ticket, creator), ours)
        self.assertEqual(self._subtypes(ticket, self.contact), customers)

    def test_whoever_follows_the_team_keeps_what_he_chose_there(self):
        creator = self.agent.partner_id
        opened = self.env.ref("helpdesk_mgmt.hlp_tck_team_created")
        self.team.message_subscribe(creator.ids, opened.ids)
        ticket = self._case(MONDAY)
        subtypes = self.env["mail.message.subtype"].default_subtypes(ticket._name)
        created = self.env.ref("helpdesk_mgmt.hlp_tck_created")
        self.assertEqual(self._subtypes(ticket, creator), subtypes[0] | created)

    def test_followers_that_are_given(self):
        admin = self.env.ref("base.user_admin")
        ticket = self._case(
            MONDAY,
            user=admin,
            message_follower_ids=[
                Command.create(
                    {
                        "res_model": "helpdesk.ticket",
                        "partner_id": self.contact.id,
                    }
                )
            ],
        )
        followers = ticket.sudo().message_follower_ids.partner_id
        self.assertEqual(followers, admin.partner_id | self.contact)

    def test_who_wants_not_to_follow_does_not(self):
        quiet = self.env["helpdesk.ticket"].with_context(mail_create_nosubscribe=True)
        ticket = quiet.with_user(self.agent).create(
            {"name": "No imprime", "description": "-", "partner_id": self.contact.id}
        )
        self.assertEqual(ticket.message_partner_ids, self.contact)
