# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import PortalCommon

NOW = "2026-03-09 16:00:00"  # a Monday, 10:00 in Guatemala


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLocalizationRequest(PortalCommon):
    def _request(self, kind="special", **values):
        return (
            self.env["bacg.localization.request"]
            .with_user(self.agent)
            .create(
                {
                    "kind": kind,
                    "name": "Retención de una zona franca",
                    "description": "Nuestra zona franca retiene otro porcentaje.",
                    "partner_id": self.customer.id,
                    "contact_id": self.contact.id,
                    **values,
                }
            )
        )

    def _decide(self, request, decision, note="Así quedó en la reunión"):
        self.env["bacg.localization.request.decide"].with_user(self.agent).create(
            {"request_id": request.id, "decision": decision, "note": note}
        ).action_confirm()

    def _meet(self, request):
        with freeze_time("2026-03-11 16:00:00"):
            self.env["bacg.sla.session"].sudo()._log(
                request.ticket_id.sudo(),
                datetime(2026, 3, 11, 15),
                "Revisado juntos",
                medium="phone",
                minutes=30,
                user_id=self.agent.id,
            )

    def test_a_special_request_is_reviewed_together(self):
        """SLA 3.04: a meeting, its minutes, then the decision, which he reads."""
        request = self._request()
        case = request.ticket_id.sudo()
        self.assertEqual(case.partner_id, self.contact)
        self.assertIn(request.code, case.name)
        with self.assertRaisesRegex(UserError, "in a meeting"):
            self._decide(request, "included")
        self._meet(request)
        self.assertEqual(request.held_count, 1)
        with self.assertRaisesRegex(UserError, "Minutes"):
            self._decide(request, "included")
        request.minutes = "Estuvieron Marta y BACG; es parte del servicio."
        with self.assertRaisesRegex(UserError, "Decision: of this kind"):
            self._decide(request, "build")
        self._decide(request, "included")
        self.assertEqual(request.decided_by_id, self.agent)
        said = case.message_ids[:1]
        self.assertIn("Part of the service", said.body)
        self.assertIn(self.contact, said.notified_partner_ids | case.partner_id)
        with self.assertRaisesRegex(UserError, "not the next one"):
            self._decide(request, "rejected")
        request.action_done()
        self.assertEqual(request.state, "done")

    def test_another_country_is_analysed(self):
        """SLA 3.06: built, adopted or declined; the result is linked."""
        with self.assertRaisesRegex(UserError, "Country"):
            self._request("new_country")
        peru = self.env.ref("base.pe")
        request = self._request("new_country", country_id=peru.id)
        with self.assertRaisesRegex(UserError, "Resulting localization"):
            self._decide(request, "adopt")
        request.localization_id = self.localization
        self._decide(request, "adopt")
        declined = self._request("new_country", country_id=peru.id)
        self._decide(declined, "declined", "Un solo cliente lo pide")
        self.assertIn("Un solo cliente", declined._portal_sentence())

    def test_what_he_heard_of_is_answered_in_days(self):
        """Within the days of the settings; late is late, answered or not."""
        self.env.company.localization_answer_days = 3
        request = self._request("reported_change", source_url="https://sat.gob.gt/x")
        self.assertEqual(request.answer_due, date(2026, 3, 12))
        activity = request.sudo().activity_ids
        self.assertEqual(activity.date_deadline, date(2026, 3, 12))
        with self.assertRaisesRegex(UserError, "Resulting change"):
            self._decide(request, "confirmed")
        self.assertFalse(request.is_late)
        with freeze_time("2026-03-14 16:00:00"):
            request.invalidate_recordset(["is_late"])
            self.assertTrue(request.is_late)
            self._decide(request, "unfounded", "Era un proyecto, nada se publicó")
            self.assertFalse(request.sudo().activity_ids)
            request.invalidate_recordset(["is_late"])
            self.assertTrue(request.is_late)

    def test_a_change_of_forms_has_an_agreed_day(self):
        """Another way, and a day to which the customer agrees."""
        request = self._request("form_change")
        self.assertFalse(request.answer_due)
        with self.assertRaisesRegex(UserError, "Proposed for"):
            request.action_propose_due()
        request.proposed_due = "2026-04-10"
        request.action_propose_due()
        marta = self.contact.user_ids
        with self.assertRaises(AccessError):
            request.sudo()._agree(self.stranger.user_ids, date(2026, 4, 10))
        with self.assertRaisesRegex(UserError, "another one meanwhile"):
            request.sudo()._agree(marta, date(2026, 4, 9))
        request.sudo()._agree(marta, date(2026, 4, 10))
        with self.assertRaisesRegex(UserError, "agreed by both sides"):
            request.proposed_due = "2026-05-10"
        self._decide(request, "accepted", "Se hace")
        with freeze_time("2026-04-11 16:00:00"):
            request.action_done()
            request.invalidate_recordset(["is_late"])
            self.assertTrue(request.is_late)

    def test_an_agreed_day_does_not_pass_in_silence(self):
        """SLA 3.07: it is on somebody's list until it is done."""
        request = self._request("form_change", proposed_due="2026-04-10")
        request.sudo()._agree(self.contact.user_ids, date(2026, 4, 10))
        self._decide(request, "accepted", "Se hace")
        activity = request.sudo().activity_ids
        self.assertEqual(activity.date_deadline, date(2026, 4, 10))
        domain = [("is_late", "=", True), ("id", "=", request.id)]
        self.assertFalse(request.search(domain))
        with freeze_time("2026-04-11 16:00:00"):
            request.invalidate_recordset(["is_late"])
            self.assertEqual(request.search(domain), request)
            request.action_done()
        self.assertFalse(request.sudo().activity_ids)

    def test_what_was_decided_stays_as_it_was_asked(self):
        """SLA 3.04, 3.07: nor is a day agreed on for what was rejected."""
        request = self._request("form_change", proposed_due="2026-04-10")
        self._decide(request, "rejected", "No es posible")
        for name in ("name", "description", "minutes"):
            with self.subTest(name), self.assertRaisesRegex(UserError, "stays"):
                request.write({name: "Otra cosa"})
        marta = self.contact.user_ids
        self.assertFalse(request.sudo()._may_agree(marta))
        with self.assertRaisesRegex(UserError, "nor rejected"):
            request.sudo()._agree(marta, date(2026, 4, 10))

    def test_what_only_its_acts_write(self):
        request = self._request()
        for values in (
            {"state": "done"},
            {"decision": "included"},
            {"agreed_at": NOW},
            {"decided_by_id": self.agent.id},
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, "buttons"):
                request.write(values)
            with self.subTest(values), self.assertRaisesRegex(UserError, "buttons"):
                self._request(**values)
        with self.assertRaisesRegex(UserError, "another request"):
            request.partner_id = self.other
        with self.assertRaisesRegex(UserError, "not a contact"):
            self._request(contact_id=self.stranger.id)

    def test_he_asks_in_the_portal(self):
        """SLA 3.04, 3.06: from the page of countries to the request's own."""
        self._acquire(self.localization, version="19.0.1.2.0")
        self.authenticate("luis_loc", "luis_loc")
        page = self.url_open("/my/localizations").text
        for text in ("Perú", "version 19.0.1.2.0", "Guatemala", "no base module"):
            self.assertIn(text, page)
        url = "/my/localizations/request"
        self.assertEqual(self._post(url, kind="special").status_code, 409)
        asked = {"kind": "new_country", "subject": "Chile", "description": "¿Se puede?"}
        answer = self._post(url, **asked)
        self.assertEqual(answer.status_code, 409)
        self.assertIn("Country: say which", answer.text)
        answer = self._post(url, **asked, country=self.env.ref("base.cl").id)
        self.assertIn("We analyse", answer.text)
        requests = self.env["bacg.localization.request"].search([])
        # A second click leads to the first one's.
        self._post(url, **asked, country=self.env.ref("base.cl").id)
        request = self.env["bacg.localization.request"].search([])
        self.assertEqual(request, requests)
        self.assertEqual(request.contact_id.name, "Luis")
        self.assertIn("/sessions", answer.text)
        self.assertIn(request.code, self.url_open("/my/localizations").text)

    def test_another_customer_sees_nothing_of_it(self):
        request = self._request("form_change", proposed_due="2026-04-10").sudo()
        self.authenticate("ajeno_loc", "ajeno_loc")
        page = request._portal_path()
        self.assertEqual(self.url_open(page).status_code, 404)
        self.assertNotIn(request.code, self.url_open("/my/localizations").text)
        answer = self._post(f"{page}/agree", day="2026-04-10")
        self.assertEqual(answer.status_code, 404)
        self.authenticate("luis_loc", "luis_loc")
        self.assertNotIn("Agree to this day", self.url_open(page).text)
        answer = self._post(f"{page}/agree", day="2026-04-10")
        self.assertEqual(answer.status_code, 403)
        self.authenticate("marta_loc", "marta_loc")
        self.assertIn("Agree to this day", self.url_open(page).text)
        answer = self._post(f"{page}/agree", day="mañana")
        self.assertEqual(answer.status_code, 409)
        self._post(f"{page}/agree", day="2026-04-10")
        self.assertEqual(request.agreed_by_id, self.contact)
