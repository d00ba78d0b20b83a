# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo.http import Request
from odoo.tests import HttpCase, freeze_time, tagged

from ..common import SlaCommon

PASSWORD = "clave-muy-larga-1"


@tagged("post_install", "-at_install")
class TestSignup(SlaCommon, HttpCase):
    """SLA 1.03: the invitation works once; no page tells who is known."""

    def _invited(self):
        partner = self._receive(self._mail(sender="a@otra.gt")).ticket_id.partner_id
        return partner, partner._contact_get_invitation_url().partition("/web/")[2]

    def _post(self, path, **values):
        page = self.url_open(f"/web/{path}")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        if token:
            values["csrf_token"] = token[1]
        else:
            values["csrf_token"] = Request.csrf_token(self)
        return self.url_open(f"/web/{path}", data=values, allow_redirects=False)

    def test_works_once(self):
        partner, path = self._invited()
        form = {
            "login": "a@otra.gt",
            "name": partner.name,
            "password": PASSWORD,
            "confirm_password": PASSWORD,
        }
        answer = self._post(path, **form)
        self.assertEqual(answer.status_code, 303, answer.text)
        self.assertIn("/my/tickets", answer.headers["Location"])
        self.assertEqual(partner.sla_portal_access, "active")
        self.opener.cookies.clear()
        again = self.url_open(f"/web/{path}")
        self.assertIn("Invalid signup token", again.text)

    def test_short_passwords_are_refused(self):
        """SLA 1.03: eight characters at least, on the page of the invitation."""
        partner, path = self._invited()
        for password in ("corta-1", PASSWORD):
            answer = self._post(
                path,
                login="a@otra.gt",
                name=partner.name,
                password=password,
                confirm_password=password,
            )
            with self.subTest(password):
                refused = "at least 8 characters" in answer.text
                self.assertEqual(refused, len(password) < 8)
                signs_in = partner.sla_portal_access == "active"
                self.assertEqual(signs_in, len(password) >= 8)

    def test_expires(self):
        with freeze_time("2026-03-07 12:00:00"):
            _partner, path = self._invited()
        page = self.url_open(f"/web/{path}")
        self.assertIn("Invalid signup token", page.text)

    def test_reset_says_the_same(self):
        _partner, _path = self._invited()
        words = "If this address has an account"
        for login in ("a@otra.gt", "nadie@otra.gt", "lucia@cafe.gt"):
            answer = self._post("reset_password", login=login)
            self.assertEqual(answer.status_code, 200)
            self.assertIn(words, answer.text)
            self.assertNotIn("No account found", answer.text)

    def test_no_redirect_for_known_addresses(self):
        partner, _path = self._invited()
        partner.user_ids.with_user(partner.user_ids)._update_last_login()
        for page in ("reset_password", "login"):
            for address in ("a@otra.gt", "nadie@otra.gt"):
                answer = self.url_open(
                    f"/web/{page}?signup_email={address}", allow_redirects=False
                )
                self.assertEqual(answer.status_code, 200)
