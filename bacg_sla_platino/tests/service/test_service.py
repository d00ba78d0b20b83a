# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# pylint: disable=translation-required  # what people write in tests is data
from datetime import timedelta

from odoo.tests import freeze_time, new_test_user, tagged

from ..common import SlaCommon, local

NOW = local("2026-05-20T10:00")  # a Wednesday
# What stands where nobody answered.
SILENCE = "Nothing to tell of it this month."


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestService(SlaCommon):
    """The agreement clause by clause, each with what the customer got of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.contact_ids = cls.contact
        cls.point = cls._portal_user("punto_portal", cls.contact)
        colleague = cls.contact.copy({"name": "Colega", "email": "colega@cafe.gt"})
        cls.colleague = cls._portal_user("colega_portal", colleague)

    @classmethod
    def _portal_user(cls, login, partner):
        user = new_test_user(cls.env, login, groups="base.group_portal")
        old = user.partner_id
        user.partner_id = partner
        old.unlink()
        return user

    def _page(self, user=None, contracts=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (contracts or self.contract)._service_page(user or self.point)

    def _facts(self, number, user=None, contract=None):
        contract = contract or self.contract
        page = self._page(user, contract)
        return dict(page.facts.get((contract.id, number), []))

    def _answered(self, at, minutes, **values):
        """Create a case that is answered so many minutes after its report."""
        with freeze_time(local(at)):
            ticket = self._case(local(at), **values)
        with freeze_time(local(at) + timedelta(minutes=minutes)):
            self._answer(ticket)
            self.env.flush_all()
        return ticket

    def test_no_clause_is_mute(self):
        """SLA 1.01 to 7.06: each has a figure, a list or a sentence of its own."""
        for user in (self.point, self.colleague, self.manager):
            page = self._page(user)
            chapters = self.contract.sudo()._service_get_chapters(page)
            clauses = [one for chapter in chapters for one in chapter["clauses"]]
            self.assertEqual(len(clauses), 47)
            self.assertEqual(
                [one["clause"] for one in clauses],
                list(self.agreement.clause_ids.sorted("number")),
            )
            for one in clauses:
                with self.subTest(user=user.login, number=one["clause"].number):
                    self.assertTrue(one["facts"] or one["sentences"])
                    self.assertNotIn(SILENCE, one["sentences"])
                    self.assertTrue(all(value for _label, value in one["facts"]))
            self.assertTrue(all(chapter["title"] for chapter in chapters))

    def test_cases_of_the_month(self):
        """SLA 1.01, 1.04, 1.05: those reported since the month began for him."""
        self._case(local("2026-04-30T23:30"))
        urgent = self._case(local("2026-05-01T00:30"))
        urgent.priority = "3"
        urgent._case_mark_classified()
        self._case(local("2026-05-19T08:00"))
        self.assertEqual(
            self._facts("1.01"), {"Reported this month": "2", "Open now": "3"}
        )
        self.assertEqual(self._facts("1.02"), {"Cases with a number": "3"})
        self.assertEqual(
            self._facts("1.05"), {"Classified by us": "1", "To be classified": "1"}
        )
        urgent.with_user(self.manager).active = False
        self.assertEqual(
            self._facts("1.01"), {"Reported this month": "2", "Open now": "2"}
        )
        self.assertEqual(self._facts("1.02"), {"Cases with a number": "3"})
        self.assertEqual(self._facts("1.04")["Priority 1 (urgente)"], "1")
        self.assertEqual(self._facts("1.20"), {"Priority changed this month": "1"})

    def test_kept_promises(self):
        """SLA 1.06 to 1.09: as the statement of the month counts them."""
        solved = self._answered("2026-05-04T09:00", 60)
        with freeze_time(local("2026-05-04T12:00")):
            solved.stage_id = self.stage_done
        self._answered("2026-05-05T09:00", 9 * 60)
        self._answered("2026-04-20T09:00", 60)
        page = self._page()
        facts = dict(page.facts[self.contract.id, "1.06"])
        self.assertEqual(facts["First response"], "1 of 2")
        first = [
            dict(page.facts[self.contract.id, number])["First response"]
            for number in ("1.07", "1.08", "1.09")
        ]
        self.assertEqual(first, ["none due"] * 3)
        promises = page.promises[self.contract.id]
        self._assert_as_the_report(promises)
        kept, judged = promises["resolution"]
        sentence, tone = self.contract.sudo()._service_get_headline(page)
        self.assertIn("Kept this month: first response 1 of 2, ", sentence)
        self.assertIn(f"resolution {kept} of {judged}", sentence)
        self.assertEqual(tone, "warning")
        # An archived late case was late all the same.
        self.env["helpdesk.ticket"].search([]).active = False
        archived = self._page().promises[self.contract.id]
        self.assertEqual(archived["first_response"], promises["first_response"])
        self._assert_as_the_report(archived)

    def _assert_as_the_report(self, promises):
        rows = self.env["bacg.sla.report"].search(
            [("contract_id", "=", self.contract.id), ("judged_at", ">=", "2026-05-01")]
        )
        for metric, mine in rows.grouped("metric").items():
            kept = sum(mine.mapped("met"))
            self.assertEqual(promises[metric], (kept, len(mine)))
        self.assertEqual(len(promises), len(rows.grouped("metric")))

    def test_promises_of_some_cases_alone(self):
        """SLA 1.06, 1.08, 1.14, 2.05: each clause counts its own policy's clocks."""
        area = self.env["helpdesk.ticket.category"].search(
            [("sla_code", "=", "routed_commercial")]
        )
        self._answered("2026-05-04T09:00", 60, category_id=area.id)
        self._answered("2026-05-05T09:00", 60, outage_scope="some_users", priority="2")
        self._answered("2026-05-06T09:00", 60)
        page = self._page()
        facts = {
            number: dict(page.facts[self.contract.id, number]).get("First response")
            for number in ("1.06", "1.08", "1.14", "2.05")
        }
        self.assertEqual(
            facts,
            {"1.06": "1 of 1", "1.08": "none due", "1.14": "1 of 1", "2.05": "1 of 1"},
        )
        self._assert_as_the_report(page.promises[self.contract.id])

    def test_a_lead_is_no_case(self):
        """SLA 1.14, 1.15: what sales made of a case is not the customer's to count."""
        ticket = self._case(NOW)
        numbers = ("1.01", "1.02", "1.04", "1.14", "1.15", "1.16")
        before = {number: self._facts(number) for number in numbers}
        lead = self._case(NOW)
        self.assertNotEqual(self._facts("1.02"), before["1.02"])
        lead.sudo().lead_origin_id = ticket
        self.assertEqual({n: self._facts(n) for n in numbers}, before)

    def test_nothing_due_yet(self):
        """SLA 1.06: no rate of nothing."""
        page = self._page()
        sentence, tone = self.contract.sudo()._service_get_headline(page)
        self.assertIn("no promise has come due", sentence)
        self.assertEqual(tone, "secondary")

    def test_what_was_covered(self):
        """SLA 1.11, 1.13, 1.14: by what the agreement covered, and where it went."""
        for code in ("excluded_report", "routed_commercial", "included_message"):
            kind = self.env["helpdesk.ticket.category"].search(
                [("sla_code", "=", code)]
            )
            self._case(NOW, category_id=kind.id)._case_mark_classified()
        self.assertEqual(self._facts("1.11"), {"Not covered this month": "1"})
        self.assertEqual(self._facts("1.13"), {"Covered this month": "1"})
        self.assertEqual(self._facts("1.14")["Requests this month"], "1")
        self.assertEqual(self._facts("1.15")["Requests this month"], "0")

    def test_waits(self):
        """SLA 1.12, 1.19: who waits for the manufacturer now."""
        ticket = self._case(local("2026-05-11T09:00"))
        ticket._case_mark_classified()
        ticket.stage_id = self.stage_vendor
        self.env.flush_all()
        self.assertEqual(self._facts("1.19")["Waiting for the manufacturer"], "1")
        self.assertEqual(self._facts("1.12")["Waiting for others now"], "1")
        ticket.stage_id = self.stage_progress
        self.assertEqual(self._facts("1.19")["Waiting for the manufacturer"], "0")

    def test_outages(self):
        """SLA 2.02 to 2.05: claims of the month and what they turned out to be."""
        self._case(NOW, outage_scope="claimed")
        self.assertEqual(self._facts("2.02"), {"Claims": "1"})
        self.assertEqual(self._facts("2.03")["To be checked"], "1")
        self.assertEqual(self._facts("2.05"), {"Some users only": "0"})

    def test_hours_and_people(self):
        """SLA 1.03, 1.18: the contact point's alone, or who agrees to hours."""
        self.assertEqual(self._facts("1.03")["People with access"], "2")
        self.env["bacg.hours.grant"].create(
            {
                "contract_id": self.contract.id,
                "hours_pool": "consulting",
                "hours": 10,
                "date_from": "2026-01-01",
                "date_to": "2026-12-31",
                "state": "active",
            }
        )
        facts = self._facts("1.18")
        self.assertEqual(list(facts.values()), ["10 h"])
        self.assertFalse(self._facts("1.18", self.colleague))
        self.assertFalse(self._facts("1.03", self.colleague))
        self.contract.share_cases = True  # the cases, and no more
        self.assertFalse(self._facts("1.18", self.colleague))
        self.contract.hours_approver_ids = self.colleague.partner_id
        self.assertEqual(self._facts("1.18", self.colleague), facts)

    def test_apps_and_developments(self):
        """SLA 4.01, 6.01: what the company has; all its people may know."""
        self.env["bacg.development"].create(
            {"name": "Ruta", "partner_id": self.customer.id, "state": "accepted"}
        )
        app = self.env.ref("bacg_sla_platino.vitt_app_treasury")
        self.env["bacg.vitt.app.installation"].create(
            {
                "app_id": app.id,
                "partner_id": self.customer.id,
                "series": "18.0",
                "version": "18.0.1.0.0",
            }
        )
        for user in (self.point, self.colleague):
            self.assertEqual(self._facts("4.01", user)["Under warranty"], "1")
            self.assertEqual(self._facts("6.01", user)["Tesorería"], "18.0.1.0.0")

    def test_the_extra(self):
        """SLA 7.01: bought until when, or not."""
        page = self._page()
        key = (self.contract.id, "7.01")
        self.assertIn("have not bought", page.sentences[key][0])
        self.contract.extra_ids = [
            (0, 0, {"name": "Tienda en línea", "date_to": "2026-12-31"})
        ]
        page = self._page()
        self.assertEqual(page.facts[key], [("Tienda en línea", "until 12/31/2026")])

    def test_who_sees_what(self):
        """SLA 1.03: a contact counts his cases; another customer has no page."""
        self._case(NOW)  # of the contact point
        self._case(NOW, partner_id=self.colleague.partner_id.id)
        own = self._facts("1.01", self.colleague)
        self.assertEqual(own["Reported this month"], "1")
        self.assertEqual(self._facts("1.01")["Reported this month"], "2")
        self.contract.share_cases = True
        shared = self._facts("1.01", self.colleague)
        self.assertEqual(shared["Reported this month"], "2")
        stranger = new_test_user(self.env, "ajeno", groups="base.group_portal")
        for user, found in (
            (self.point, True),
            (self.colleague, True),
            (self.manager, True),
            (stranger, False),
            (self.agent, False),
            (self.env.ref("base.public_user"), False),
        ):
            contract = self.env["bacg.sla.contract"]
            opened = contract.with_user(user)._service_open(user, self.contract.id)
            self.assertEqual(bool(opened), found, user.login)

    def test_many_contracts_in_constant_queries(self):
        """SLA 1.01: the number of queries grows with neither contracts nor cases."""

        def make(count):
            partners = self.env["res.partner"].create(
                [{"name": f"C{n}", "is_company": True} for n in range(count)]
            )
            contracts = self.env["bacg.sla.contract"].create(
                [
                    {
                        "partner_id": partner.id,
                        "agreement_id": self.agreement.id,
                        "date_from": "2024-02-01",
                    }
                    for partner in partners
                ]
            )
            for partner in partners:
                for _n in range(count):
                    self._case(NOW, partner_id=partner.id)
            return contracts

        def queries(contracts):
            self._page(self.manager, contracts)  # warm
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            page = contracts._service_page(self.manager)
            for contract in page.contracts:
                contract._service_get_chapters(page)
            return self.env.cr.sql_log_count - before

        few, many = queries(make(1)), queries(make(6))
        self.assertLessEqual(many, few + 2)
        self.assertLess(few, 90)

    def test_the_button(self):
        """SLA 1.01: managers open the page from the contract and from its customer."""
        action = self.contract.with_user(self.manager).action_view_service()
        self.assertEqual(action["url"], f"/my/service/{self.contract.id}")
        for partner in (self.customer, self.contact):
            contact = partner.with_user(self.manager)
            self.assertEqual(contact.sla_running_contract_id, self.contract)
            self.assertEqual(contact.action_view_service(), action)
