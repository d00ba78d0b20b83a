# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
import re

from odoo.tests import HttpCase, new_test_user, tagged

from ..common import SlaCommon, local

NUMBER = re.compile(r'<strong class="text-nowrap">([^<]+)</strong>')
MANY = 15


@tagged("post_install", "-at_install")
class TestPortalList(SlaCommon, HttpCase):
    """A customer's home and list: what waits for him first (SLA 1.03)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lucia = cls._portal_user("lista_lucia", cls.contact)
        cls.ticket = cls._case(local("2026-03-06T18:40:00"))
        cls.waiting = cls._case(local("2026-03-05T09:00:00"), name="Falta un dato")
        cls.waiting.stage_id = cls.stage_customer
        cls.closed = cls._case(local("2026-03-04T09:00:00"), name="Ya imprime")
        cls.closed.stage_id = cls.stage_done

    @classmethod
    def _portal_user(cls, login, partner):
        return new_test_user(
            cls.env,
            login,
            groups="base.group_portal",
            name=partner.name,
            partner_id=partner.id,
            email=partner.email,
        )

    def _numbers(self, path="/my/tickets"):
        """Return the numbers of the cards of a page, in their order."""
        return NUMBER.findall(self.url_open(path).text)

    def test_waiting_first(self):
        """SLA 1.03: the list begins with what waits for the customer."""
        self.authenticate("lista_lucia", "lista_lucia")
        expected = {
            "/my/tickets": self.waiting,
            "/my/tickets?filterby=open": self.ticket | self.waiting,
            "/my/tickets?filterby=closed": self.closed,
            "/my/tickets?filterby=all": self.ticket | self.waiting | self.closed,
            "/my/tickets?filterby=nothing": self.waiting,
            "/my/tickets?page=9": self.waiting,
            "/my": self.waiting,
        }
        for path, tickets in expected.items():
            with self.subTest(path):
                self.assertEqual(self._numbers(path), tickets.mapped("number"))
        page = self.url_open("/my/tickets").text
        counts = re.findall(r"· <strong>(\d+)</strong>", page)
        self.assertEqual(counts, ["1", "2", "1", "3"], "as many as each list has")

    def test_nothing_waits(self):
        """The open ones instead, and a word on an empty list."""
        self.waiting.stage_id = self.stage_progress
        self.authenticate("lista_lucia", "lista_lucia")
        open_ones = [self.ticket.number, self.waiting.number]
        self.assertEqual(self._numbers(), open_ones)
        self.assertEqual(self._numbers("/my"), open_ones)
        page = self.url_open("/my/tickets?filterby=waiting").text
        self.assertIn("Nothing waits for you.", page)

    def test_search(self):
        """SLA 1.03: by number, title and person, among all of his cases."""
        self.authenticate("lista_lucia", "lista_lucia")
        for words in (self.closed.number, "ya imp"):
            found = self._numbers(f"/my/tickets?search={words}")
            self.assertEqual(found, [self.closed.number])
        self.assertEqual(len(self._numbers("/my/tickets?search=lucía")), 3)
        page = self.url_open("/my/tickets?search=<b>nada").text
        self.assertIn("&lt;b&gt;nada", page)

    def test_when_and_why_without_opening(self):
        """SLA 1.06: a card says what comes next, when, and who attends to it."""
        self.authenticate("lista_lucia", "lista_lucia")
        page = self.url_open("/my/tickets?filterby=open").text
        self.assertIn("We promised you an answer", page)
        self.assertIn("We wait for your answer", page)
        self.assertIn(self.agent.name, page)
        (self.ticket | self.waiting).user_id = False
        page = self.url_open("/my/tickets?filterby=open").text
        self.assertNotIn(self.agent.name, page)
        self.assertIn("nobody yet", page)

    def test_every_way_in(self):
        """SLA 1.03: opened by an agent, by telephone, on the company: in his list."""
        phone = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")
        telephone = self._case(local("2026-03-06T10:00:00"), channel_id=phone.id)
        # As an import may name it, or our monitor.
        company = self._case(
            local("2026-03-06T11:00:00"), partner_id=self.customer.id, priority="3"
        )
        imported = self.env["helpdesk.ticket"]._case_import(
            [
                (
                    {
                        "name": "De otro sistema",
                        "number": "A-1",
                        "description": "x",
                        "partner_id": self.contact.id,
                        "team_id": self.team.id,
                        "reported_at": local("2026-03-06T12:00:00"),
                    },
                    [],
                )
            ],
            "abiertos.csv",
        )
        self.authenticate("lista_lucia", "lista_lucia")
        listed = self._numbers("/my/tickets?filterby=open")
        for ticket in (telephone, company, imported, self.ticket):
            self.assertIn(ticket.number, listed)
            page = self.url_open(f"/my/ticket/{ticket.id}")
            self.assertIn(ticket.number, page.text)

    def test_company_case_is_no_strangers(self):
        """SLA 1.03: a case on the company is its people's, a colleague's is not."""
        company = self._case(local("2026-03-06T11:00:00"), partner_id=self.customer.id)
        partners = self.env["res.partner"]
        colleague = partners.create({"name": "Colega", "parent_id": self.customer.id})
        other = partners.create({"name": "Ferretería", "is_company": True})
        stranger = partners.create({"name": "Ajeno", "parent_id": other.id})
        tickets = self.env["helpdesk.ticket"]
        seen = {
            partner: tickets.with_user(
                self._portal_user(f"lista_{partner.id}", partner)
            ).search([("id", "in", (company | self.ticket).ids)])
            for partner in colleague | stranger | other
        }
        self.assertEqual(seen[colleague], company)
        self.assertFalse(seen[stranger] | seen[other])

    def test_company_that_is_somebody(self):
        """SLA 1.03: a person, or a company that signs in, reads what is its own."""
        partners = self.env["res.partner"]
        father = partners.create({"name": "Pedro"})
        people = partners.create(
            [
                {"name": "Hija", "parent_id": father.id},
                {"name": "Colega", "parent_id": self.customer.id},
            ]
        )
        moment = local("2026-03-06T11:00:00")
        cases = [
            self._case(moment, partner_id=partner.id)
            for partner in father | self.customer
        ]
        tickets = self.env["helpdesk.ticket"]
        for person, case in zip(people, cases, strict=True):
            user = self._portal_user(f"lista_{person.id}", person)
            domain = [("id", "=", case.id)]
            is_company = case.partner_id == self.customer
            self.assertEqual(
                bool(tickets.with_user(user).search(domain)), is_company, person.name
            )
            if is_company:
                self._portal_user("lista_gerencia", self.customer)
                self.assertFalse(tickets.with_user(user).search(domain))

    def test_as_many_queries_for_many(self):
        """List and home cost the same for twenty cases as for five."""
        self.authenticate("lista_lucia", "lista_lucia")
        paths = ("/my/tickets?filterby=all", "/my/tickets?filterby=waiting", "/my")
        self._wait(2)
        few = {path: self._count(path) for path in paths}
        self._wait(MANY)
        self.assertEqual({path: self._count(path) for path in paths}, few)

    def _wait(self, count):
        """Make classified cases that wait for the customer or the manufacturer."""
        for number in range(count):
            ticket = self._case(local("2026-03-06T09:00:00"), name=f"Más {number}")
            ticket.action_classify("1")
            ticket.stage_id = self.stage_customer if number % 2 else self.stage_vendor

    def _count(self, path):
        """Return the queries of a page that is opened for the second time."""
        self.url_open(path)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.assertEqual(self.url_open(path).status_code, 200)
        return self.env.cr.sql_log_count - before

    def test_closing_asks_last(self):
        """SLA 1.03: sentence, conversation, clocks, and at the end the closing."""
        self.authenticate("lista_lucia", "lista_lucia")
        page = self.url_open(f"/my/ticket/{self.ticket.id}").text
        parts = (
            "o_bacg_headline",
            'id="task_chat"',
            "What you reported",
            'name="sla_clocks"',
            'name="case_closing"',
        )
        places = [page.index(part) for part in parts]
        self.assertEqual(places, sorted(places))
        self.assertIn("closing takes your report back", page)
        self._answer(self.ticket)
        page = self.url_open(f"/my/ticket/{self.ticket.id}").text
        self.assertNotIn("closing takes your report back", page)
        page = self.url_open(f"/my/ticket/{self.closed.id}").text
        self.assertNotIn('name="case_closing"', page)
