# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ...tools.clock.change import NO_CHANGE
from ..common import SlaCommon, local

REPORTED = local("2026-03-08T03:00:07")
# At night, ten minutes after the report, and after its deadlines.
EARLY = local("2026-03-08T03:10:00")
LATE = local("2026-03-08T05:00:00")


class OutageCommon(SlaCommon):
    def setUp(self):
        super().setUp()
        row = self._receive(
            self._mail(subject="URGENTE: nadie entra", Date=None), REPORTED
        )
        self.ticket = row.ticket_id.with_user(self.agent)

    def _judge(self, moment, scope, *args, ticket=None):
        """Set the outcome of a claim at a moment, as the buttons and the form do."""
        with freeze_time(moment):
            (ticket or self.ticket)._outage_judge(scope, *args)

    def _clock(self, metric, ticket=None):
        """Return the target, start, deadline and breach of the current clock."""
        status = self._status(ticket or self.ticket, metric)
        target = status.target_id
        return (
            (target.policy_id.priority, target.minutes),
            status.started_at,
            status.deadline,
            status.breached_at,
        )

    def _voided(self):
        """Return the voided clocks in order of their deadlines."""
        voided = self.ticket.sudo().sla_status_ids.filtered("voided")
        return voided.sorted("breached_at")

    def _outcomes(self):
        """Return the events about the claim."""
        return self.ticket.sudo().sla_event_ids.filtered(lambda e: e.kind == "scope")


@tagged("post_install", "-at_install")
class TestOutage(OutageCommon):
    def test_claim_is_priority_1(self):
        """SLA 2.02: the prefix creates an outage claim of priority 1 to be checked."""
        self.assertEqual(self.ticket.priority, "3")
        self.assertEqual(self.ticket.outage_scope, "claimed")
        self.assertFalse(self.ticket.classified_at)
        self.assertEqual(
            self._clock("first_response"),
            (("3", 30), REPORTED, local("2026-03-08T03:30:07"), False),
        )
        self.assertEqual(
            self._clock("resolution"),
            (("3", 60), REPORTED, local("2026-03-08T04:00:07"), False),
        )
        claim = self._outcomes()
        self.assertEqual((claim.at, claim.new_value), (REPORTED, "claimed"))
        self.assertEqual(claim.author_id, self.contact)

    def test_confirmed_keeps_priority_1(self):
        """SLA 2.03: a total or partial outage keeps priority 1 and its clocks."""
        before = self._clock("first_response"), self._clock("resolution")
        for scope in ("total", "partial"):
            ticket = self._receive(
                self._mail(subject=f"URGENTE {scope}", Date=None), REPORTED
            ).ticket_id.with_user(self.agent)
            with freeze_time(EARLY):
                getattr(ticket, f"action_outage_confirmed_{scope}")()
            self.assertEqual((ticket.priority, ticket.outage_scope), ("3", scope))
            self.assertEqual(ticket.classified_at, EARLY)
            after = (
                self._clock("first_response", ticket),
                self._clock("resolution", ticket),
            )
            self.assertEqual(after, before)
            self.assertFalse(ticket.first_response_at, "one click tells nobody")

    def test_a_confirmed_claims_breach_stays(self):
        """SLA 2.03: breaches on a real outage count."""
        self._judge(LATE, "total", "3")
        for metric, deadline in (
            ("first_response", local("2026-03-08T03:30:07")),
            ("resolution", local("2026-03-08T04:00:07")),
        ):
            self.assertEqual(self._clock(metric)[3], deadline)
        self.assertFalse(self._voided())

    def test_some_users(self):
        """SLA 2.05: some users: priority 2, resolved 24 hours from the report."""
        with freeze_time(LATE):
            self.ticket._sla_sync()
            self.ticket.action_outage_some_users()
        self.assertEqual(self.ticket.priority, "2")
        self.assertEqual(
            self._clock("first_response"),
            (
                ("2", 60),
                REPORTED,
                local("2026-03-08T04:00:07"),
                local("2026-03-08T04:00:07"),
            ),
        )
        self.assertEqual(
            self._clock("resolution"),
            (("2", 1440), REPORTED, local("2026-03-09T03:00:07"), False),
        )
        self.assertEqual(
            self._voided().mapped("breached_at"),
            [local("2026-03-08T03:30:07"), local("2026-03-08T04:00:07")],
        )

    def test_refuted_claim_voids_its_breach(self):
        """SLA 2.03: a refuted claim is judged by its actual policy from the report."""
        with freeze_time(LATE):
            self._answer(self.ticket)
        presumed = self._status(self.ticket, "first_response")
        self.assertEqual(presumed.breached_at, local("2026-03-08T03:30:07"))
        self._judge(LATE, "none", "1", "Todos trabajan normal.")
        self.assertEqual(presumed.state, "cancelled")
        self.assertEqual(presumed.cancel_reason, "refuted")
        self.assertEqual(presumed.standing, "voided")
        self.assertEqual(presumed.breached_at, local("2026-03-08T03:30:07"))
        self.assertTrue(presumed.voided)
        self.assertEqual(
            self._clock("first_response"),
            (("1", 360), REPORTED, local("2026-03-08T09:00:07"), False),
        )
        # 48 business hours from Monday 8:00: six working days.
        self.assertEqual(
            self._clock("resolution"),
            (("1", 2880), REPORTED, local("2026-03-16T17:00:00"), False),
        )
        self.assertNotIn(self.ticket.sla_state, ("late", "done_late"))

    def test_the_agents_own_priority_1_voids_nothing(self):
        """SLA 2.03: the breach stays if priority 1 was right despite the refutation."""
        self._judge(LATE, "none", "3", "Sin interrupción, pero urge.")
        self.assertFalse(self._voided())
        self.assertEqual(self._clock("first_response")[3], local("2026-03-08T03:30:07"))

    def test_own_cause_is_told_and_kept(self):
        """SLA 2.04: the ledger has checks, cause, author, time and reason."""
        self.ticket.write(
            {"outage_checked_internet": True, "outage_checked_firewall": True}
        )
        self._judge(EARLY, "local", "0", "El enlace de la tienda.", "internet")
        self.assertEqual(self.ticket.outage_cause, "internet")
        outcome = self._outcomes()[-1]
        self.assertEqual(
            (outcome.at, outcome.author_id, outcome.reason, outcome.checks),
            (
                EARLY,
                self.agent.partner_id,
                "El enlace de la tienda.",
                "internet,firewall",
            ),
        )
        self.assertEqual(
            outcome.change,
            "Outage claimed, to be checked → The customer's own network or services"
            " – cause: Their internet connection"
            " – checked: Their internet connection, A firewall of theirs",
        )

    def test_the_reason_is_the_first_response(self):
        """SLA 2.03: the customer gets the reason in a message by the agent."""
        self._judge(EARLY, "none", "1", "Todos <b>trabajan</b> normal.")
        message = self.ticket.first_response_message_id
        self.assertEqual(message.author_id, self.agent.partner_id)
        self.assertEqual(message.message_type, "comment")
        self.assertFalse(message.is_internal)
        self.assertIn(self.contact, message.notified_partner_ids)
        self.assertIn("the service is running", message.body)
        self.assertIn("Todos &lt;b&gt;trabajan&lt;/b&gt; normal.", message.body)
        self.assertIn("Resolution: 48 h in business hours", message.body)
        status = self._status(self.ticket, "first_response")
        self.assertEqual((status.state, status.reached_at), ("reached", EARLY))
        self.assertFalse(status.breached_at)

    def test_the_reason_is_in_the_customers_language(self):
        """SLA 2.03: the message is in the customer's language."""
        self.env["res.lang"]._activate_lang("es_419")
        template = self.env.ref("bacg_sla_platino.mail_template_outage_outcome")
        english = template.with_context(lang="en_US").body_html
        template.with_context(lang="es_419").body_html = english.replace(
            "the service is running", "el servicio funciona"
        )
        self.contact.lang = "es_419"
        self._judge(EARLY, "none", "0", "Todos trabajan normal.")
        self.assertIn(
            "el servicio funciona", self.ticket.first_response_message_id.body
        )


@tagged("post_install", "-at_install")
class TestOutageRules(OutageCommon):
    def test_what_is_missing_is_named(self):
        """SLA 2.03, 2.04: without reason, cause or claim, nothing is written."""
        with freeze_time(REPORTED):
            plain = self._case(REPORTED)
        for words, ticket, *outcome in (
            ("Reason", self.ticket, "none", "0", "  "),
            ("Reason", self.ticket, "local", "0", None, "internet"),
            ("Cause", self.ticket, "local", "0", "Su red"),
            ("no outage is claimed", plain, "total", "3"),
        ):
            with (
                self.subTest(outcome=outcome),
                self.assertRaisesRegex(UserError, words),
            ):
                self._judge(EARLY, *outcome, ticket=ticket)
        self.assertEqual(self.ticket.outage_scope, "claimed")
        self.assertEqual(plain.priority, "0")

    def test_some_users_without_a_claim(self):
        """SLA 2.05: the 24 hours also apply without the prefix URGENTE."""
        with freeze_time(REPORTED):
            self.ticket = self._case(REPORTED)
        with freeze_time(EARLY):
            self.ticket.action_outage_some_users()
        self.assertEqual(
            self._clock("resolution"),
            (("2", 1440), REPORTED, local("2026-03-09T03:00:07"), False),
        )
        self.assertFalse(self._voided(), "nothing was presumed")
        with self.assertRaisesRegex(UserError, "already checked"):
            self._judge(LATE, "some_users", "2")
        self._judge(LATE, "total", "3", "Son todos.")
        self.assertEqual(self.ticket.priority, "3")

    def test_two_agents_do_not_judge_twice(self):
        """SLA 2.03: the second click does not overwrite the first."""
        self._judge(EARLY, "partial", "3")
        with self.assertRaisesRegex(UserError, "already checked"):
            self._judge(EARLY, "some_users", "2")
        self.assertEqual(self.ticket.outage_scope, "partial")

    def test_a_claim_is_not_classified_past(self):
        """SLA 2.03: the priority of a claim follows from its outcome."""
        with self.assertRaisesRegex(UserError, "Enter its outcome first"):
            self.ticket.action_classify("0")
        self._judge(EARLY, "none", "0", "Todos trabajan normal.")
        self.ticket.action_classify("1")
        self.assertEqual(self.ticket.priority, "1")

    def test_customers_and_strangers_are_refused(self):
        """SLA 2.03: portal users, visitors and other companies have no access."""
        portal = new_test_user(self.env, "outage_portal", groups="base.group_portal")
        self.ticket.sudo().message_subscribe(portal.partner_id.ids)
        other = self.env["res.company"].create({"name": "Otra"})
        foreign = new_test_user(
            self.env,
            "outage_foreign",
            groups="helpdesk_mgmt.group_helpdesk_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for user in (portal, self.env.ref("base.public_user"), foreign):
            ticket = self.ticket.with_user(user)
            for act in (
                ticket.action_outage_confirmed_total,
                ticket.action_outage_some_users,
                lambda ticket=ticket: ticket._outage_judge("none", "0", "No"),
                lambda ticket=ticket: ticket._outage_claim("Yo", True),
                lambda ticket=ticket: ticket.write({"outage_checked_firewall": True}),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    act()
        self.assertEqual(self.ticket.outage_scope, "claimed")
        for user in (portal, self.env.ref("base.public_user")):
            for model in ("bacg.sla.outage.outcome", "bacg.sla.outage.claim"):
                self.assertFalse(self.env[model].with_user(user).has_access("create"))
        values = {"ticket_id": self.ticket.id, "scope": "none", "priority": "0"}
        wizard = self.env["bacg.sla.outage.outcome"].with_user(foreign)
        with self.assertRaises(AccessError):
            wizard.create({**values, "reason": "No"}).action_confirm()

    def test_customers_claim_nothing_by_writing(self):
        """SLA 1.05, 2.02: values that only BACG sets are ignored from customers."""
        portal = new_test_user(self.env, "outage_values", groups="base.group_portal")
        values = self.ticket.with_user(portal)._sla_prepare_values(
            {"outage_scope": "total", "outage_cause": "internet", "name": "x"},
            NO_CHANGE,
        )
        self.assertEqual(values, {"name": "x"})

    def test_closed_claims_wait_for_nobody(self):
        """SLA 2.03: a claim is in no queue once its case is closed."""
        self.assertTrue(self.ticket.outage_check_due_at)
        self.ticket.stage_id = self.stage_done
        self.assertFalse(self.ticket.outage_check_due_at)


@tagged("post_install", "-at_install")
class TestOutageForms(OutageCommon):
    def _form(self, scope=None):
        context = {"default_ticket_id": self.ticket.id, "default_scope": scope}
        wizard = self.env["bacg.sla.outage.outcome"].with_user(self.agent)
        return Form(wizard.with_context(**context))

    def test_own_cause(self):
        """SLA 2.04: the cause proposes a text, the agent sets the priority."""
        with freeze_time(EARLY):
            form = self._form("local")
            form.cause = "firewall"
            self.assertIn("A firewall on your side", form.reason)
            self.assertFalse(form.priority)
            form.priority = "1"
            form.reason = "El firewall que cambiaron ayer."
            self.assertIn("El firewall que cambiaron ayer.", form.message)
            form.save().action_confirm()
        self.assertEqual(self.ticket.outage_scope, "local")
        self.assertEqual(self.ticket.outage_cause, "firewall")
        self.assertEqual(self.ticket.priority, "1")
        self.assertEqual(self.ticket.first_response_at, EARLY)

    def test_the_form_of_the_case(self):
        """SLA 2.04: the checklist is part of the case form."""
        with Form(self.ticket) as form:
            form.outage_checked_network = True
        self._judge(EARLY, "total", "3")
        self.assertEqual(self._outcomes()[-1].checks, "network")

    def test_setting(self):
        """SLA 2.02: the company sets how long a claim may wait."""
        company = self.ticket.sudo().company_id
        company.sla_claim_check_minutes = 25
        with freeze_time(EARLY):
            ticket = self._case(EARLY, outage_scope="claimed", priority="3")
        self.assertEqual(ticket.outage_check_due_at, local("2026-03-08T03:35:00"))
        with self.assertRaises(ValidationError):
            company.sla_claim_check_minutes = -1


@tagged("post_install", "-at_install")
class TestOutageQueue(OutageCommon):
    def _queue(self, view, domain):
        view = self.env.ref(f"bacg_sla_platino.{view}")
        arch = self.env["helpdesk.ticket"].get_view(view.id, "list")["arch"]
        order = arch.partition('default_order="')[2].partition('"')[0]
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        return tickets.search([*domain, ("id", "in", self.tickets.ids)], order=order)

    def test_unchecked_claims_stand_on_top(self):
        """SLA 2.02: an unchecked claim is listed above other late cases."""
        with freeze_time(LATE):
            late = self._case(local("2026-03-02T08:00:00"))
            second = self._case(LATE, outage_scope="claimed", priority="3")
        self.tickets = late | second | self.ticket
        classify = self.env.ref("bacg_sla_platino.helpdesk_ticket_action_to_classify")
        queues = (
            ("helpdesk_ticket_view_list_to_classify", safe_eval(classify.domain)),
            ("helpdesk_ticket_view_list_queue", [("sla_deadline", "!=", False)]),
        )
        for view, domain in queues:
            with self.subTest(view):
                self.assertEqual(
                    self._queue(view, domain).ids, [self.ticket.id, second.id, late.id]
                )
        self._judge(LATE, "some_users", "2")
        self.assertFalse(self.ticket.outage_check_due_at)
        self.assertEqual(self._queue(*queues[0])[:1], second)
        self.assertNotIn(self.ticket, self._queue(*queues[0]))

    def test_a_claim_on_a_classified_case_is_in_the_queue(self):
        """SLA 2.02: also if the case was classified long before."""
        with freeze_time(EARLY):
            self.tickets = ticket = self._case(local("2026-03-02T08:00:00"))
            ticket.action_classify("0")
            ticket._outage_claim("Llama Lucía: nadie entra", from_now=True)
        action = self.env.ref("bacg_sla_platino.helpdesk_ticket_action_to_classify")
        domain = safe_eval(action.domain)
        self.assertTrue(self._queue("helpdesk_ticket_view_list_to_classify", domain))
