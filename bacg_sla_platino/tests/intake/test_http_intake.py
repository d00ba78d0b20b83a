# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import time
from io import BytesIO
from zipfile import ZipFile

from psycopg2 import errors

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ...controllers import intake
from ...models.intake.bacg_mail_inbound import TOKEN_PARAMETER
from ..common import SlaCommon, local

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

    def test_too_large_for_any_server(self):
        """413 is for good: the sending mail server tells its sender."""
        endpoint = intake.IntakeController.receive
        self.patch(
            endpoint,
            "original_routing",
            {**endpoint.original_routing, "max_content_length": 100},
        )
        self.env.registry.clear_cache("routing")
        self.assertEqual(self._post(self._mail()).status_code, 413)

    def test_internationalized_envelope(self):
        response = self._post(
            self._mail(), **{"X-Envelope-From": "lucía@cafe.gt".encode()}
        )
        row = self.env["bacg.mail.inbound"].browse(response.json()["id"])
        self.assertEqual(row.envelope_from, "lucía@cafe.gt")

    def test_nothing_is_accepted_that_is_not_on_disk(self):
        """503: the sending mail server keeps it and tries again."""
        with self._broken("bacg.mail.inbound", "_keep", errors.DiskFull()):
            response = self._post(self._mail())
        self.assertEqual(response.status_code, 503)
        self.assertIn("Retry-After", response.headers)

    def test_request_that_meets_another_one(self):
        """Design 5.2: Odoo repeats it; the message is kept once, and is one case."""
        model, calls = type(self.env["bacg.mail.inbound"]), []
        original = model._process_raw

        def process_raw(row, raw, text_only):
            calls.append(row.id)
            result = original(row, raw, text_only)
            if len(calls) < 3:
                raise ConcurrencyError("choque")
            return result

        self.patch(model, "_process_raw", process_raw)
        self.patch(time, "sleep", lambda seconds: None)
        before = self.env["helpdesk.ticket"].search_count([])
        response = self._post(self._mail(subject="Choque"))
        self.assertEqual(response.json()["state"], "case")
        self.assertEqual(len(set(calls)), 1)
        self.assertEqual(len(calls), 3)
        rows = self.env["bacg.mail.inbound"].search([("subject", "=", "Choque")])
        self.assertEqual(rows.id, response.json()["id"])
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before + 1)

    def test_download(self):
        """The bytes leave as a file that no browser opens, and to managers alone."""
        raw = b"<html><script>alert(1)</script></html>\r\n"
        with mute_logger(
            "odoo.addons.bacg_sla_platino.models.intake.bacg_mail_inbound_quarantine"
        ):
            row = self._receive(raw)
        url = row.with_user(self.manager).action_download()["url"]
        self.manager.password = self.agent.password = "clave-muy-larga"
        self.authenticate(self.manager.login, "clave-muy-larga")
        response = self.url_open(url)
        self.assertEqual(response.content, raw)
        self.assertEqual(response.headers["Content-Type"], "application/octet-stream")
        self.assertTrue(
            response.headers["Content-Disposition"].startswith("attachment")
        )
        self.authenticate(self.agent.login, "clave-muy-larga")
        self.assertEqual(self.url_open(url).status_code, 404)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(url).url)

    def test_download_from_the_case(self):
        """SLA 1.01: managers get mails as they came, with the customers' keys in."""
        raw = self._mail()
        ticket = self._receive(raw).ticket_id
        answer = self._mail(subject=f"RE: [{ticket.number}]", Message_ID="<2@x>")
        self.assertEqual(self._receive(answer).ticket_id, ticket)
        url = ticket.with_user(self.manager).action_intake_download()["url"]
        owner = ticket.partner_id.user_ids
        self.assertTrue(owner._is_portal())
        foreign = new_test_user(
            self.env, "ajeno", groups="helpdesk_mgmt.group_helpdesk_user_own"
        )
        for user in (self.manager, self.agent, owner, foreign):
            user.password = "clave-muy-larga"
        self.authenticate(self.manager.login, "clave-muy-larga")
        response = self.url_open(url)
        with ZipFile(BytesIO(response.content)) as bundle:
            self.assertEqual([bundle.read(n) for n in bundle.namelist()], [raw, answer])
        self.assertEqual(response.headers["Content-Type"], "application/octet-stream")
        self.assertTrue(
            response.headers["Content-Disposition"].startswith("attachment")
        )
        for user in (self.agent, owner, foreign):
            self.authenticate(user.login, "clave-muy-larga")
            with self.subTest(user.login):
                self.assertEqual(self.url_open(url).status_code, 404)
                with self.assertRaises(AccessError):
                    ticket.with_user(user).action_intake_download()
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(url).url)

    def test_download_after_a_merge(self):
        """The mails of a merged case are its target's; without any, it says so."""
        raw = self._mail()
        source = self._receive(raw).ticket_id
        target = self._case(local("2026-03-06T18:00:00"))
        with self.assertRaises(UserError):
            target.with_user(self.manager).action_intake_download()
        source.active = False
        target._case_take_over(source)
        self.assertEqual(
            target.with_user(self.manager)._intake_get_originals()._raw_bytes(), raw
        )
