# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
import base64
import json

from odoo import http
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import file_open, mute_logger

from ..common import local
from ..migration_common import PLANNED, MigrationCommon


@tagged("post_install", "-at_install")
@freeze_time(PLANNED)
class TestMigrationPortal(MigrationCommon, HttpCase):
    """The journey of a migration as the customer makes it, over HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marta = cls._portal_user("marta_portal", cls.approver)
        cls._portal_user("lucia_portal", cls.contact)
        stranger = cls.env["res.partner"].create({"name": "Ferretería"})
        cls._portal_user("ajeno_portal", stranger)
        cls.page = f"/my/migrations/{cls.migration.id}"
        with file_open("web/static/img/logo.png", "rb") as image:
            cls.signature = base64.b64encode(image.read()).decode()

    def _sign(self, approval, token=None):
        query = f"?token={token}" if token else ""
        params = {"name": "Marta", "signature": self.signature}
        response = self.url_open(
            f"{approval._portal_path()}/sign{query}",
            data=json.dumps({"jsonrpc": "2.0", "params": params}),
            headers={"Content-Type": "application/json"},
        )
        return response.json()["result"]

    def _post(self, url, **values):
        data = {"csrf_token": http.Request.csrf_token(self), **values}
        with mute_logger("odoo.http"):
            return self.url_open(url, data=data)

    def _read(self):
        self.authenticate("marta_portal", "marta_portal")  # also weeks later
        return self.url_open(self.page).text

    def test_journey(self):
        """SLA 5.01, 5.02: planned, approved, worked, an exception agreed on, done."""
        agent_migration = self.migration.with_user(self.agent)
        self.authenticate("marta_portal", "marta_portal")
        # Nobody was asked: nothing to see.
        self.assertEqual(self.url_open(self.page).status_code, 404)
        agent_migration.action_ask_approval()
        asked = self._asked(self.migration)
        page = self._read()
        for text in (
            "We wait for your approval",
            f"/my/approvals/{asked.id}",
            "Without cost",
            "Copia, prueba",
            "Timeline",
        ):
            self.assertIn(text, page)
        self.assertTrue(self._sign(asked)["force_refresh"])
        self.assertEqual((asked.state, asked.way), ("granted", "portal"))
        self._live(self.migration, "ours")._answer(
            True, self.agent.partner_id, "backend"
        )
        self.assertIn("it begins on", self._read())
        with freeze_time(local("2026-06-01T09:00")):
            agent_migration.action_start()
            self._except(self.roast_line.with_user(self.agent), price=500)
            page = self._read()
            self.assertIn("The work began", page)
            self.assertIn("500", page)
            exception = self._asked(self.roast_line)
            self.assertTrue(self._sign(exception)["force_refresh"])
            self._live(self.roast_line, "ours")._answer(
                True, self.agent.partner_id, "backend"
            )
            self._accept(self.route_line.with_user(self.agent))
            self.assertIn("2 of 2 are ready", self._read())
        with freeze_time(local("2026-06-29T09:00")):
            agent_migration.action_done()
            page = self._read()
        self.assertIn("It was finished on", page)
        self.assertIn("Accepted by Marta", page)
        self.assertEqual((self.route.series, self.roast.series), ("19.0", "18.0"))
        listed = self.url_open("/my/migrations").text
        self.assertIn("From Odoo 18.0 to 19.0", listed)

    def test_the_link_works_once_and_scanners_follow_it_in_vain(self):
        """SLA 5.02: a GET answers nothing; a second use is told so."""
        asked = self._ask(self.migration)
        link = f"{asked._portal_path()}?token={asked.link_ids.token}"
        for path in ("", "/sign", "/refuse"):
            url = link.replace("?", f"{path}?") + "&name=x&signature=x&reason=x"
            with mute_logger("odoo.http"):
                self.url_open(url)
        with mute_logger("odoo.http"):
            self.url_open(f"{self.page}/comment?text=x")
        self.assertEqual(asked.state, "asked")
        self.assertTrue(self._sign(asked, asked.link_ids.token)["force_refresh"])
        again = self._sign(asked, asked.link_ids.token)
        self.assertIn("nothing waits", again["error"])
        self.assertEqual(asked.way, "link")

    def test_an_edit_after_the_yes(self):
        """SLA 5.02: the page asks again, and the old link is of no use."""
        asked = self._ask(self.migration)
        self.authenticate("marta_portal", "marta_portal")
        self._sign(asked)
        self.migration.with_user(self.agent).planned_start = "2026-06-08"
        self._commit()
        newer = self._asked(self.migration)
        self.assertIn(f"/my/approvals/{newer.id}", self._read())
        self.assertEqual((asked.state, asked.answer), ("void", "granted"))
        self.assertIn("nothing waits", self._sign(asked)["error"])
        reason = self._post(f"{newer._portal_path()}/refuse", reason="Es fin de mes")
        self.assertEqual(reason.status_code, 200)
        self.assertEqual(self.migration.approval_state, "refused")
        self.assertIn("Plan refused by Marta", self._read())

    def test_strangers_and_former_contacts(self):
        """SLA 5.02: they see nothing, approve nothing and write nothing."""
        asked = self._ask(self.migration)
        self.authenticate("ajeno_portal", "ajeno_portal")
        self.assertEqual(self.url_open(self.page).status_code, 404)
        self.assertNotIn("18.0", self.url_open("/my/migrations").text)
        self.assertEqual(self._post(f"{self.page}/comment", text="x").status_code, 404)
        self.assertIn("error", self._sign(asked))
        self.contract.approver_ids = self.contact
        self.authenticate("marta_portal", "marta_portal")
        self.assertEqual(self.url_open(self.page).status_code, 404)
        self.assertIn("error", self._sign(asked))
        self.assertIn("error", self._sign(asked, asked.link_ids.token))
        self.assertEqual(asked.state, "asked")

    def test_contact_points_read_and_write(self):
        """SLA 5.02: what the customer adds is a message, never the plan's substance."""
        asked = self._ask(self.migration)
        self.migration.message_post(body="Interno", subtype_xmlid="mail.mt_note")
        self.authenticate("lucia_portal", "lucia_portal")
        response = self._post(
            f"{self.page}/comment",
            text="¿Y <b>los reportes</b>?",
            note="x",
            state="done",
        )
        self.assertEqual(response.status_code, 200)
        self.assertIn("&lt;b&gt;los reportes", response.text)
        self.assertNotIn("Interno", response.text)
        message = self.migration.message_ids[0]
        self.assertEqual(message.author_id, self.contact)
        self.assertIn(self.agent.partner_id, message.notified_partner_ids)
        self.assertEqual(
            (asked.state, self.migration.note, self.migration.state),
            ("asked", "Copia, prueba, fin de semana", "planned"),
        )
        count = len(self.migration.message_ids)
        self._post(f"{self.page}/comment", text="  ")
        self._post(f"{self.page}/comment", text="¿Y <b>los reportes</b>?")
        self.assertEqual(len(self.migration.message_ids), count)
        # Later the same words are said again; without a responsible a manager hears.
        self.migration.sudo().user_id = False
        self.contract.user_id = self.manager
        with freeze_time(local("2026-05-11T09:05")):
            self._post(f"{self.page}/comment", text="¿Y <b>los reportes</b>?")
        again = self.migration.message_ids[0]
        self.assertEqual(len(self.migration.message_ids), count + 1)
        self.assertIn(self.manager.partner_id, again.notified_partner_ids)
        self.contract.user_id = False
        self.env.ref("bacg_sla_platino.team_commercial").user_id = False
        addressee = self.migration._get_addressee()
        self.assertIn(addressee, self.env.company._get_helpdesk_managers())
        # A file where a text is expected.
        response = self.url_open(
            f"{self.page}/comment",
            data={"csrf_token": http.Request.csrf_token(self)},
            files={"text": ("x.txt", b"x")},
        )
        self.assertEqual(response.status_code, 200)

    def test_beside_the_clauses(self):
        """SLA 5.01, 5.02: figures for who decides; nobody reads that there is none."""
        self._ask(self.migration)
        self.contract.share_cases = True  # cases, not what their company decides
        colleague = self.contact.copy({"name": "Colega", "email": "colega@cafe.gt"})
        self._portal_user("colega_portal", colleague)
        path = "/my/service"
        self.authenticate("marta_portal", "marta_portal")
        page = self.url_open(path).text
        for text in ("From Odoo 18.0 to 19.0", "Being planned, 0 %", "/my/migrations"):
            self.assertIn(text, page)
        self.authenticate("colega_portal", "colega_portal")
        page = self.url_open(path).text
        self.assertNotIn("From Odoo 18.0", page)
        self.assertNotIn("No migration of yours", page)

    def test_no_exception_is_shown_before_it_was_asked(self):
        """SLA 5.01: reason and price are words of ours until we ask."""
        self._ask(self.migration)
        self.route_line.write(
            {"state": "exception", "exception_reason": "Cambió precios", "price": 500}
        )
        self.authenticate("marta_portal", "marta_portal")
        page = self._read()
        self.assertNotIn("Cambió precios", page)
        self.assertIn("We examine it", page)
        self.route_line.action_ask_approval()
        self.assertIn("Cambió precios", self._read())
