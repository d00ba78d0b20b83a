# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from ..common import SlaCommon, local

REPORTED = local("2026-03-06T18:40:00")  # a Friday; the first answer is due at 02:40


@tagged("post_install", "-at_install")
class TestPortalDesign(SlaCommon, HttpCase):
    """The sentence on top, the company round it, the blocks for developers."""

    def test_sentence_on_top(self):
        """SLA 1.02, 1.06, 1.22: what the customer came for, in every state."""
        found = []
        with freeze_time(REPORTED):
            ticket = self._case(REPORTED)
            found.append(self._headline(ticket))
        with freeze_time(local("2026-03-07T01:00:00")):
            found.append(self._headline(ticket))
            self._answer(ticket)
            found.append(self._headline(ticket))
            ticket.action_classify("1")
            ticket.stage_id = self.stage_customer
            found.append(self._headline(ticket))
            ticket.stage_id = self.stage_done
            found.append(self._headline(ticket))
        self.assertEqual(
            found,
            [
                ("success", "We answer you at the latest tomorrow at 02:40."),
                ("success", "We answer you at the latest today at 02:40."),
                ("success", "We are working on your case."),
                ("warning", "We wait for your answer to go on."),
                ("secondary", "Your case was resolved today at 01:00."),
            ],
        )

    def _headline(self, ticket):
        self.env.invalidate_all()
        headline = ticket._sla_portal_headline()
        self.assertEqual(headline["state"], ticket.stage_id.name)
        return headline["tone"], headline["sentence"]

    def test_late_is_said(self):
        """SLA 1.06: a page does not wait for the scheduled action."""
        with freeze_time(REPORTED):
            ticket = self._case(REPORTED)
        with freeze_time(local("2026-03-08T09:00:00")):
            self.assertEqual(
                self._headline(ticket),
                (
                    "danger",
                    "We promised you an answer on Sat 7 Mar at 02:40 and are late.",
                ),
            )

    def test_company_on_every_page(self):
        """Name and telephone are the company's, not those of a website's template."""
        company = self.env.company
        company.write({"name": "Soporte Ejemplo", "phone": "+502 2200 1234"})
        new_test_user(self.env, "design_portal", groups="base.group_portal")
        self.authenticate("design_portal", "design_portal")
        for path in ("/my", "/my/tickets", "/my/hours", "/my/sla-statements"):
            page = self.url_open(path).text
            self.assertIn("<title>Soporte Ejemplo</title>", page)
            self.assertIn("+502 2200 1234", page)
            self.assertIn(self.team.alias_email, page)
            for rubbish in ("555-555", "My Website", "Your Logo"):
                self.assertNotIn(rubbish, page.partition("<body")[2])

    def test_blocks_are_for_developers(self):
        groups = {
            "base.group_portal": 404,
            "helpdesk_mgmt.group_helpdesk_manager": 404,
            "bacg_sla_platino.group_bacg_sla_platino_administrator": 200,
        }
        for number, (group, status) in enumerate(groups.items()):
            login = f"design_blocks_{number}"
            new_test_user(self.env, login, groups=group)
            self.authenticate(login, login)
            response = self.url_open("/bacg/portal/blocks")
            self.assertEqual(response.status_code, status, group)
        self.assertEqual(response.text.count("o_bacg_headline"), 6)
