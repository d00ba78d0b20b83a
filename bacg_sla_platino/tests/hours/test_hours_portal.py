# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..hours_common import HoursCommon


@tagged("post_install", "-at_install")
class TestHoursPortal(HoursCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marta = cls._user("marta_portal", cls.approver)
        cls.lucia = cls._user("lucia_portal", cls.contact)
        colleague = cls.contact.copy({"name": "Colega", "email": "colega@cafe.gt"})
        cls.colleague = cls._user("colega_portal", colleague)
        stranger = cls.env["res.partner"].create({"name": "Ferretería"})
        cls.stranger = cls._user("ajeno_portal", stranger)
        cls.contract.contact_ids = cls.approver
        today = cls.contract._today()
        cls._grant(10, today.replace(month=1, day=1), today.replace(month=12, day=31))
        cls.draw = cls.ticket.with_user(cls.agent)._hours_propose(
            "consulting", 2, "Capacitar a dos personas"
        )
        cls.page = f"/my/hours/{cls.draw.id}"

    @classmethod
    def _user(cls, login, partner):
        user = new_test_user(cls.env, login, groups="base.group_portal")
        old = user.partner_id
        user.partner_id = partner
        old.unlink()
        return user

    def _sign_in(self, user):
        self.authenticate(user.login, user.login)

    def _decide(self, decision="agree", token=True, **values):
        data = {"decision": decision, **values}
        if token:
            data["csrf_token"] = http.Request.csrf_token(self)
        with mute_logger("odoo.http"):
            return self.url_open(f"{self.page}/decide", data=data)

    def test_the_customer_agrees(self):
        """SLA 1.18: he reads text and balance, confirms: they are reserved."""
        self._sign_in(self.marta)
        page = self.url_open(self.page).text
        for text in ("Capacitar a dos personas", "2 h", "10 h", "csrf_token"):
            self.assertIn(text, page)
        response = self._decide(confirmed="1", note="El jueves")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(
            (self.draw.state, self.draw.decided_by_id.name), ("agreed", "Marta")
        )
        self.assertIn("El jueves", response.text)
        self.assertNotIn(
            "csrf_token", response.text.split("<main>")[-1].split("</main>")[0]
        )
        self.assertEqual(self._figures()["reserved"], 120)

    def test_without_confirmation_nothing_is_agreed(self):
        self._sign_in(self.marta)
        response = self._decide()
        self.assertEqual(response.status_code, 400)
        self.assertIn("Confirm that you agree", response.text)
        self.assertEqual(self._decide("other", confirmed="1").status_code, 400)
        self.assertEqual(self.draw.state, "proposed")

    def test_refusing(self):
        self._sign_in(self.marta)
        self._decide("refuse")
        self.assertEqual(self.draw.state, "refused")
        response = self._decide(confirmed="1")
        self.assertEqual(response.status_code, 409)
        self.assertIn("no longer open", response.text)

    def test_only_by_post_with_the_token_of_the_form(self):
        self._sign_in(self.marta)
        self.assertEqual(self.url_open(f"{self.page}/decide").status_code, 405)
        self.assertEqual(self._decide(token=False, confirmed="1").status_code, 400)
        self.assertEqual(self.draw.state, "proposed")

    def test_without_the_flag_he_reads_and_may_not(self):
        """Who sees the case reads the proposal; the yes is for who may agree."""
        self._sign_in(self.lucia)
        page = self.url_open(self.page).text
        self.assertIn("Capacitar a dos personas", page)
        self.assertIn("Marta", page)
        self.assertNotIn("Remaining", page, "the balance is for the contact point")
        response = self._decide(confirmed="1")
        self.assertEqual(response.status_code, 403)
        self.assertIn("Only Marta may agree", response.text)
        self.assertEqual(self.draw.state, "proposed")

    def test_others_find_nothing(self):
        for user in (self.colleague, self.stranger):
            with self.subTest(user.login):
                self._sign_in(user)
                self.assertEqual(self.url_open(self.page).status_code, 404)
                self.assertEqual(self._decide(confirmed="1").status_code, 404)
                self.assertNotIn(self.draw.name, self.url_open("/my/hours").text)
        # The follower of another company reads the case, not the hours.
        self.ticket.sudo().message_subscribe(self.stranger.partner_id.ids)
        page = self.url_open(f"/my/ticket/{self.ticket.id}").text
        self.assertIn(self.ticket.number, page)
        self.assertNotIn(self.draw.name, page)
        self.assertEqual(self.url_open(self.page).status_code, 404)
        self.assertEqual(self.draw.state, "proposed")

    def test_nobody_signed_in(self):
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(self.page).url)
        token = self.ticket._portal_ensure_token()
        page = self.url_open(f"/my/ticket/{self.ticket.id}?access_token={token}")
        self.assertIn(self.ticket.name, page.text)
        self.assertNotIn(self.draw.name, page.text)

    def test_list_and_case_show_the_same_card(self):
        self.ticket.sudo().message_subscribe(self.approver.ids)
        self._sign_in(self.marta)
        card = self.contract.with_context(lang="en_US").hours_card
        figures = card[card.index("o_hours_card") :].strip()
        for path in ("/my/hours", f"/my/ticket/{self.ticket.id}", self.page):
            with self.subTest(path):
                page = self.url_open(path).text
                self.assertIn(self.draw.name, page)
                self.assertIn("".join(figures.split()), "".join(page.split()))

    def test_counters(self):
        self._sign_in(self.marta)
        counters = ["hours_count", "hours_proposed_count"]
        values = self.make_jsonrpc_request("/my/counters", {"counters": counters})
        self.assertEqual(values["hours_proposed_count"], 1)
        self.assertTrue(values["hours_count"])
        self._sign_in(self.stranger)
        values = self.make_jsonrpc_request("/my/counters", {"counters": counters})
        self.assertEqual(
            (values["hours_count"], values["hours_proposed_count"]), (0, 0)
        )
        self.assertEqual(self.url_open("/my").status_code, 200)

    def test_overdraw_asks_for_its_own_yes(self):
        big = self.ticket.with_user(self.agent)._hours_propose("consulting", 12, "Más")
        self.page = f"/my/hours/{big.id}"
        self._sign_in(self.marta)
        self.assertIn("2 h more than you have available", self._text(self.page))
        response = self._decide(confirmed="1")
        self.assertEqual(response.status_code, 409)
        self.assertEqual(big.state, "proposed")
        self._decide(confirmed="1", overdraw="1")
        self.assertEqual(big.state, "agreed")
        self.assertTrue(big.overdraw_accepted)

    def _text(self, path):
        return " ".join(self.url_open(path).text.split())

    def test_the_text_is_escaped(self):
        evil = self.ticket.with_user(self.agent)._hours_propose(
            "consulting", 1, "<script>alert(1)</script>"
        )
        self._sign_in(self.marta)
        self.page = f"/my/hours/{evil.id}"
        response = self._decide(confirmed="1", note="<script>alert(2)</script>")
        self.assertNotIn("<script>alert(", response.text)
        message = self.ticket.message_ids.sorted("id")[-1]
        self.assertNotIn("<script>", message.body)

    def test_rpc_tells_no_balance(self):
        """The pages say who of the customer sees the balance; a case's field none."""
        self.assertTrue(self.ticket.hours_card)
        self.env.invalidate_all()
        ticket = self.ticket.with_user(self.marta)
        self.assertFalse(ticket.read(["hours_card"])[0]["hours_card"])

    def test_rpc_reaches_nothing(self):
        """The portal has no way to the rows but the pages."""
        for model in ("draw", "grant", "entry", "allocation", "alert"):
            records = self.env[f"bacg.hours.{model}"].with_user(self.marta)
            with self.assertRaises(AccessError):
                records.search([])
        with self.assertRaises(AccessError):
            self.draw.with_user(self.marta).action_done()
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.marta)._hours_propose("consulting", 1, "x")
