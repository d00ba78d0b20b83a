# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from odoo.http import Request
from odoo.tests import new_test_user, tagged

from .test_portal_form import PortalPeople

REFUSED = "choose people of your company"


@tagged("post_install", "-at_install")
class TestPortalColleagues(PortalPeople):
    """Who of the customer is informed of a case that is there already (SLA 1.03)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._case("2026-03-09 16:00:00")
        cls.route = f"/my/ticket/{cls.ticket.id}/colleagues"

    def _post(self, login="forma_lucia", **values):
        self.authenticate(login, login)
        data = {"csrf_token": Request.csrf_token(self), **values}
        return self.url_open(self.route, data=data)

    def _page(self, login="forma_lucia"):
        self.authenticate(login, login)
        page = self.url_open(f"/my/ticket/{self.ticket.id}").text
        return page.partition('name="informed"')[2].partition("</section>")[0]

    def _informed(self):
        return self.ticket.sudo()._case_get_informed()

    def _last_note(self):
        note = self.ticket.sudo().message_ids.sorted("id")[-1]
        self.assertTrue(note.is_internal or note.subtype_id.internal)
        return note

    def test_a_colleague_is_informed(self):
        """SLA 1.02, 1.03: he reads the case, and gets our mails as its contact does."""
        self.assertIn("Rosa", self._page(), "to be chosen")
        self.assertFalse(self._sees("forma_rosa", self.ticket))
        answer = self._post(copied=[self.rosa.id])
        self.assertTrue(answer.url.endswith(f"/my/ticket/{self.ticket.id}#informed"))
        self.assertEqual(self._informed(), self.contact | self.rosa)
        self.assertTrue(self._sees("forma_rosa", self.ticket))
        note = self._last_note()
        self.assertIn("Rosa", note.body)
        self.assertEqual(note.author_id, self.contact, "who did it")
        followers = self.ticket.sudo().message_follower_ids
        of = {one.partner_id: one.subtype_ids for one in followers}
        self.assertEqual(of[self.rosa], of[self.contact])
        message = self.ticket.with_user(self.agent).message_post(
            body="Ya lo vemos", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertLessEqual(
            self.contact | self.rosa, message.sudo().notified_partner_ids
        )

    def test_mail_goes_on(self):
        """SLA 1.02: by mail, too, colleagues are put in copy, and are shown."""
        self.ticket._intake_subscribe_copied({"cc": self.luis.email})
        self._post(copied=[self.rosa.id])
        self.assertEqual(self._informed(), self.contact | self.luis | self.rosa)
        self.assertTrue(self.ticket._intake_is_writer(self.rosa))
        page = self._page("forma_rosa")
        for name in (self.contact.name, "Luis", "Rosa", "(you)"):
            self.assertIn(name, page)
        self.assertNotIn(self.agent.name, page)

    def test_informed_no_more(self):
        """SLA 1.03: a colleague, or he himself, reads it no more; its holder stays."""
        self._post(copied=[self.rosa.id, self.luis.id])
        key = self.ticket.sudo()._portal_ensure_token()
        self._post(taken_off=self.rosa.id)
        self.assertEqual(self._informed(), self.contact | self.luis)
        self.assertFalse(self._sees("forma_rosa", self.ticket))
        self.assertIn("Rosa", self._last_note().body)
        self.assertNotEqual(self.ticket.sudo().access_token, key, "what she was sent")
        self._post("forma_luis", taken_off=self.luis.id)
        self.assertEqual(self._informed(), self.contact)
        refused = self._post(taken_off=self.contact.id)
        self.assertEqual(refused.status_code, 400)
        self.assertIn("who stays informed", refused.text)
        self.assertIn(self.contact, self._informed())

    def test_contact_point_informs_himself(self):
        """SLA 1.03: who sees the company's cases chooses which he is told of."""
        self.contract.sudo().contact_ids = self.luis
        self._post("forma_luis", copied=[self.luis.id])
        self.assertEqual(self._informed(), self.contact | self.luis)
        self._post("forma_luis", copied=[self.luis.id])  # twice does no harm
        self.assertEqual(self._informed(), self.contact | self.luis)

    def test_refused(self):
        """SLA 1.03: a stranger, somebody archived, what is no person, and nobody."""
        gone = self.rosa.copy({"name": "Ida", "active": False})
        before = self._informed()
        for copied in (
            [self.stranger.id],
            [self.rosa.id, self.stranger.id],
            [gone.id],
            [self.customer.id],
            [self.agent.partner_id.id],
            ["x"],
            [99999999],
            [],
        ):
            answer = self._post(copied=copied)
            self.assertEqual(answer.status_code, 400)
            self.assertIn(REFUSED, answer.text)
        for taken_off in ("x", self.rosa.id, self.stranger.id, "0"):
            answer = self._post(taken_off=taken_off)
            self.assertIn("choose somebody who is informed", answer.text)
        self.assertEqual(self._informed(), before)

    def test_of_others(self):
        """SLA 1.03: neither a follower of another firm nor one of ours acts here."""
        self.ticket.message_subscribe(self.stranger.ids)
        self.assertFalse(self._page("forma_ajeno"))
        new_test_user(
            self.env,
            "forma_agente",
            groups="helpdesk_mgmt.group_helpdesk_manager",
            email="forma_agente@bacg.cloud",
        )
        for login in ("forma_ajeno", "forma_agente", "forma_luis"):
            for values in ({"copied": [self.rosa.id]}, {"taken_off": self.contact.id}):
                self.assertEqual(self._post(login, **values).status_code, 404, login)
        self.assertEqual(self._informed(), self.contact)
        self.assertNotIn("Ajeno", self._page(), "of another firm")
        self.authenticate(None, None)
        link = self.ticket.sudo()._get_share_url()
        self.assertNotIn('name="informed"', self.url_open(link).text)
