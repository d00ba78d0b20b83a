# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, new_test_user, tagged

from .common import SlaCommon, local

OWN_MODELS = (
    "bacg.sla.agreement",
    "bacg.sla.clause",
    "bacg.sla.policy",
    "bacg.sla.target",
    "bacg.sla.contract",
    "bacg.sla.contract.domain",
    "bacg.sla.event",
    "bacg.sla.pause",
    "bacg.sla.status",
    "bacg.sla.report",
    "bacg.sla.outage.report",
    "bacg.sla.statement",
    "bacg.mail.inbound",
    "bacg.sla.escalation",
    "bacg.sla.escalation.fired",
    "bacg.sla.webhook",
    "bacg.sla.webhook.delivery",
    "bacg.sla.contract.extra",
    "bacg.sla.contract.contact",
    "bacg.development",
    "bacg.sla.fix.term",
    "bacg.migration",
    "bacg.migration.line",
    "bacg.interface",
    "bacg.change.minute",
    "bacg.change.line",
    "bacg.change.evidence",
    "bacg.interface.risk",
    "bacg.known.bug",
    "bacg.known.bug.case",
    "bacg.known.bug.release",
    "bacg.vitt.app",
    "bacg.vitt.app.category",
    "bacg.vitt.app.version",
    "bacg.vitt.app.installation",
    "bacg.approval",
    "bacg.approval.link",
    "bacg.sla.contract.acceptance",
    "bacg.hours.grant",
    "bacg.hours.draw",
    "bacg.hours.entry",
    "bacg.hours.allocation",
    "bacg.hours.alert",
    "bacg.sla.session",
)
FACTS = (
    "bacg.sla.event",
    "bacg.sla.pause",
    "bacg.sla.status",
    "bacg.sla.escalation.fired",
    "bacg.hours.draw",
    "bacg.hours.entry",
    "bacg.hours.allocation",
    "bacg.hours.alert",
    "bacg.sla.session",
    "bacg.approval",
    "bacg.interface.risk",
    "bacg.change.evidence",
)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 14:00:00")
class TestAccessRights(SlaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "acl_portal", groups="base.group_portal")
        cls.public = cls.env.ref("base.public_user")
        cls.employee = new_test_user(cls.env, "acl_employee", groups="base.group_user")
        cls.personal = new_test_user(
            cls.env, "acl_personal", groups="helpdesk_mgmt.group_helpdesk_user_own"
        )

    def test_outsiders_reach_no_model_of_ours(self):
        """SLA 1.05: neither the portal nor the public nor an employee reads them."""
        for user in (self.portal, self.public, self.employee):
            for model in OWN_MODELS:
                with self.subTest(user=user.login, model=model):
                    records = self.env[model].with_user(user)
                    for operation in ("read", "write", "create", "unlink"):
                        self.assertFalse(records.has_access(operation))

    def test_nobody_writes_facts(self):
        """The clocks move by what people do, not by writing them."""
        for model in FACTS:
            for user in (self.agent, self.manager):
                records = self.env[model].with_user(user)
                self.assertTrue(records.has_access("read"))
                for operation in ("write", "create", "unlink"):
                    with self.subTest(
                        user=user.login, model=model, operation=operation
                    ):
                        self.assertFalse(records.has_access(operation))

    def test_report_lies_not_in_the_future(self):
        """A clock that starts next year would never be late."""
        values = {"name": "Caso", "description": "x", "team_id": self.team.id}
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        with self.assertRaisesRegex(UserError, "future"):
            tickets.create({**values, "reported_at": "2027-03-09 14:00:00"})
        ticket = tickets.create({**values, "reported_at": "2026-03-09 13:00:00"})
        self.assertEqual(ticket.reported_at, local("2026-03-09T07:00:00"))

    def test_agreements_are_the_administrators(self):
        agreements = self.env["bacg.sla.agreement"]
        for user in (self.agent, self.manager):
            self.assertTrue(agreements.with_user(user).has_access("read"))
            self.assertFalse(agreements.with_user(user).has_access("write"))
        administrator = new_test_user(
            self.env,
            "acl_administrator",
            groups="bacg_sla_platino.group_bacg_sla_platino_administrator",
        )
        self.assertTrue(agreements.with_user(administrator).has_access("write"))

    def test_contracts_are_the_managers(self):
        with self.assertRaises(AccessError):
            self.contract.with_user(self.agent).share_cases = True
        self.contract.with_user(self.manager).share_cases = True

    def test_clocks_follow_the_case(self):
        """Who does not see a case does not see its clocks either."""
        ticket = self._case(local("2026-03-09T08:00:00"), user_id=self.agent.id)
        domain = [("ticket_id", "=", ticket.id)]
        for model in FACTS[0], FACTS[2]:
            records = self.env[model]
            self.assertTrue(records.with_user(self.agent).search(domain))
            self.assertFalse(records.with_user(self.personal).search(domain))

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Otra"})
        foreign = new_test_user(
            self.env,
            "acl_foreign",
            groups="helpdesk_mgmt.group_helpdesk_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        ticket = self._case(local("2026-03-09T08:00:00"))
        self.assertFalse(
            self.env["bacg.sla.status"]
            .with_user(foreign)
            .search([("ticket_id", "=", ticket.id)])
        )
        self.assertFalse(
            self.env["bacg.sla.contract"]
            .with_user(foreign)
            .search([("id", "=", self.contract.id)])
        )

    def test_public_does_not_write_stages(self):
        """OCA's access list lets the public write stages."""
        self.assertFalse(self.stage_new.with_user(self.public).has_access("write"))
        with self.assertRaises(AccessError):
            self.stage_new.with_user(self.public).name = "Hackeada"

    def test_customers_call_no_agents_buttons(self):
        """SLA 1.05: what an agent's button does, a customer's call does not."""
        ticket = self._case(local("2026-03-09T08:00:00"))
        ticket.sudo().message_subscribe(self.portal.partner_id.ids)
        self.assertTrue(ticket.with_user(self.portal).has_access("read"))
        for method in (
            "action_classify_1",
            "action_outage_confirmed_total",
            "action_outage_confirmed_partial",
            "action_outage_some_users",
        ):
            for user in (self.portal, self.employee):
                case = ticket.with_user(user)
                with (
                    self.subTest(method, user=user.login),
                    self.assertRaisesRegex(AccessError, "Personal tickets"),
                ):
                    getattr(case, method)()
        self.assertEqual(ticket.priority, "0")
        self.assertFalse(ticket.first_response_at)
        for method in ("action_sla_approve_user", "action_sla_invite_again"):
            for user in (self.portal, self.employee, self.personal):
                with (
                    self.subTest(method, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    getattr(self.contact.with_user(user), method)()

    def test_calls_bring_no_inner_keys(self):
        """SLA 1.19: no context that a call brings holds or backdates a clock."""
        ticket = self._case(local("2026-03-09T08:00:00"))
        context = {
            "sla_syncing": True,
            "sla_at": "2026-03-09 08:00:01",
            "sla_corrected": True,
            "sla_cancel_reason": "refuted",
            "sla_facts_follow": True,
        }
        tickets = self.env(user=self.agent, context={})["helpdesk.ticket"]
        values = {"stage_id": self.stage_customer.id}
        with freeze_time(local("2026-03-09T10:00:00")):
            call_kw(tickets, "write", [ticket.ids, values], {"context": context})
        pause = ticket.sudo().sla_pause_ids
        self.assertEqual(pause.start, local("2026-03-09T10:00:00"))
        resolution = self._status(ticket, "resolution")
        self.assertEqual(resolution.state, "paused")
