# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from ..models.bacg_mail_inbound import TOKEN_PARAMETER
from .common import SlaCommon

URL = "/bacg/mail/inbound"


@tagged("post_install", "-at_install")
class TestHttpIntake(SlaCommon, HttpCase):
    def _post(self, data, token=None, **headers):
        token = token or self.env["ir.config_parameter"].get_param(TOKEN_PARAMETER)
        return self.url_open(
            URL,
            data=data,
            headers={
                "Content-Type": "message/rfc822",
                "Authorization": f"Bearer {token}",
                **headers,
            },
        )

    def test_message_is_kept_and_processed(self):
        """SLA 1.02: 200 means that the message is stored; the row tells the rest."""
        response = self._post(
            self._mail(), **{"X-Envelope-From": "lucia@cafe.gt", "X-Envelope-To": "a@b"}
        )
        self.assertEqual(response.status_code, 200)
        row = self.env["bacg.mail.inbound"].browse(response.json()["id"])
        self.assertEqual((row.state, row.transport), ("case", "http"))
        self.assertEqual(row.envelope_from, "lucia@cafe.gt")
        self.assertTrue(row.ticket_id)

    def test_token(self):
        """Without the secret nobody hands in mail."""
        for token in ("x", " ", "Bearer"):
            self.assertEqual(self._post(self._mail(), token=token).status_code, 401)

    def test_empty_message(self):
        self.assertEqual(self._post(b" \r\n").status_code, 400)

    def test_get_is_refused(self):
        self.assertEqual(self.url_open(URL).status_code, 405)
