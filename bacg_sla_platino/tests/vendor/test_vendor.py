# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from ...tools.mail.vendor_reference import names
from ..common import SlaCommon, local

NOW = "2026-03-09T10:00:00"
VENDOR = "Ana <ana@odoo.example>"


class VendorCommon(SlaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor = cls.env["res.partner"].create(
            {"name": "Odoo S.A.", "email": "help@odoo.example"}
        )

    def setUp(self):
        super().setUp()
        with freeze_time(local("2026-03-09T08:00:00")):
            self.ticket = self._case(
                local("2026-03-09T08:00:00"), user_id=self.agent.id
            )
            self._answer(self.ticket)
            self.ticket.action_classify("0")

    def _ask(self, user=None, ticket=None, moment=NOW, **values):
        values = {
            "ticket_id": (ticket or self.ticket).id,
            "vendor_id": self.vendor.id,
            "vendor_ref": "#4567890",
            "vendor_url": "https://odoo.example/4567890",
            "asked": "Por qué se detiene la factura",
            **values,
        }
        wizards = self.env["bacg.sla.vendor.ask"].with_user(user or self.agent)
        with freeze_time(local(moment)):
            wizards.create(values).action_confirm()

    def _notes(self, ticket=None):
        """Return the subjects of the mails about pauses and their ends."""
        self.env.invalidate_all()  # mails are messages of the case, too
        messages = (ticket or self.ticket).sudo().message_ids.sorted("id")
        own = messages.filtered(lambda message: message.message_type == "auto_comment")
        return [message.subject.partition("] ")[2].partition(":")[0] for message in own]

    def _kinds(self, ticket=None):
        return (ticket or self.ticket).sudo().sla_event_ids.mapped("kind")


@tagged("post_install", "-at_install")
class TestVendorAsk(VendorCommon):
    def test_escalate(self):
        """SLA 1.19: the resolution is paused, and the customer is notified."""
        self._ask()
        ticket = self.ticket
        self.assertEqual(ticket.stage_id, self.stage_vendor)
        self.assertEqual(ticket.vendor_id, self.vendor)
        self.assertEqual(ticket.vendor_asked_at, local(NOW))
        self.assertEqual(ticket.vendor_domain, "odoo.example")
        self.assertEqual(self._status(ticket, "resolution").state, "paused")
        self.assertIn("vendor_asked", self._kinds())
        self.assertEqual(self._notes(), ["Waiting for an answer"])
        note = ticket.sudo().message_ids.filtered(
            lambda message: message.message_type == "auto_comment"
        )
        self.assertIn("Odoo S.A. · #4567890", note.body)
        self.assertIn("Por qué se detiene la factura", note.body)
        self.assertEqual(note.partner_ids, self.contact)
        self.assertFalse(note.subtype_id.internal)

    def test_third_party_and_review(self):
        """SLA 1.19: third parties and a deeper review pause the resolution alike."""
        self._ask(wait="third_party")
        self._ask(
            wait="technical_review", vendor_id=False, moment="2026-03-09T11:00:00"
        )
        waits = self.ticket.sudo().sla_pause_ids
        self.assertEqual(waits.mapped("reason"), ["third_party", "technical_review"])
        self.assertEqual(len(self._notes()), 1)
        with freeze_time(local("2026-03-10T08:00:00")):
            self.ticket.with_user(self.agent).action_vendor_wait_over()
        self.assertTrue(all(waits.mapped("stop")))
        self.assertEqual(self._status(self.ticket, "resolution").state, "running")
        self.assertEqual(self._notes(), ["Waiting for an answer", "We continue"])

    def test_asked_again(self):
        """A second request opens no second wait; the ledger keeps both requests."""
        self._ask()
        self._ask(asked="¿Hay noticias?", moment="2026-03-10T10:00:00")
        self.assertEqual(len(self.ticket.sudo().sla_pause_ids), 1)
        self.assertEqual(self._kinds().count("vendor_asked"), 2)
        self.ticket.with_user(self.agent).vendor_ref = "99-1"
        event = self.ticket.sudo().sla_event_ids.filtered(
            lambda event: event.kind == "vendor_reference"
        )
        self.assertEqual(event.new_value, "99-1")

    def test_beside_a_wait_for_the_customer(self):
        with freeze_time(local("2026-03-09T09:00:00")):
            self.ticket.stage_id = self.stage_customer
        self._ask()
        self.assertEqual(self.ticket.stage_id, self.stage_customer)
        waits = self.ticket.sudo().sla_pause_ids._still_open()
        self.assertEqual(waits.mapped("reason"), ["customer", "vendor"])

    def test_urgent_cases_are_a_managers(self):
        """SLA 1.19: priorities 2 and 1 wait only with a manager and a reason."""
        for priority in ("2", "3"):
            with self.subTest(priority=priority):
                self.ticket.with_user(self.manager).priority = priority
                with self.assertRaises(UserError):
                    self._ask(reason="Solo Odoo puede")
                with self.assertRaises(UserError):
                    self._ask(self.manager)
        self.assertFalse(self.ticket.vendor_id)
        self._ask(self.manager, reason="Solo Odoo puede")
        self.assertEqual(self.ticket.sudo().sla_pause_ids.note, "Solo Odoo puede")

    def test_only_agents_ask(self):
        """Customers can neither escalate nor edit the request."""
        portal = new_test_user(
            self.env, login="lucia_portal", groups="base.group_portal"
        )
        self.ticket.message_subscribe(portal.partner_id.ids)
        with self.assertRaises(AccessError):
            self._ask(portal)
        ticket = self.ticket.with_user(portal)
        with self.assertRaises(AccessError):
            ticket._vendor_ask("vendor", {"vendor_asked": "x"})
        with self.assertRaises(AccessError):
            ticket.action_vendor_wait_over()

    def test_what_is_refused(self):
        with self.assertRaisesRegex(UserError, "Whom we ask"):
            self._ask(vendor_id=False)
        with self.assertRaisesRegex(ValidationError, "Link there"):
            self._ask(vendor_url="javascript:alert(1)")
        with self.assertRaisesRegex(UserError, "What we ask"):
            self._ask(asked=" ")

    def test_who_is_proposed(self):
        """SLA 1.19: the manufacturer or his own supplier, never another customer's."""
        manufacturer, supplier = self.vendor, self.vendor.copy({"name": "Proveedor"})
        other = self.env["res.partner"].create({"name": "Otro cliente"})
        fresh = self._case(local(NOW), partner_id=other.id)
        self._ask()
        theirs = self._case(local(NOW), user_id=self.agent.id)
        self._ask(ticket=theirs, wait="third_party", vendor_id=supplier.id)

        def propose(ticket, wait):
            return (
                self.env["bacg.sla.vendor.ask"]
                .create({"ticket_id": ticket.id, "wait": wait})
                .vendor_id
            )

        self.assertEqual(propose(fresh, "vendor"), manufacturer)
        self.assertFalse(propose(fresh, "third_party"))
        self.assertFalse(propose(fresh, "technical_review"))
        own = self._case(local(NOW))
        self.assertEqual(propose(own, "third_party"), supplier)
        self.assertFalse(propose(own, "technical_review"))

    def test_list(self):
        """SLA 1.22: the list shows days waiting, last report and next report."""
        self._ask()
        with freeze_time(local("2026-03-12T11:00:00")):
            self._answer(self.ticket)
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        with freeze_time(local("2026-03-13T11:00:00")):
            found = tickets.search([("vendor_waiting", "=", True)])
            self.assertIn(self.ticket, found)
            ticket = self.ticket.with_user(self.agent)
            self.assertEqual(ticket.vendor_waiting_days, 4)
            self.assertEqual(ticket.last_follow_up_at, local("2026-03-12T11:00:00"))
            self.assertEqual(ticket.next_follow_up_at, local("2026-03-19T17:00:00"))
        self.assertNotIn(self.ticket, tickets.search([("vendor_waiting", "=", False)]))


@tagged("post_install", "-at_install")
class TestVendorMail(VendorCommon):
    def _vendor_writes(self, subject, sender=VENDOR, **headers):
        return self._receive(
            self._mail(sender, subject, **headers), local("2026-03-11T10:00:00")
        )

    def _last(self, ticket=None):
        return (
            (ticket or self.ticket)
            .sudo()
            .message_ids.filtered(lambda message: message.message_type == "email")[:1]
        )

    def test_reference(self):
        """SLA 1.19: the manufacturer's mail is internal and ends the wait."""
        self._ask()
        row = self._vendor_writes("Re: your ticket (#4567890)")
        self.assertEqual((row.state, row.ticket_id), ("reply", self.ticket))
        note = self._last()
        self.assertTrue(note.subtype_id.internal)
        self.assertNotIn(self.contact, note.notified_partner_ids | note.partner_ids)
        self.assertNotIn(self.vendor, self.ticket.message_partner_ids)
        pause = self.ticket.sudo().sla_pause_ids
        self.assertEqual(pause.stop, local("2026-03-11T10:00:00"))
        self.assertEqual(self.ticket.sla_mode, "run")
        self.assertIn("vendor_answered", self._kinds())
        self.assertEqual(self._notes(), ["Waiting for an answer", "We continue"])
        self.assertIn(self.agent, self.ticket.activity_ids.user_id)
        self.assertNotIn("customer_reply", self._kinds())

    def test_several_cases_of_one_reference(self):
        other = self._case(local("2026-03-09T08:30:00"))
        self._ask()
        self._ask(ticket=other)
        self._vendor_writes("4567890 is fixed")
        for ticket in (self.ticket, other):
            self.assertTrue(self._last(ticket).subtype_id.internal)
            self.assertTrue(ticket.sudo().sla_pause_ids.stop)

    def test_by_thread(self):
        """A reply to our mail needs no reference."""
        self._ask(by_mail=True)
        sent = self.ticket.sudo().message_ids.filtered(
            lambda message: self.vendor in message.partner_ids
        )
        self.assertTrue(sent.subtype_id.internal)
        row = self._vendor_writes("Re: hola", In_Reply_To=sent.message_id)
        self.assertEqual(row.ticket_id, self.ticket)
        self.assertTrue(self._last().subtype_id.internal)
        self.assertTrue(self.ticket.sudo().sla_pause_ids.stop)

    def test_in_the_customers_thread(self):
        """A reply to a mail that the customer also reads stays internal."""
        self._ask()
        public = self._answer(self.ticket)
        self._vendor_writes("Re: hola", In_Reply_To=public.message_id)
        self.assertTrue(self._last().subtype_id.internal)
        self.assertNotIn(self.contact, self._last().notified_partner_ids)

    def test_answer_to_the_customers_own_mail(self):
        """Neither the author of the parent message nor contacts in copy get it."""
        self._ask()
        self._receive(
            self._mail(subject=f"Re: {self.ticket.number}", Message_ID="<lucia@test>"),
            local("2026-03-10T10:00:00"),
        )
        row = self._vendor_writes(
            "Re: hola", In_Reply_To="<lucia@test>", Cc="lucia@cafe.gt"
        )
        self.assertEqual(row.ticket_id, self.ticket)
        note = self._last()
        self.assertEqual(note.email_from, '"Ana" <ana@odoo.example>')
        self.assertTrue(note.subtype_id.internal)
        self.assertNotIn(self.contact, note.notified_partner_ids | note.partner_ids)
        portal = (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "login": "lucia@cafe.gt",
                    "partner_id": self.contact.id,
                    "group_ids": self.env.ref("base.group_portal").ids,
                }
            )
        )
        messages = self.env["mail.message"].with_user(portal)
        self.assertNotIn(note, messages.search([("res_id", "=", self.ticket.id)]))

    def test_machines_answer(self):
        """An automatic "we received your mail" is filed, and ends no wait."""
        self._ask()
        self._vendor_writes("Received: 4567890", Auto_Submitted="auto-replied")
        self.assertTrue(self._last().subtype_id.internal)
        self.assertFalse(self.ticket.sudo().sla_pause_ids.stop)

    def test_strangers_with_the_reference(self):
        """Only mails of the asked party are filed by the reference."""
        self._ask()
        row = self._vendor_writes("About 4567890", sender="Eva <eva@other.example>")
        self.assertNotEqual(row.ticket_id, self.ticket)
        row = self._vendor_writes("About 45678901")
        self.assertNotEqual(row.ticket_id, self.ticket)
        self.assertFalse(self.ticket.sudo().sla_pause_ids.stop)

    def test_public_providers(self):
        """For public mail domains, only the address of the contact counts."""
        self.vendor.email = "tecnico@gmail.com"
        self._ask()
        self.assertEqual(self.ticket.vendor_domain, "tecnico@gmail.com")
        self._vendor_writes("4567890", sender="x@gmail.com")
        self.assertFalse(self.ticket.sudo().sla_pause_ids.stop)
        self._vendor_writes("Re: 4567890", sender="tecnico@gmail.com")
        self.assertTrue(self.ticket.sudo().sla_pause_ids.stop)

    def test_customer_reads_nothing_of_it(self):
        """The portal's ledger shows that the manufacturer answered, not the text."""
        self._ask()
        self._vendor_writes("Re: #4567890")
        entries = self.ticket._vendor_get_portal_ledger()
        text = str(entries)
        self.assertIn("Odoo S.A. · #4567890 answered", text)
        self.assertNotIn("Buenas tardes, no imprime.", text)

    def test_references(self):
        for text, reference, expected in (
            ("Re: ticket #4567890.", "4567890", True),
            ("SR-2024-001: fixed", "sr-2024-001", True),
            ("SR-2024-0012", "SR-2024-001", False),
            ("14567890", "4567890", False),
            ("4567890-2", "4567890", False),
            ("case  99 A closed", "99 a", True),
            ("anything", " # ", False),
        ):
            with self.subTest(text=text):
                self.assertEqual(names(text, reference), expected)
