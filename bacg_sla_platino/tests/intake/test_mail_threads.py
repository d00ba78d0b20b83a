# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import freeze_time, new_test_user, tagged

from ..common import local
from .test_mail_kinds import LATER, MailCase


class ThreadCase(MailCase):
    def _by_number(self, sender="Lucía <lucia@cafe.gt>", moment=LATER, **headers):
        """Receive a mail that names the case in its subject alone; return its row."""
        subject = f"RE: [{self.ticket.number}] Recibimos"
        mail = self._mail(sender=sender, subject=subject, **headers)
        return self._receive(mail, moment)

    def _person(self, name, **values):
        email = f"{name.lower()}@cafe.gt"
        values = {"name": name, "email": email, "parent_id": self.customer.id, **values}
        return self.env["res.partner"].create(values)

    def _close(self, moment="2026-03-07T08:00:00", stage=None):
        with freeze_time(local(moment)):
            self.ticket.stage_id = stage or self.stage_done


@tagged("post_install", "-at_install")
class TestNumberInSubject(ThreadCase):
    """SLA 1.02: the number finds the case, for those who may see it."""

    def _assert_answer(self, row):
        self.assertEqual((row.state, row.ticket_id), ("reply", self.ticket))

    def _assert_new(self, row):
        self.assertEqual(row.state, "case")
        self.assertNotEqual(row.ticket_id, self.ticket)
        self.assertFalse(row.ticket_id.previous_ticket_id)

    def test_contact(self):
        row = self._by_number()
        self._assert_answer(row)
        self.assertEqual(self._last().author_id, self.contact)
        self.assertEqual(self._last().subtype_id, self.env.ref("mail.mt_comment"))

    def test_number_in_words_and_small_letters(self):
        for subject in (f"Caso {self.ticket.number}", self.ticket.number.lower()):
            self._assert_answer(self._receive(self._mail(subject=subject), LATER))

    def test_colleagues(self):
        """A colleague only if he follows, is the contact point, or all see all."""
        self._person("Ana")
        self._assert_new(self._by_number("ana@cafe.gt"))
        self.ticket.message_subscribe(self._person("Beto").ids)
        self._assert_answer(self._by_number("beto@cafe.gt"))
        self.contract.contact_ids = self._person("Carla")
        self._assert_answer(self._by_number("carla@cafe.gt"))
        self.contract.share_cases = True
        self._assert_answer(self._by_number("ana@cafe.gt", Message_ID="<otra@ana>"))

    def test_stranger_learns_nothing(self):
        """He gets a case of his own, as for a number that does not exist."""
        before = self.ticket.message_ids
        stranger = self._by_number("curioso@otra.gt")
        self._assert_new(stranger)
        self.assertEqual(self.ticket.message_ids, before)
        self.assertNotIn(
            "curioso", str(self.ticket.message_partner_ids.mapped("email"))
        )
        subject = "RE: [ZZ99999] Recibimos"
        other = self._receive(self._mail(sender="otro@otra.gt", subject=subject), LATER)
        texts = [
            self._mails_of(row.ticket_id)
            .body_html.replace(row.ticket_id.number, "N")
            .replace(row.ticket_id.access_token, "T")
            .replace(str(row.ticket_id.id), "I")
            .replace(row.ticket_id.partner_id.name, "P")
            for row in (stranger, other)
        ]
        self.assertEqual(len(texts[0]), len(texts[1]))
        self.assertNotIn(self.contact.name, texts[0])

    def test_follower_who_is_not_the_customers(self):
        """An outsider who follows answers by References; a number he could guess."""
        outsider = self.env["res.partner"].create({"name": "O", "email": "o@otra.gt"})
        self.ticket.message_subscribe(outsider.ids)
        self._assert_new(self._by_number("o@otra.gt"))

    def test_where_proof_is_set(self):
        """There the number leads only a confirmed sender to its case."""
        self.env.company.sla_mail_authority = "mx.bacg.cloud"
        self._assert_new(self._by_number())
        proof = "mx.bacg.cloud; dmarc=pass header.from=cafe.gt"
        self._assert_answer(
            self._by_number(Message_ID="<2@l>", Authentication_Results=proof)
        )

    def test_two_readings_of_from(self):
        """Whose address it is depends on who reads: no way in by the number."""
        for number, sender in enumerate(
            ("lucia@cafe.gt <x@otra.gt>", "lucia@cafe.gt, x@otra.gt")
        ):
            self._assert_new(self._by_number(sender, Message_ID=f"<{number}@dos>"))

    def test_sender_whom_a_server_found_false(self):
        failed = "mx.otra.gt; dmarc=fail header.from=cafe.gt"
        self._assert_new(self._by_number(Authentication_Results=failed))

    def test_to_an_address_of_nobody(self):
        """The number finds the case even if the address is wrong."""
        row = self._receive(
            self._mail(subject=self.ticket.number, To="viejo@bacg.cloud"), LATER
        )
        self._assert_answer(row)


@tagged("post_install", "-at_install")
class TestClosedAndMerged(ThreadCase):
    def test_within_the_window(self):
        """Decision 11: an answer reopens."""
        self._close()
        row = self._answer_mail(moment=local("2026-03-12T08:00:00"))
        self.assertEqual((row.state, row.ticket_id), ("reply", self.ticket))
        self.assertEqual(self.ticket.stage_id, self.stage_progress)

    def test_after_the_window(self):
        """Decision 11: later it is a new case, linked to the old one."""
        self._close()
        moment = local("2026-03-20T08:00:00")
        row = self._answer_mail(moment=moment, Date="Fri, 20 Mar 2026 08:00:00 -0600")
        self.assertEqual(row.state, "case", row.error)
        new = row.ticket_id
        self.assertEqual(new.previous_ticket_id, self.ticket)
        self.assertEqual((new.team_id, new.partner_id), (self.team, self.contact))
        self.assertEqual(new.reported_at, moment)
        self.assertEqual(self.ticket.stage_id, self.stage_done)
        self.assertIn(new.number, str(self.ticket.message_ids.mapped("body")))
        self.assertIn(self.ticket.number, str(new.message_ids.mapped("body")))
        self.assertTrue(self._mails_of(new), "acknowledged as any new case")
        by_number = self._by_number(moment=moment, Date=None)
        self.assertEqual(by_number.ticket_id.previous_ticket_id, self.ticket)

    def test_cancelled(self):
        """A cancelled case is never opened again: an answer is a new one."""
        self._close(stage=self.stage_cancelled)
        row = self._answer_mail(moment=local("2026-03-08T08:00:00"))
        self.assertEqual(row.ticket_id.previous_ticket_id, self.ticket)

    def test_archived(self):
        self.ticket.active = False
        row = self._answer_mail()
        self.assertEqual(row.ticket_id.previous_ticket_id, self.ticket)

    def test_what_stays_with_a_closed_case(self):
        """A vacation notice and an agent's own mail make no new case."""
        self._close()
        moment = local("2026-04-20T08:00:00")
        for headers in (
            {"Auto_Submitted": "auto-replied"},
            {"sender": self.agent.email_formatted},
        ):
            row = self._answer_mail(moment=moment, **headers)
            self.assertEqual(row.ticket_id, self.ticket)
            self.assertEqual(self.ticket.stage_id, self.stage_done)

    def test_merged(self):
        """A merged case's mail goes where it went, through any number of merges."""
        middle, last = (
            self._receive(self._mail(subject=name)).ticket_id for name in ("M", "U")
        )
        for source, target in ((self.ticket, middle), (middle, last)):
            source._sla_with(cancel_reason="merged").write({"active": False})
            target._case_take_over(source)
        for row in (self._answer_mail(), self._by_number()):
            self.assertEqual((row.state, row.ticket_id), ("reply", last))

    def test_deleted(self):
        """The answer on a case that is gone is a new case of the team."""
        answered = self.acknowledgement.message_id
        self.ticket.sudo().unlink()
        row = self._answer_mail(References=answered)
        self.assertEqual((row.state, row.ticket_id.team_id), ("case", self.team))


@tagged("post_install", "-at_install")
class TestCopied(ThreadCase):
    def test_who_follows(self):
        """People in copy follow if they are the customer's, others by the setting."""
        colleague = self._person("Ana")
        outsider = self.env["res.partner"].create({"name": "O", "email": "o@otra.gt"})
        copied = "ana@cafe.gt, O <o@otra.gt>, nadie@otra.gt"
        self._answer_mail(Cc=copied)
        self.assertIn(colleague, self.ticket.message_partner_ids)
        self.assertNotIn(outsider, self.ticket.message_partner_ids)
        self.env.company.sla_follow_copied = True
        row = self._receive(self._mail(subject="Con copias", Cc=copied))
        self.assertIn(outsider, row.ticket_id.message_partner_ids)
        self.assertNotIn(
            "nadie", str(row.ticket_id.message_partner_ids.mapped("email"))
        )

    def test_setting_is_for_administrators(self):
        settings = self.env["res.config.settings"]
        self.assertFalse(settings.with_user(self.manager).has_access("create"))
        settings.create(
            {"sla_follow_copied": True, "sla_mail_authority": "mx.bacg.cloud"}
        ).execute()
        self.assertTrue(self.env.company.sla_follow_copied)


@tagged("post_install", "-at_install")
class TestForgedAgent(ThreadCase):
    """A mail under an agent's address counts as his only if that is likely enough."""

    def setUp(self):
        super().setUp()
        self.agent.email = "agente@bacg.cloud"
        self.good = "mx.bacg.cloud; dmarc=pass header.from=bacg.cloud"

    def _assert_counts_for_nothing(self, row):
        self.assertEqual((row.state, row.ticket_id), ("reply", self.ticket))
        self.assertFalse(self.ticket.first_response_at)
        message = self._last()
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_note"))
        self.assertFalse(message.author_id)
        self.assertIn("agente@bacg.cloud", message.email_from)
        self.assertEqual(message.notified_partner_ids, self.env["res.partner"])
        self.assertIn("Nothing proves", str(self.ticket.message_ids.mapped("body")))

    def _agents_answer(self, **headers):
        return self._answer_mail(
            sender="Agente <agente@bacg.cloud>",
            To="soporte@bacg.cloud, lucia@cafe.gt",
            **headers,
        )

    def test_answer_of_an_agent(self):
        """SLA 1.08: who has our mail to answer it is believed, if the setting says."""
        row = self._agents_answer()
        self.assertEqual(row.ticket_id, self.ticket)
        self.assertEqual(self.ticket.first_response_at, LATER)

    def test_unproven_by_default(self):
        """SLA 1.06: without a server that proves senders no mail is our first word."""
        fresh = self.env["res.company"].create({"name": "Nueva"})
        self.assertFalse(fresh.sla_mail_unproven or fresh.sla_mail_authority)
        self.env.company.sla_mail_unproven = False
        self._assert_counts_for_nothing(self._agents_answer())

    def test_two_readings_of_from(self):
        """Our own address outside the brackets, or beside another author's."""
        for number, sender in enumerate(
            ("agente@bacg.cloud <x@otra.gt>", "x@otra.gt, agente@bacg.cloud")
        ):
            row = self._answer_mail(sender=sender, Message_ID=f"<{number}@dos>")
            self.assertEqual((row.state, row.ticket_id), ("reply", self.ticket))
            self.assertFalse(self.ticket.first_response_at)
            self.assertFalse(self._last().author_id)
            self.assertEqual(self._last().subtype_id, self.env.ref("mail.mt_note"))

    def test_found_false(self):
        """SLA 1.06: what a mail server found to be false is no first response."""
        self._assert_counts_for_nothing(
            self._agents_answer(
                Authentication_Results="x; dmarc=fail header.from=bacg.cloud"
            )
        )

    def test_without_the_word_of_our_server(self):
        """With the setting, only our own server's word makes it the agent's."""
        self.env.company.sla_mail_authority = "MX.bacg.cloud "
        self._assert_counts_for_nothing(self._agents_answer())
        forged = self.good.replace("mx.bacg", "mx.otra")
        self._assert_counts_for_nothing(
            self._agents_answer(Message_ID="<2@f>", Authentication_Results=forged)
        )
        self._agents_answer(Message_ID="<3@f>", Authentication_Results=self.good)
        self.assertEqual(self.ticket.first_response_at, LATER)

    def test_by_a_guessed_number(self):
        """A number proves nothing: the customer gets no word of it."""
        sender = "Agente <agente@bacg.cloud>"
        self._assert_counts_for_nothing(self._by_number(sender))
        self.env.company.sla_mail_authority = "mx.bacg.cloud"
        row = self._by_number(
            sender, Message_ID="<2@n>", Authentication_Results=self.good
        )
        self.assertEqual(row.ticket_id, self.ticket)
        self.assertEqual(self._last().author_id, self.agent.partner_id)

    def test_opens_a_case(self):
        """A false agent opens a case of nobody's: no user acts, nobody is told."""
        row = self._receive(
            self._mail(
                sender="Agente <agente@bacg.cloud>",
                subject="Cambien mi clave",
                Authentication_Results="x; dmarc=fail header.from=bacg.cloud",
            )
        )
        ticket = row.ticket_id
        self.assertEqual(row.state, "case", row.error)
        self.assertFalse(ticket.partner_id or ticket.behalf_user_id)
        self.assertEqual(ticket.create_uid, self.env.ref("base.user_root"))
        self.assertFalse(self._mails_of(ticket))

    def test_archived_agent(self):
        """Who left is no agent, whoever writes under his address."""
        self.env.company.sla_mail_authority = "mx.bacg.cloud"
        gone = new_test_user(
            self.env,
            "gone_agent",
            groups="helpdesk_mgmt.group_helpdesk_user",
            email="agente2@bacg.cloud",
        )
        gone.active = False
        self._answer_mail(
            sender="agente2@bacg.cloud", To="lucia@cafe.gt, soporte@bacg.cloud"
        )
        self.assertFalse(self.ticket.first_response_at)
