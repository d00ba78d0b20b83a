# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import SlaCommon

FORWARDED = """Les paso lo de Marta.

---------- Forwarded message ---------
De: Marta Solís <marta@cafe.gt>
Date: vie, 6 mar 2026 a las 9:12
Subject: No imprime
To: Pedro Agente <sla_agent@bacg.cloud>

No imprime.
"""


@tagged("post_install", "-at_install")
class TestSender(SlaCommon):
    """SLA 1.03: one person is one contact and one user."""

    def _contact(self, **values):
        return self.env["res.partner"].create(
            {"name": "Doble", "email": "doble@cafe.gt", **values}
        )

    def _sender_of(self, sender="doble@cafe.gt", **headers):
        row = self._receive(self._mail(sender=sender, **headers))
        self.assertEqual(row.state, "case", row.error)
        return row.ticket_id.partner_id

    def test_company_by_the_contracts_domains(self):
        self.assertEqual(self._sender_of("nueva@CAFE.gt").parent_id, self.customer)
        self.assertFalse(self._sender_of("nueva@gmail.com").parent_id)
        self.assertFalse(self._sender_of("nueva@ventas.otra.gt").parent_id)

    def test_same_person_however_he_writes_himself(self):
        first = self._sender_of('"Solís, Marta" <Marta@Cafe.GT>')
        self.assertEqual(first.name, "Solís, Marta")
        for number, sender in enumerate(("marta@cafe.gt", "MARTA <MARTA@CAFE.GT>")):
            self.assertEqual(self._sender_of(sender, subject=f"Caso {number}"), first)

    def test_of_several_the_one_with_a_user(self):
        oldest, under_contract = (
            self._contact(),
            self._contact(parent_id=self.customer.id),
        )
        self.assertEqual(self._sender_of(subject="1"), under_contract)
        under_contract.with_context(active_test=False).user_ids.unlink()
        under_contract.sla_user_request = "refused"
        with_user = self._contact()
        new_test_user(
            self.env,
            "otro_login",
            groups="base.group_portal",
            email="doble@cafe.gt",
            partner_id=with_user.id,
        )
        self.assertEqual(self._sender_of(subject="2"), with_user)
        (with_user | under_contract).user_ids.action_archive()
        (with_user | under_contract).action_archive()
        self.assertEqual(self._sender_of(subject="3"), oldest)

    def test_user_name_is_an_address_of_the_person(self):
        """The login counts, too, where the contact has another address by now."""
        user = new_test_user(self.env, "vieja@cafe.gt", groups="base.group_portal")
        user.partner_id.email = "nueva@cafe.gt"
        self.assertEqual(self._sender_of("vieja@cafe.gt"), user.partner_id)
        self.assertEqual(self._sender_of("nueva@cafe.gt"), user.partner_id)

    def test_archived_contact_comes_back(self):
        """An archived contact is restored: a second one would split the person."""
        archived = self._contact(active=False)
        self.assertEqual(self._sender_of(), archived)
        self.assertTrue(archived.active)
        self.assertTrue(archived.user_ids)
        self.assertIn("archive", archived.message_ids[0].body)

    def test_archived_user_waits_for_a_manager(self):
        """Somebody took his access away: a mail does not give it back."""
        contact = self._contact()
        user = new_test_user(
            self.env, "doble@cafe.gt", groups="base.group_portal", partner_id=contact.id
        )
        user.action_archive()
        contact.action_archive()
        self.assertEqual(self._sender_of(), contact)
        self.assertFalse(user.active)
        self.assertEqual(contact.sla_user_request, "pending")
        contact.with_user(self.manager).action_sla_approve_user()
        self.assertTrue(user.active)
        self.assertTrue(user._is_portal())
        self.assertEqual(contact.user_ids, user)

    def test_archived_employee_gets_nothing_back(self):
        employee = new_test_user(self.env, "ex@cafe.gt", groups="base.group_user")
        employee.action_archive()
        self.assertEqual(self._sender_of("ex@cafe.gt"), employee.partner_id)
        self.assertFalse(employee.active)
        self.assertFalse(employee.partner_id.sla_user_request)

    def test_other_companys_contact_is_not_taken(self):
        other = self.env["res.company"].create({"name": "Otra"})
        foreign = self._contact(company_id=other.id)
        self.assertNotEqual(self._sender_of(), foreign)

    def test_our_own_mailbox_is_nobody(self):
        """A mail that claims to come from our mailbox makes no contact for it."""
        partners = self.env["res.partner"]
        made = partners._contact_find_or_create("soporte@bacg.cloud", self.env.company)
        self.assertFalse(made)


@tagged("post_install", "-at_install")
class TestBehalf(SlaCommon):
    """SLA 1.02, 1.03: one of ours sends in what a customer wrote to him."""

    def _sent_in(self, body="", **headers):
        self.agent.email = "sla_agent@bacg.cloud"
        raw = self._mail(sender="Pedro <sla_agent@bacg.cloud>", **headers)
        return self._receive(raw + body.encode()).ticket_id

    def _acknowledged(self, address):
        mails = self.env["mail.mail"].search([("headers", "like", "auto-")])
        return mails.filtered(lambda m: address in m.recipient_ids.mapped("email"))

    def test_agent_picks_the_customer(self):
        ticket = self._sent_in()
        self.assertFalse(ticket.partner_id)
        self.assertEqual(ticket.behalf_user_id, self.agent)
        self.assertIn(self.agent.partner_id, ticket.message_partner_ids)
        self.assertFalse(self._acknowledged("sla_agent@bacg.cloud"))
        self.assertEqual(ticket.sla_note, "contract")
        ticket.with_user(self.agent).partner_id = self.contact
        self.assertEqual(ticket.partner_email, "lucia@cafe.gt")
        self.assertEqual(ticket.contract_id, self.contract)
        clock = self._status(ticket, "first_response")
        self.assertEqual(clock.started_at, ticket.reported_at)
        self.assertTrue(self._acknowledged("lucia@cafe.gt"))
        self.assertTrue(self.contact.user_ids)
        self.assertIn(self.contact, ticket.message_partner_ids)

    def test_forwarded_mail_proposes_who_wrote_it(self):
        ticket = self._sent_in(FORWARDED)
        self.assertEqual(ticket.proposed_sender, '"Marta Solís" <marta@cafe.gt>')
        ticket.with_user(self.agent).action_take_proposed_sender()
        partner = ticket.partner_id
        self.assertEqual(
            (partner.name, partner.email, partner.parent_id),
            ("Marta Solís", "marta@cafe.gt", self.customer),
        )
        self.assertEqual(ticket.contract_id, self.contract)
        self.assertEqual(len(self._acknowledged("marta@cafe.gt")), 2)

    def test_who_stands_in_copy_is_proposed(self):
        ticket = self._sent_in(Cc="Luis <luis@cafe.gt>, soporte@bacgroup.net")
        self.assertIn("luis@cafe.gt", ticket.proposed_sender)

    def test_attached_mail_proposes_who_wrote_it(self):
        boundary = 'multipart/mixed; boundary="b"'
        head = self._mail(
            sender="sla_agent@bacg.cloud", Content_Type=boundary, MIME_Version="1.0"
        ).partition(b"\r\n\r\n")[0]
        body = (
            "\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nVer adjunto\r\n"
            "--b\r\nContent-Type: message/rfc822\r\n\r\n"
            "From: Marta <marta@cafe.gt>\r\nTo: sla_agent@bacg.cloud\r\n"
            "Subject: No imprime\r\n\r\nNo imprime\r\n--b--\r\n"
        )
        self.agent.email = "sla_agent@bacg.cloud"
        ticket = self._receive(head + body.encode()).ticket_id
        self.assertIn("marta@cafe.gt", ticket.proposed_sender)

    def test_ours_are_not_proposed(self):
        ticket = self._sent_in(Cc="soporte@bacgroup.net, sla_agent@bacg.cloud")
        self.assertFalse(ticket.proposed_sender)

    def test_customers_do_not_take_cases(self):
        """A portal user who follows the case does not choose whose it is."""
        ticket = self._sent_in(FORWARDED)
        portal = new_test_user(self.env, "mirona", groups="base.group_portal")
        ticket.message_subscribe(portal.partner_id.ids)
        with self.assertRaises(AccessError):
            ticket.with_user(portal).action_take_proposed_sender()
