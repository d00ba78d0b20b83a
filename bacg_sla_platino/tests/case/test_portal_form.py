# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from ..common import SlaCommon

ADVICE = "/new/ticket/advice"


class PortalPeople(SlaCommon, HttpCase):
    """Lucía, Luis and Rosa of one customer, and a stranger, each with a user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"]
        cls.luis, cls.rosa = partners.create(
            [
                {"name": name, "email": f"{name}@cafe.gt", "parent_id": cls.customer.id}
                for name in ("Luis", "Rosa")
            ]
        )
        other = partners.create({"name": "Ferretería", "is_company": True})
        cls.stranger = partners.create(
            {"name": "Ajeno", "email": "ajeno@x.gt", "parent_id": other.id}
        )
        for login, partner in (
            ("forma_lucia", cls.contact),
            ("forma_luis", cls.luis),
            ("forma_rosa", cls.rosa),
            ("forma_ajeno", cls.stranger),
        ):
            new_test_user(
                cls.env,
                login,
                groups="base.group_portal",
                name=partner.name,
                partner_id=partner.id,
                email=partner.email,
            )

    def _sees(self, login, ticket):
        self.authenticate(login, login)
        return ticket.number in self.url_open("/my/tickets?filterby=all").text


@tagged("post_install", "-at_install")
class TestPortalForm(PortalPeople):
    """A customer opens a case in the portal (SLA 1.02, 1.03)."""

    def _send(self, login="forma_lucia", **values):
        self.authenticate(login, login)
        data = {
            "csrf_token": Request.csrf_token(self),
            "subject": "No imprime",
            "description": "Desde hoy",
            **values,
        }
        return self.url_open("/submitted/ticket", data=data)

    def _last(self):
        return self.env["helpdesk.ticket"].search([], limit=1, order="id desc")

    def test_for_a_colleague_with_a_copy(self):
        """SLA 1.03: the case is the colleague's; who opened it sees it, too."""
        answer = self._send(colleague=self.luis.id, copied=[self.rosa.id])
        ticket = self._last()
        self.assertEqual(answer.url.rpartition("/")[2], f"{ticket.id}?sent=1")
        self.assertEqual(ticket.partner_id, self.luis)
        self.assertEqual(ticket.partner_email, self.luis.email)
        self.assertEqual(ticket.contract_id, self.contract)
        everybody = self.luis | self.rosa | self.contact
        self.assertLessEqual(everybody, ticket.message_partner_ids)
        [reported] = ticket.sla_event_ids.filtered(lambda e: e.kind == "reported")
        self.assertEqual(reported.author_id, self.contact, "who says so")
        self.assertIn(("Opened by", self.contact.name), ticket._sla_portal_facts())
        for login in ("forma_lucia", "forma_luis", "forma_rosa"):
            self.assertTrue(self._sees(login, ticket), login)
        self.assertFalse(self._sees("forma_ajeno", ticket))

    def test_nobody_of_another_company(self):
        """SLA 1.03: neither a case in a stranger's name nor a stranger in copy."""
        before = self.env["helpdesk.ticket"].search_count([])
        for values in (
            {"colleague": self.stranger.id},
            {"colleague": "x"},
            {"colleague": self.customer.id},
            {"copied": [self.stranger.id]},
            {"copied": [self.rosa.id, self.env.user.partner_id.id]},
            {"copied": ["x"]},
        ):
            page = self._send(**values).text
            self.assertIn("of your company", page)
            self.assertIn("Desde hoy", page, "what he wrote is not lost")
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before)

    def test_colleagues_are_his_own(self):
        self.authenticate("forma_lucia", "forma_lucia")
        page = self.url_open("/new/ticket").text
        self.assertIn("Rosa", page)
        self.assertNotIn("Ajeno", page)

    def test_subsidiary_is_a_customer_of_its_own(self):
        """SLA 1.03: its people have another contract, and cases of their own."""
        partners = self.env["res.partner"]
        subsidiary = partners.create(
            {"name": "Filial", "is_company": True, "parent_id": self.customer.id}
        )
        someone = partners.create(
            {"name": "Filiberto", "email": "f@filial.gt", "parent_id": subsidiary.id}
        )
        self.assertIn("of your company", self._send(colleague=someone.id).text)
        self.assertNotIn("Filiberto", self.url_open("/new/ticket").text)

    def test_sent_twice_and_by_two(self):
        """SLA 1.02: a colleague's same words are his own; who is in copy is kept."""
        self._send(colleague=self.luis.id)
        first = self._last()
        answer = self._send(colleague=self.luis.id, copied=[self.rosa.id])
        self.assertEqual(self._last(), first)
        self.assertTrue(answer.url.endswith(f"/{first.id}?sent=1"))
        self.assertIn(self.rosa, first.message_partner_ids)
        self._send("forma_luis")
        self.assertNotEqual(self._last(), first)
        self.assertEqual(self._last().partner_id, self.luis)

    def test_opened_by_nobody(self):
        """A case of a page for strangers was opened by no person."""
        public = self.env.ref("base.public_user")
        ticket = self.env["helpdesk.ticket"].with_user(public).sudo()
        ticket = ticket.create(
            {"name": "x", "description": "x", "partner_id": self.contact.id}
        )
        self.assertNotIn("Opened by", dict(ticket._sla_portal_facts()))

    def test_category_is_required(self):
        """OCA's setting is honoured; no kind is lost for want of a group."""
        self.env.company.helpdesk_mgmt_portal_category_id_required = True
        kind = self.env.ref("bacg_sla_platino.category_excluded_training")
        kind.portal_group = False
        self.authenticate("forma_lucia", "forma_lucia")
        page = self.url_open("/new/ticket").text
        self.assertRegex(page, r'id="category"[^>]* required')
        self.assertNotIn("Kind (optional)", page)
        self.assertIn(kind.name, page)

    def test_everything_has_stopped(self):
        """SLA 2.02: a box claims the outage; without it nothing is claimed."""
        self._send()
        ticket = self._last()
        self.assertEqual((ticket.priority, ticket.outage_scope), ("0", "none"))
        self._send(stopped="1")
        claimed = self._last()
        self.assertNotEqual(claimed, ticket, "the box is no double click")
        self.assertEqual((claimed.priority, claimed.outage_scope), ("3", "claimed"))
        self._send(stopped="1")
        self.assertEqual(self._last(), claimed)
        page = self.url_open("/new/ticket").text
        self.assertNotIn("URGENTE", page)

    def test_too_long(self):
        """A clear word instead of a text that is cut in silence."""
        self.assertIn("Subject: shorten it", self._send(subject="a" * 1001).text)
        page = self._send(description="a" * 100_001).text
        self.assertIn("send the whole text as a file", page)

    def test_kinds_in_five_groups(self):
        """SLA 1.11, 1.13, 1.14: kinds as a customer looks for them, none is needed."""
        self.env.company.helpdesk_mgmt_portal_category_id_required = False
        self.authenticate("forma_lucia", "forma_lucia")
        page = self.url_open("/new/ticket").text
        self.assertEqual(page.count("<optgroup"), 5)
        self.assertIn("Kind (optional)", page)
        self.assertIn("I do not know: you decide", page)
        kinds = self.env["helpdesk.ticket.category"]
        for code, group in (
            ("excluded_training", "change"),
            ("included_message", "problem"),
            ("included_feature", "question"),
            ("vitt_app", "service"),
            ("routed_legal", "area"),
        ):
            kind = kinds.search([("sla_code", "=", code)])
            self.assertEqual(kind.portal_group, group, code)
            self.assertIn(kind.name, page)
        own = kinds.create({"name": "Propio"})
        self.assertEqual(own.portal_group, "question")
        own.portal_group = "area"
        self.env.flush_all()
        self.assertEqual(own.portal_group, "area")

    def _advise(self, **words):
        return self.make_jsonrpc_request(ADVICE, words)

    def test_told_while_he_writes(self):
        """SLA 1.11: what is not covered, in the agreement's words, and the ways on."""
        self.authenticate("forma_lucia", "forma_lucia")
        before = self.env["helpdesk.ticket"].search_count([])
        told = self._advise(subject="Necesitamos un nuevo reporte", text="de ventas")
        self.assertIn("Crear reportes que no existen en el sistema.", told)
        self.assertIn("a quote, hours you have contracted, a VITT app", told)
        told = self._advise(subject="Estado de cuenta de BACG", text="Una factura suya")
        self.assertNotIn("What we can offer", told)
        for words in (
            {"subject": "No imprime", "text": "sale un error"},
            {},
            {"subject": None, "text": ["x"], "category": {"a": 1}},
        ):
            self.assertNotIn("advice_coverage", self._advise(**words))
        training = self.env.ref("bacg_sla_platino.category_excluded_training")
        told = self._advise(subject="x", text="y", category=training.id)
        self.assertIn(training.clause_line, told)
        training.company_id = self.env["res.company"].create({"name": "Otra"})
        self.assertNotIn(training.name, self._advise(subject="capacitación"))
        training.company_id = False
        training.show_in_portal = False
        self.assertNotIn(training.name, self._advise(subject="capacitación"))
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before)

    def test_advice_is_for_customers(self):
        """Nobody who is not signed in asks what our words are."""
        with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
            self._advise(subject="capacitación")
