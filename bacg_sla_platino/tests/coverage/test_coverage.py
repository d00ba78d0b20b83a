# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import Request
from odoo.tests import Form, HttpCase, freeze_time, new_test_user, tagged

from ..common import SlaCommon, local

EXCLUDED = (
    "training",
    "configuration",
    "improvement",
    "report",
    "access",
    "process_change",
    "process_analysis",
    "import",
)
INCLUDED = (
    "feature",
    "extraction",
    "access_problem",
    "documentation",
    "message",
    "report_guidance",
    "process_validation",
)
AREAS = {
    "commercial": ("team_commercial", "1.14"),
    "administrative": ("team_administrative", "1.15"),
    "legal": ("team_legal", "1.16"),
}


def kind(env, code):
    return env.ref(f"bacg_sla_platino.category_{code}")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 15:00:00")
class TestCoverage(SlaCommon):
    def setUp(self):
        super().setUp()
        self.ticket = self._case(local("2026-03-09T08:30:00"))

    def _classified(self, code, ticket=None):
        ticket = ticket or self.ticket
        ticket.category_id = kind(self.env, code)
        ticket.action_classify("0")
        return ticket

    def _live(self, ticket):
        clocks = ticket.sudo().sla_status_ids
        return set(clocks.filtered(lambda s: s.state != "cancelled").mapped("metric"))

    def test_excluded_kinds(self):
        """SLA 1.11: eight kinds are not covered: only the first response is timed."""
        for code in EXCLUDED:
            with self.subTest(kind=code):
                ticket = self._case(local("2026-03-09T08:30:00"))
                self.assertIn("resolution", self._live(ticket))
                self._classified(f"excluded_{code}", ticket)
                self.assertEqual(ticket.scope_state, "excluded")
                self.assertEqual(ticket.scope_source, "rule")
                self.assertEqual(ticket.sudo().scope_clause_id.number, "1.11")
                self.assertIn(
                    ticket.category_id.clause_line, ticket.sudo().scope_clause_id.text
                )
                self.assertEqual(self._live(ticket), {"first_response"})
                ended = ticket.sudo().sla_status_ids.filtered(
                    lambda s: s.state == "cancelled" and s.metric == "resolution"
                )
                self.assertEqual(ended.cancel_reason, "not_covered")
                event = ticket.sudo().sla_event_ids.filtered(
                    lambda e: e.kind == "coverage"
                )
                self.assertEqual(
                    (event.old_value, event.new_value), ("in_scope", "excluded")
                )

    def test_included_kinds(self):
        """SLA 1.13: seven kinds are covered, with the clocks of their priority."""
        for code in INCLUDED:
            with self.subTest(kind=code):
                ticket = self._case(local("2026-03-09T08:30:00"))
                self._classified(f"included_{code}", ticket)
                self.assertEqual(ticket.scope_state, "in_scope")
                self.assertEqual(self._live(ticket), {"first_response", "resolution"})

    def test_answer_meets_the_first_response(self):
        """SLA 1.11: the explanation is the first response, and offers alternatives."""
        self._classified("excluded_training")
        self.ticket.with_user(self.agent).action_answer_coverage()
        self.assertTrue(self.ticket.first_response_at)
        message = self.ticket.sudo().first_response_message_id
        self.assertEqual(message.author_id, self.agent.partner_id)
        self.assertIn(self.contact, message.notified_partner_ids)
        self.assertIn("Capacitar a uno o varios usuarios", message.body)
        self.assertIn("a quote", message.body)
        self.assertEqual(self.ticket.sla_mode, "wait_customer")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertIn("We wait for your answer", mail.body_html)
        clock = self._status(self.ticket, "first_response")
        self.assertEqual((clock.state, clock.breached_at), ("reached", False))
        self.assertTrue(self.ticket.scope_answered_at)

    def test_lead(self):
        """SLA 1.11: the commercial area gets the lead, once."""
        self._classified("excluded_import")
        for _twice in range(2):
            self.ticket.with_user(self.agent)._coverage_answer()
        lead = self.ticket.sudo().lead_case_ids
        self.assertEqual(len(lead), 1)
        self.assertEqual(lead.team_id, self.env.ref("bacg_sla_platino.team_commercial"))
        self.assertEqual(lead.partner_id, self.contact)
        self.assertEqual(lead.description, self.ticket.description)
        self.assertEqual(self.ticket.lead_case_count, 1)

    def test_a_lead_has_no_clock(self):
        """SLA 1.11, 1.14: nobody promised the lead; a request for sales is promised."""
        self._classified("excluded_import")
        self.ticket.with_user(self.agent)._coverage_answer()
        lead = self.ticket.sudo().lead_case_ids
        lead.with_user(self.manager)._sla_contact_made()
        self.assertTrue(lead.first_response_at)
        lead._sla_sync()
        self.assertFalse(lead.sla_status_ids)
        self.assertEqual((lead.sla_state, lead.sla_note), ("none", "lead"))
        self.assertEqual(self._live(self.ticket), {"first_response"})
        with freeze_time("2026-04-02 15:00:00"):
            statement = self.contract._statement_of(self.ticket.reported_at.date())
            self.assertNotIn(lead.number, str(statement._exclusions()))

    def test_what_asks_for_sales_has_both_clocks(self):
        """SLA 1.14: a request for sales that is no lead is resolved in time."""
        self._classified("routed_commercial")
        self.assertEqual(self._live(self.ticket), {"first_response", "resolution"})

    def test_hours_are_a_way_on(self):
        """SLA 1.18: every excluded kind offers contracted hours as an alternative."""
        for code in EXCLUDED:
            self._classified(f"excluded_{code}")
            self.assertIn("hours", [way for way, _label in self.ticket.way_ids])

    def test_always_a_way_on(self):
        """SLA 1.11: a kind that is not covered has at least one alternative."""
        with self.assertRaises(ValidationError):
            kind(self.env, "excluded_training").write(
                {"way_quote": False, "way_hours": False}
            )

    def test_manufacturer(self):
        """SLA 1.12: under the manufacturer's terms only weekly reports are owed."""
        self._classified("vendor_subscription")
        self.assertEqual(self.ticket.scope_state, "vendor")
        self.assertEqual(self._live(self.ticket), {"first_response"})
        with freeze_time("2026-03-09 15:30:00"):
            self.ticket._sla_with(reason="Odoo").write(
                {"stage_id": self.stage_vendor.id}
            )
        self.assertEqual(self._live(self.ticket), {"follow_up"})
        self.env.flush_all()
        row = self.env["bacg.sla.report"].search(
            [("ticket_id", "=", self.ticket.id), ("metric", "=", "follow_up")]
        )
        self.assertEqual((row.outcome, row.judged), ("courtesy", 0))

    def test_manufacturer_leaves_the_promised_first_response(self):
        """SLA 1.12: it runs until the case is answered or escalated, and stays so."""
        for act, state, breached in (
            ("answer", "reached", False),
            ("answer, then escalate", "reached", False),
            ("late answer", "reached", True),
            ("escalate", "cancelled", False),
            ("late escalation", "cancelled", True),
        ):
            with self.subTest(act):
                ticket = self._case(local("2026-03-09T08:30:00"))
                clock = self._status(ticket, "first_response")
                ticket.category_id = kind(self.env, "vendor_subscription")
                ticket.action_classify("0")
                self.assertEqual(clock.state, "running")
                late = act.startswith("late")
                with freeze_time(local(f"2026-03-09T{18 if late else 10}:00:00")):
                    if "answer" in act:
                        self._answer(ticket)
                    else:
                        ticket._vendor_ask("vendor", {"vendor_asked": "Renovar"})
                if "then" in act:
                    with freeze_time(local("2026-03-09T11:00:00")):
                        ticket._vendor_ask("vendor", {"vendor_asked": "Renovar"})
                with freeze_time(local("2026-03-09T19:00:00")):
                    self._answer(ticket)
                    ticket.stage_id = self.stage_done
                    ticket._sla_sync()
                self.assertEqual(clock.state, state)
                self.assertEqual(bool(clock.breached_at), breached)
                if state == "cancelled":
                    self.assertEqual(clock.cancel_reason, "not_covered")

    def test_manufacturer_takes_no_answer_back(self):
        """SLA 1.12: measured anew, what was answered before the escalation stays."""
        self._classified("vendor_subscription")
        with freeze_time(local("2026-03-09T10:00:00")):
            self._answer(self.ticket)
        with freeze_time(local("2026-03-09T11:00:00")):
            self.ticket._vendor_ask("vendor", {"vendor_asked": "Renovar"})
        with freeze_time(local("2026-03-09T12:00:00")):
            self.ticket.sudo().contract_id = False
            self.ticket.sudo().contract_id = self.contract
        clock = self._status(self.ticket, "first_response")
        self.assertEqual(clock.state, "reached")

    def test_judged_stays(self):
        """SLA 1.11: a case resolved while covered keeps its result."""
        with freeze_time("2026-03-09 16:00:00"):
            self._answer(self.ticket)
            self.ticket.stage_id = self.stage_done
        resolution = self._status(self.ticket, "resolution")
        with freeze_time("2026-03-09 17:00:00"):
            self._classified("excluded_report")
        self.assertEqual(resolution.state, "reached")
        self.ticket._sla_sync()
        self.assertEqual(resolution.state, "reached")

    def test_decide_otherwise(self):
        """SLA 1.11: an override requires a reason; clocks restart from the report."""
        before = self._status(self.ticket, "resolution").deadline
        self._classified("excluded_configuration")
        self.assertFalse(self._status(self.ticket, "resolution"))
        wizard = self.env["bacg.sla.coverage.change"].with_user(self.agent)
        with self.assertRaises(UserError):
            wizard.create({"ticket_id": self.ticket.id, "reason": " "}).action_confirm()
        wizard.create(
            {"ticket_id": self.ticket.id, "reason": "Era un error nuestro"}
        ).action_confirm()
        self.assertEqual(self.ticket.scope_state, "in_scope")
        self.assertEqual(self.ticket.scope_source, "override")
        self.assertEqual(self._status(self.ticket, "resolution").deadline, before)
        # Reviewed in another team, decided again when the contract or kind changes.
        self.ticket.sudo().team_id = self.env.ref("bacg_sla_platino.team_legal")
        self.assertIn("still right", self.ticket.sudo().activity_ids[-1:].summary)
        self.assertEqual(self.ticket.scope_source, "override")
        self.ticket.sudo().contract_id = False
        self.assertEqual(self.ticket.scope_source, "rule")
        self.ticket.category_id = kind(self.env, "excluded_import")
        self.assertEqual(self.ticket.scope_state, "excluded")

    def test_reclassified(self):
        """SLA 1.21: another kind restores the clock from the report."""
        before = self._status(self.ticket, "resolution").deadline
        self._classified("excluded_training")
        self.ticket.category_id = kind(self.env, "included_message")
        self.assertEqual(self._status(self.ticket, "resolution").deadline, before)

    def test_customer_does_not_exclude_himself(self):
        """SLA 1.05: a kind chosen in the portal counts once an agent classifies."""
        portal = new_test_user(
            self.env,
            login="coverage_portal",
            groups="base.group_portal",
            partner_id=self.contact.id,
        )
        ticket = (
            self.env["helpdesk.ticket"]
            .with_user(portal)
            .sudo()
            .create(
                {
                    "name": "Curso",
                    "description": "x",
                    "partner_id": self.contact.id,
                    "team_id": self.team.id,
                    "category_id": kind(self.env, "excluded_training").id,
                }
            )
        )
        self.assertEqual(ticket.scope_state, "in_scope")
        ticket.with_user(self.agent).action_classify("0")
        self.assertEqual(ticket.scope_state, "excluded")

    def test_rights(self):
        """SLA 1.05: customers cannot change coverage, agents cannot edit words."""
        portal = new_test_user(
            self.env,
            login="coverage_portal",
            groups="base.group_portal",
            partner_id=self.contact.id,
        )
        for method in (
            "action_answer_coverage",
            "action_hand_to_area",
            "action_take_suggestion",
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(self.ticket.with_user(portal), method)()
        with self.assertRaises(AccessError):
            self.ticket.with_user(portal)._coverage_override("in_scope", "x")
        words = self.env["bacg.sla.keyword"].with_user(self.agent)
        with self.assertRaises(AccessError):
            words.create({"name": "x", "urgent": True})

    def test_suggestion(self):
        """SLA 1.21: the words of the mail suggest a kind, applied by one click."""
        ticket = self._case(
            local("2026-03-09T08:30:00"),
            name="Capacitación",
            description="<p>Queremos capacitar a dos usuarios</p>",
        )
        self.assertEqual(
            ticket.suggested_category_id, kind(self.env, "excluded_training")
        )
        self.assertIn("capacit*", ticket.suggested_words)
        ticket.action_take_suggestion()
        self.assertEqual(ticket.category_id, kind(self.env, "excluded_training"))
        with self.assertRaises(UserError):
            self._case(
                local("2026-03-09T08:30:00"), name="x", description="y"
            ).action_take_suggestion()

    def test_haste(self):
        """SLA 1.10: urgent words put a case on top without changing its priority."""
        plain = self._case(local("2026-03-09T08:00:00"), name="x", description="y")
        hasty = self._case(local("2026-03-09T08:30:00"), name="No podemos facturar")
        claimed = self._case(local("2026-03-09T08:40:00"), outage_scope="claimed")
        self.assertEqual(hasty.priority, "0")
        queue = self.env["helpdesk.ticket"].search(
            [("id", "in", (plain | hasty | claimed).ids)]
        )
        self.assertEqual(list(queue), [claimed, hasty, plain])


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 15:00:00")
class TestAreas(SlaCommon):
    def _routed(self, area):
        ticket = self._case(local("2026-03-09T08:30:00"))
        ticket.category_id = kind(self.env, f"routed_{area}")
        ticket.action_classify("0")
        return ticket

    def test_areas(self):
        """SLA 1.14, SLA 1.15, SLA 1.16: handed over, contacted, closed, notified."""
        for area, (team, clause) in AREAS.items():
            with self.subTest(area=area):
                team = self.env.ref(f"bacg_sla_platino.{team}")
                leader = new_test_user(
                    self.env,
                    login=f"leader_{area}",
                    groups="helpdesk_mgmt.group_helpdesk_user",
                )
                team.user_ids = leader
                team.user_id = leader
                ticket = self._routed(area)
                self.assertEqual(ticket.sudo().scope_clause_id.number, clause)
                self.assertEqual(
                    ticket.sudo().policy_id,
                    self.env.ref("bacg_sla_platino.policy_areas"),
                )
                followers = ticket.message_partner_ids
                ticket.with_user(self.agent).action_hand_to_area()
                self.assertEqual(ticket.team_id, team)
                self.assertEqual(ticket.message_partner_ids & followers, followers)
                self.assertEqual(ticket.sudo().activity_ids.user_id, leader)
                mail = self._last_mail(ticket)
                self.assertIn(team.name, mail.body)
                with freeze_time("2026-03-09 16:00:00"):
                    self._contact(ticket.with_user(leader))
                self.assertEqual(ticket.first_response_at, local("2026-03-09T09:45:00"))
                self.assertTrue(ticket.closed)
                self.assertIn("Le llamamos", self._last_mail(ticket).body)

    def _last_mail(self, ticket):
        self.env.flush_all()
        messages = ticket.sudo().message_ids
        return messages.filtered(lambda m: m.message_type == "auto_comment")[:1]

    def _contact(self, ticket, **values):
        wizard = self.env["bacg.sla.contact.made"].with_user(ticket.env.user)
        wizard = wizard.create(
            {
                "ticket_id": ticket.id,
                "moment": local("2026-03-09T09:45:00"),
                "result": "Le llamamos; recibirá la cotización.",
                **values,
            }
        )
        wizard.action_confirm()
        return wizard

    def test_late_reason(self):
        """SLA 1.14: who closes a late case by it is asked why, in the same window."""
        self.env.company.sla_solution_required = True
        wizards = self.env["bacg.sla.contact.made"].with_user(self.agent)
        ticket = self._routed("commercial")
        deadline = self._status(ticket, "first_response").deadline
        with freeze_time(deadline + timedelta(hours=1)):
            window = Form(wizards.with_context(default_ticket_id=ticket.id))
            self.assertTrue(window.asks_late_reason)
            window.moment = deadline
            self.assertFalse(window.asks_late_reason, "he was reached in time")
            window.moment = deadline + timedelta(minutes=5)
            window.result = "Le llamamos; recibirá la cotización."
            window.late_reason = "own"
            window.save().action_confirm()
        self.assertTrue(ticket.closed)
        self.assertEqual(ticket.late_reason, "own")

    def test_resolution_runs_until_contact_made(self):
        """SLA 1.14, 1.15, 1.16: both clocks of the priority; again if nobody called."""
        for area in AREAS:
            for priority, due in (
                ("0", "2026-03-20T08:30:00"),
                ("1", "2026-03-17T08:30:00"),
                ("2", "2026-03-09T12:30:00"),
            ):
                with self.subTest(area=area, priority=priority):
                    ticket = self._routed(area)
                    ticket.action_classify(priority)
                    clock = self._status(ticket, "resolution")
                    self.assertEqual(
                        (clock.state, clock.deadline), ("running", local(due))
                    )
                    with freeze_time(local("2026-03-09T12:00:00")):
                        self._answer(ticket)
                        self.assertEqual(clock.state, "running")
                        self._contact(ticket)
                    self.assertEqual(
                        (clock.state, clock.reached_at),
                        ("reached", local("2026-03-09T09:45:00")),
                    )
                    with freeze_time(local("2026-03-09T12:10:00")):
                        ticket.sudo()._case_reopen_unresolved(self.contact, "Nadie.")
                        self.assertEqual(
                            self._status(ticket, "resolution").state, "running"
                        )
                        with self.assertRaisesRegex(UserError, "opened again"):
                            self._contact(ticket)
                        self._contact(ticket, moment=local("2026-03-09T12:10:00"))
                        self.assertEqual(
                            self._status(ticket, "resolution").state, "reached"
                        )

    def test_contact_in_time_noted_late(self):
        """SLA 1.14: what was in time asks for no reason for being late."""
        self.env.company.sla_solution_required = True
        ticket = self._routed("legal")
        ticket.action_classify("2")
        with freeze_time(local("2026-03-09T18:00:00")):
            self._contact(ticket, moment=local("2026-03-09T09:15:00"))
        self.assertTrue(ticket.closed)
        self.assertEqual(self._status(ticket, "resolution").breached_at, False)

    def test_contact_point(self):
        """SLA 1.14: the area calls the contract's contact point, not the sender."""
        point = self.env["res.partner"].create(
            {"name": "Gerencia", "parent_id": self.customer.id}
        )
        self.contract.contact_ids = point
        ticket = self._routed("commercial")
        wizard = self.env["bacg.sla.contact.made"].with_user(self.agent)
        self.assertEqual(
            wizard.create({"ticket_id": ticket.id, "result": "x"}).partner_id, point
        )

    def test_moment(self):
        """SLA 1.14: a contact cannot be before the report or in the future."""
        ticket = self._routed("legal")
        for wrong in ("2026-03-09T08:00:00", "2026-03-10T08:00:00"):
            with self.assertRaises(UserError):
                self._contact(ticket.with_user(self.agent), moment=local(wrong))
        with self.assertRaises(UserError):
            self._contact(ticket.with_user(self.agent), result="  ")
        self.assertFalse(ticket.first_response_at)


@tagged("post_install", "-at_install")
class TestCoveragePortal(SlaCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env,
            login="coverage_portal",
            groups="base.group_portal",
            partner_id=cls.contact.id,
        )
        cls.stranger = new_test_user(
            cls.env, login="coverage_stranger", groups="base.group_portal"
        )
        cls.ticket = cls._case(local("2026-03-09T08:30:00"))
        cls.ticket.category_id = kind(cls.env, "excluded_report")
        cls.ticket.action_classify("0")

    def _choose(self, login, way):
        self.authenticate(login, login)
        return self.url_open(
            f"/my/ticket/{self.ticket.id}/way",
            data={"way": way, "csrf_token": Request.csrf_token(self)},
            allow_redirects=False,
        )

    def test_page_and_choice(self):
        """SLA 1.11: the customer reads the reason, and chooses an alternative."""
        self.authenticate("coverage_portal", "coverage_portal")
        page = self.url_open(f"/my/ticket/{self.ticket.id}").text
        self.assertIn("Crear reportes que no existen en el sistema.", page)
        self.assertIn("/way", page)
        self.assertEqual(self._choose("coverage_portal", "quote").status_code, 303)
        self.assertIn("a quote", self.ticket.sudo().message_ids[0].body)
        self.assertEqual(self.ticket.sudo().message_ids[0].author_id, self.contact)
        self.assertTrue(self.ticket.sudo().lead_case_ids)

    def test_wrong_choice(self):
        """SLA 1.05: only the customer can choose, and only what is offered."""
        self.assertEqual(self._choose("coverage_stranger", "quote").status_code, 404)
        self.ticket.message_subscribe(self.stranger.partner_id.ids)
        self.assertEqual(self._choose("coverage_stranger", "quote").status_code, 404)
        with self.assertLogs("odoo.http", "WARNING"):
            self.assertNotEqual(self._choose("coverage_portal", "x").status_code, 303)
        self.assertFalse(self.ticket.sudo().lead_case_ids)
