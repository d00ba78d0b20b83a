# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import local
from ..session_common import NOW, SessionCommon


@tagged("post_install", "-at_install")
@freeze_time(local(NOW))
class TestSessionPortal(SessionCommon, HttpCase):
    """SLA 1.17, 7.03: the customer proposes times in the portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact.lang = "en_US"
        cls.lucia = cls._user("lucia_sesion", cls.contact)
        colleague = cls.contact.copy({"name": "Colega", "email": "colega@cafe.gt"})
        cls.colleague = cls._user("colega_sesion", colleague)
        stranger = cls.env["res.partner"].create({"name": "Ferretería"})
        cls.stranger = cls._user("ajeno_sesion", stranger)
        cls.page = f"/my/ticket/{cls.ticket.id}/sessions"

    @classmethod
    def _user(cls, login, partner):
        user = new_test_user(cls.env, login, groups="base.group_portal")
        old = user.partner_id
        user.partner_id = partner
        old.unlink()
        return user

    def _post(self, path, token=True, **data):
        if token:
            data["csrf_token"] = http.Request.csrf_token(self)
        with mute_logger("odoo.http"):
            return self.url_open(path, data=data)

    def _send(self, *starts, **data):
        stamps = [f"{local(start):%Y-%m-%dT%H:%M}" for start in starts]
        data = {"minutes": "60", "medium": "phone", **data}
        return self._post(f"{self.page}/propose", start=stamps, **data)

    def test_propose_and_take_back(self):
        self.authenticate("lucia_sesion", "lucia_sesion")
        page = self.url_open(self.page).text
        for text in (
            "Guatemala time",
            "Tuesday 12 May",
            "Google Meet",
            "TeamViewer",
        ):
            self.assertIn(text, page)
        response = self._send(
            "2026-05-12T09:00", "2026-05-13T10:00", agenda="<script>alert(1)</script>"
        )
        self.assertEqual(response.status_code, 200)
        sessions = self.ticket.session_ids
        self.assertEqual(sessions.mapped("state"), ["proposed"] * 2)
        self.assertEqual(sessions.proposed_by_id, self.contact)
        self.assertIn("May 12", response.text.replace("12 May", "May 12"))
        self.assertNotIn("<script>alert(", response.text)
        path = f"{self.page}/{sessions[0].id}/withdraw"
        self.assertEqual(self._post(path).status_code, 200)
        self.assertEqual(sessions[0].state, "declined")
        self.assertEqual(self._post(path).status_code, 409)

    def test_he_reads_times_in_his_zone(self):
        """The page of a customer in New York, before and after the clocks change."""
        self.contact.tz = "America/New_York"
        self.authenticate("lucia_sesion", "lucia_sesion")
        for now, hour in (("2026-03-05T07:00", "09:00"), ("2026-03-09T07:00", "10:00")):
            with self.subTest(now), freeze_time(local(now)):
                self.authenticate("lucia_sesion", "lucia_sesion")
                page = self.url_open(self.page).text
                first = page.index("btn-check")
                self.assertIn("New York time", page)
                self.assertIn(f">{hour}<", page[first : first + 600])

    def test_too_soon_for_its_kind(self):
        """SLA 7.03: refused, with the earliest possible time in his zone."""
        self.ticket.category_id = self.interface
        self.authenticate("lucia_sesion", "lucia_sesion")
        response = self._send("2026-05-11T15:00")
        self.assertEqual(response.status_code, 409)
        self.assertIn("at least 24 hours ahead", response.text)
        self.assertIn("12 May 2026, 09:00 (Guatemala time", response.text)
        self.assertFalse(self.ticket.session_ids)

    def test_bad_input(self):
        self.authenticate("lucia_sesion", "lucia_sesion")
        for name, data in (
            ("no time", {}),
            ("no moment", {"start": "mañana"}),
            ("past", {"start": "2020-01-01T10:00"}),
            ("the beginning of time", {"start": "0001-01-01T00:00"}),
            ("never", {"start": "9999-12-31T23:59"}),
            ("night", {"start": "2026-05-12T08:00"}),
            ("medium", {"start": "2026-05-12T15:00", "medium": "x"}),
            ("length", {"start": "2026-05-12T15:00", "minutes": "1e9"}),
        ):
            with self.subTest(name):
                data = {"minutes": "60", "medium": "phone", **data}
                response = self._post(f"{self.page}/propose", **data)
                self.assertEqual(response.status_code, 409)
        self.assertEqual(
            self.url_open(f"{self.page}?minutes=x&move=y").status_code, 200
        )
        self._send("2026-05-12T09:00", agenda="a\0b")
        self.assertEqual(self.ticket.session_ids.agenda, "ab")
        self.ticket.sudo().session_ids._withdraw()
        # Named fields only: he neither confirms nor chooses whom it is with.
        self._send("2026-05-12T09:00", state="planned", user_id=str(self.manager.id))
        session = self.ticket.session_ids.filtered(lambda row: row.state != "declined")
        self.assertEqual((session.state, session.user_id), ("proposed", self.agent))

    def test_slot_taken_meanwhile(self):
        self.authenticate("lucia_sesion", "lucia_sesion")
        other = self._case(local(NOW), user_id=self.agent.id)
        self._propose(local("2026-05-12T09:00"), ticket=other)
        response = self._send("2026-05-12T09:00")
        self.assertEqual(response.status_code, 409)
        self.assertIn("no longer free", response.text)
        self.assertFalse(self.ticket.session_ids)

    def test_move(self):
        session = self._plan()
        self.authenticate("lucia_sesion", "lucia_sesion")
        page = self.url_open(f"/my/ticket/{self.ticket.id}").text
        self.assertIn("https://meet.google.com/abc", page)
        self.assertIn(f"move={session.id}", page)
        self._send("2026-05-14T10:00", move=str(session.id))
        new = self.ticket.session_ids - session.sudo()
        self.assertEqual(new.previous_id, session.sudo())

    def _cases(self, count):
        return [self._case(local(NOW), user_id=self.agent.id) for _i in range(count)]

    def test_few_times_are_kept_free(self):
        """SLA 1.17: a customer keeps five times of ours free, of all his cases."""
        days = [f"2026-05-{day}T09:00" for day in (12, 13, 14)]
        self._propose(*map(local, days))
        second, third = self._cases(2)
        self.authenticate("lucia_sesion", "lucia_sesion")
        later = [day.replace("09:00", "11:00") for day in days]
        page = f"/my/ticket/{second.id}/sessions"
        self.page, own = page, self.page
        self.assertEqual(self._send(*later).status_code, 409)
        self.assertFalse(second.session_ids)
        self.assertEqual(self._send(*later[:2]).status_code, 200)
        self.page = f"/my/ticket/{third.id}/sessions"
        refused = self._send("2026-05-15T09:00")
        self.assertEqual(refused.status_code, 409)
        self.assertIn("5 proposed times", refused.text)
        # New times on a case take the place of those before.
        self.page = own
        self.assertEqual(self._send(*later[2:]).status_code, 200)
        self.page = f"/my/ticket/{third.id}/sessions"
        self.assertEqual(self._send("2026-05-15T09:00").status_code, 200)
        self.env.company.sla_session_proposal_limit = 4
        self.assertEqual(self._send(*later[:2]).status_code, 409)

    def test_others_find_nothing(self):
        session = self._propose(local("2026-05-12T09:00"))
        for user in (self.colleague, self.stranger):
            with self.subTest(user.login):
                self.authenticate(user.login, user.login)
                self.assertEqual(self.url_open(self.page).status_code, 404)
                self.assertEqual(self._send("2026-05-13T09:00").status_code, 404)
                path = f"{self.page}/{session.id}/withdraw"
                self.assertEqual(self._post(path).status_code, 404)
        self.assertEqual(self.ticket.session_ids.mapped("state"), ["proposed"])
        # A session of another case is none of this one.
        other = self._case(local(NOW), user_id=self.agent.id)
        self.authenticate("lucia_sesion", "lucia_sesion")
        path = f"/my/ticket/{other.id}/sessions/{session.id}/withdraw"
        self.assertEqual(self._post(path).status_code, 404)

    def test_only_by_post_with_the_token_and_signed_in(self):
        self.authenticate("lucia_sesion", "lucia_sesion")
        self.assertEqual(self.url_open(f"{self.page}/propose").status_code, 405)
        self.assertEqual(self._send("2026-05-12T09:00", token=False).status_code, 400)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(self.page).url)
        self.assertFalse(self.ticket.session_ids)
        self._plan()
        token = self.ticket._portal_ensure_token()
        page = self.url_open(f"/my/ticket/{self.ticket.id}?access_token={token}").text
        self.assertNotIn("meet.google.com", page)
