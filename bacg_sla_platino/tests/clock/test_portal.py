# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from ..common import SlaCommon, local


@tagged("post_install", "-at_install")
class TestPortal(SlaCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lucia = cls._portal_user("lucia_portal", cls.customer, cls.contact)
        cls.colleague = cls._portal_user("colega_portal", cls.customer)
        cls.other_customer = cls.env["res.partner"].create(
            {"name": "Ferretería", "is_company": True}
        )
        cls.stranger = cls._portal_user("ajeno_portal", cls.other_customer)
        cls.ticket = cls._case(local("2026-03-06T18:40:00"))
        cls.url = f"/my/ticket/{cls.ticket.id}"

    @classmethod
    def _portal_user(cls, login, customer, partner=None):
        user = new_test_user(
            cls.env,
            login,
            groups="base.group_portal",
            email=f"{login}@cafe.gt",
            tz="America/Guatemala",
        )
        if partner:
            old = user.partner_id
            user.partner_id = partner
            old.unlink()
        else:
            user.partner_id.parent_id = customer
        return user

    def _rpc(self, model, method, *args):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": {}},
        )

    def test_case_page_in_words(self):
        """SLA 1.03, 1.06: customers see case, priority and deadlines in their zone."""
        self.authenticate("lucia_portal", "lucia_portal")
        page = self.url_open(self.url).text
        self.assertIn("Our commitments", page)
        self.assertEqual(page.count("Guatemala time"), 1, "the zone, once a page")
        self.assertIn("02:40", page)
        self.assertNotIn("working days", page, "promised once the case is classified")
        self.ticket.action_classify("0")
        page = self.url_open(self.url).text
        self.assertIn("72 h in business hours = 9 working days", page)
        self.assertIn("no detiene ninguna operación esencial", page)
        self.assertIn(self.ticket.number, self.url_open("/my/tickets").text)

    def test_strangers_and_colleagues_are_kept_out(self):
        """SLA 1.03: no access to cases of others, or of colleagues unless shared."""
        for user in (self.stranger, self.colleague):
            with self.subTest(user.login):
                self.authenticate(user.login, user.login)
                self.assertNotIn(self.url, self.url_open(self.url).url)
                self.assertNotIn(self.ticket.number, self.url_open("/my/tickets").text)
                tickets = self.env["helpdesk.ticket"].with_user(user)
                self.assertFalse(tickets.search([("id", "=", self.ticket.id)]))
                with self.assertRaises(AccessError):
                    self.ticket.with_user(user).read(["name"])

    def test_messages_and_attachments_are_kept_out(self):
        """SLA 1.03: no access to others' messages and files by RPC or guessed URL."""
        message = self._answer(self.ticket)
        attachment = self.env["ir.attachment"].create(
            {
                "name": "secreto.txt",
                "raw": b"secreto",
                "res_model": "helpdesk.ticket",
                "res_id": self.ticket.id,
            }
        )
        self.authenticate("ajeno_portal", "ajeno_portal")
        response = self.url_open(f"/web/content/{attachment.id}?download=true")
        self.assertNotIn(b"secreto", response.content)
        with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
            self._rpc("mail.message", "read", [message.id], ["body"])
        for user in (self.stranger, self.colleague):
            with self.assertRaises(AccessError):
                attachment.with_user(user).read(["datas"])
            with self.assertRaises(AccessError):
                message.with_user(user).read(["body"])

    def test_contact_point_sees_the_company(self):
        """SLA 1.03: the contact point sees all cases; a setting shares them all."""
        tickets = self.env["helpdesk.ticket"].with_user(self.colleague)
        domain = [("id", "=", self.ticket.id)]
        self.assertFalse(tickets.search(domain))
        self.contract.contact_ids = self.colleague.partner_id
        self.assertTrue(tickets.search(domain))
        self.contract.contact_ids = False
        self.assertFalse(tickets.search(domain))
        self.contract.share_cases = True
        self.assertTrue(tickets.search(domain))
        self.assertFalse(tickets.with_user(self.stranger).search(domain))

    def test_follower_sees_only_what_he_follows(self):
        """OCA's rule would show the case to a follower's whole company."""
        self.ticket.sudo().message_subscribe(self.stranger.partner_id.ids)
        tickets = self.env["helpdesk.ticket"]
        domain = [("id", "=", self.ticket.id)]
        self.assertTrue(tickets.with_user(self.stranger).search(domain))
        neighbour = self._portal_user("vecino_portal", self.other_customer)
        self.assertFalse(tickets.with_user(neighbour).search(domain))

    def test_closing_is_for_the_customer_by_post(self):
        """OCA's /ticket/close would let any user close any case by GET."""
        target = (
            f"/ticket/close?ticket_id={self.ticket.id}&stage_id={self.stage_done.id}"
        )
        self.authenticate("ajeno_portal", "ajeno_portal")
        self.assertEqual(self.url_open(target).status_code, 405)
        self.assertEqual(self._close(self.stage_done).status_code, 404)
        self.assertEqual(self.ticket.stage_id, self.stage_new)
        self.authenticate("lucia_portal", "lucia_portal")
        self._close(self.stage_cancelled)
        self.assertEqual(self.ticket.stage_id, self.stage_new)
        self.assertEqual(self._close("x").status_code, 200)
        self.assertEqual(self.ticket.stage_id, self.stage_new)
        self._close(self.stage_done)
        self.assertEqual(self.ticket.stage_id, self.stage_done)

    def _closed_by_customer(self, answered=False):
        self.ticket = self._case(fields.Datetime.now() - timedelta(minutes=5))
        if answered:
            self._answer(self.ticket)
        self.authenticate("lucia_portal", "lucia_portal")
        self._close(self.stage_done)
        self.env.invalidate_all()
        return self.ticket.sudo()

    def test_customers_closing_meets_no_promise(self):
        """SLA 1.03: closed before an answer, both clocks are cancelled."""
        ticket = self._closed_by_customer()
        self.assertFalse(ticket.first_response_at)
        clocks = ticket.sla_status_ids
        self.assertEqual(set(clocks.mapped("state")), {"cancelled"})
        self.assertEqual(set(clocks.mapped("cancel_reason")), {"withdrawn"})
        [stage] = ticket.sla_event_ids.filtered(lambda e: e.kind == "stage")
        self.assertEqual(stage.author_id, self.contact)
        closed = ticket.sla_pause_ids
        with freeze_time(closed.start + timedelta(hours=2)):
            ticket.stage_id = self.stage_progress
        live = ticket.sla_status_ids - clocks
        self.assertEqual(set(live.mapped("metric")), {"first_response", "resolution"})
        self.assertEqual(set(live.mapped("state")), {"running"})
        self.assertEqual(set(live.mapped("started_at")), {ticket.reported_at})
        first = live.filtered(lambda c: c.metric == "first_response")
        promised = timedelta(minutes=first.minutes)
        self.assertEqual(
            first.deadline, ticket.reported_at + promised + timedelta(hours=2)
        )

    def test_customers_closing_after_our_answer_is_the_resolution(self):
        """SLA 1.03: an answered case is judged when the customer closes it."""
        ticket = self._closed_by_customer(answered=True)
        clocks = ticket.sla_status_ids
        self.assertEqual(set(clocks.mapped("state")), {"reached"})
        ticket.stage_id = self.stage_progress
        live = ticket.sla_status_ids.filtered(lambda c: c.state != "cancelled")
        states = {clock.metric: clock.state for clock in live}
        self.assertEqual(states, {"first_response": "reached", "resolution": "running"})

    def _close(self, stage):
        data = {
            "ticket_id": self.ticket.id,
            "stage_id": stage if isinstance(stage, str) else stage.id,
            "csrf_token": http.Request.csrf_token(self),
        }
        return self.url_open("/ticket/close", data=data)

    def test_closing_needs_the_token_of_the_form(self):
        self.authenticate("lucia_portal", "lucia_portal")
        data = {"ticket_id": self.ticket.id, "stage_id": self.stage_done.id}
        with mute_logger("odoo.http"):
            response = self.url_open("/ticket/close", data=data)
        self.assertEqual(response.status_code, 400)
        self.assertEqual(self.ticket.stage_id, self.stage_new)

    def test_answer_from_the_portal(self):
        """A customer's answer in the portal ends a wait for the customer."""
        self.ticket.stage_id = self.stage_customer
        self.authenticate("lucia_portal", "lucia_portal")
        self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "helpdesk.ticket",
                "thread_id": self.ticket.id,
                "post_data": {
                    "body": "Ya probé",
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                },
            },
        )
        self.assertEqual(self.ticket.stage_id, self.stage_progress)

    def test_priority_is_never_the_customers(self):
        """SLA 1.05: a customer cannot set the priority by any route."""
        ticket = self.ticket.with_user(self.lucia)
        with self.assertRaises(AccessError):
            ticket.priority = "3"
        ticket.sudo().write({"priority": "3", "name": "Otro"})
        self.assertEqual(self.ticket.priority, "0")
        self.authenticate("lucia_portal", "lucia_portal")
        self._submit(subject="Consulta", description="x", priority="3")
        created = self.env["helpdesk.ticket"].search([], limit=1, order="id desc")
        self.assertEqual((created.name, created.priority), ("Consulta", "0"))

    def _submit(self, **values):
        data = {"csrf_token": http.Request.csrf_token(self), **values}
        return self.url_open("/submitted/ticket", data=data)

    def test_form_claims_an_outage(self):
        """SLA 2.02: the prefix works in the portal's form too."""
        self.authenticate("lucia_portal", "lucia_portal")
        self._submit(subject="URGENTE no entra nadie", description="x")
        created = self.env["helpdesk.ticket"].search([], limit=1, order="id desc")
        self.assertEqual((created.priority, created.outage_scope), ("3", "claimed"))
        self.assertEqual(created.contract_id, self.contract)
        self.assertEqual(created.team_id, self.team)
        acknowledgement = self.env["mail.mail"].search([], limit=1, order="id desc")
        self.assertIn(created.number, acknowledgement.subject)

    def test_form_tells_what_is_missing(self):
        self.authenticate("lucia_portal", "lucia_portal")
        before = self.env["helpdesk.ticket"].search_count([])
        for values in (
            {},
            {"subject": "Sólo asunto"},
            {"description": "x", "team": "y"},
        ):
            response = self._submit(**values)
            self.assertEqual(response.status_code, 200)
            self.assertIn("fill in both", response.text)
        self.assertIn("Sólo asunto", self._submit(subject="Sólo asunto").text)
        kinds = ("999999", "²", "9" * 30, "9" * 5000)
        for number, kind in enumerate(kinds):
            fields = dict.fromkeys(("category", "interface", "development"), kind)
            response = self._submit(subject=f"a{number}", description="b", **fields)
            self.assertEqual(response.status_code, 200)
        made = self.env["helpdesk.ticket"].search_count([]) - before
        self.assertEqual(made, len(kinds))

    def test_link_of_the_acknowledgement(self):
        """The link opens this case only, without signing in."""
        token = self.ticket._portal_ensure_token()
        other = self._case(local("2026-03-06T18:40:00"), name="Otro caso")
        self.assertIn(
            self.ticket.name, self.url_open(f"{self.url}?access_token={token}").text
        )
        response = self.url_open(f"/my/ticket/{other.id}?access_token={token}")
        self.assertNotIn("Otro caso", response.text)
