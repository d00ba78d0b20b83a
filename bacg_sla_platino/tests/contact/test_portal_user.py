# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.modules.migration import load_script
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import file_path

from ..common import SlaCommon, local

MONDAY = local("2026-03-09T08:00:00")


@tagged("post_install", "-at_install")
class TestPortalUser(SlaCommon):
    """SLA 1.03: a user for every sender, and no more than an hour may bring."""

    def _senders(self, *addresses, moment=MONDAY):
        partners = self.env["res.partner"]
        for address in addresses:
            row = self._receive(self._mail(sender=address, subject=address), moment)
            self.assertEqual(row.state, "case", row.error)
            partners |= row.ticket_id.partner_id
        return partners

    def _invitations(self, partner):
        mails = self.env["mail.mail"].search([("body_html", "like", "/web/signup")])
        return mails.filtered(lambda mail: partner in mail.recipient_ids)

    def test_limits(self):
        """Per unknown domain and in all; customers count only in all."""
        self.env.company.write(
            {"sla_portal_user_limit": 6, "sla_portal_user_domain_limit": 2}
        )
        unknown = self._senders(*(f"x{number}@otra.gt" for number in range(4)))
        self.assertEqual(len(unknown.user_ids), 2)
        known = self._senders(*(f"x{number}@cafe.gt" for number in range(3)))
        self.assertEqual(len(known.user_ids), 3)
        last = self._senders("x@tercera.gt", "x@cuarta.gt", "y@cafe.gt")
        self.assertEqual(last.mapped(lambda p: len(p.user_ids)), [1, 0, 0])
        waiting = (unknown | last).filtered(lambda p: p.sla_user_request)
        self.assertEqual(len(waiting), 4)
        later = self._senders("z@otra.gt", moment=local("2026-03-09T09:00:01"))
        self.assertTrue(later.user_ids)

    def test_who_waits_is_not_asked_for_twice(self):
        self.env.company.sla_portal_user_limit = 0
        partner = self._senders("x@otra.gt")
        self._receive(
            self._mail(sender="x@otra.gt", subject="Otra"), local("2026-03-09T12:00:00")
        )
        self.assertFalse(partner.user_ids)
        self.assertEqual(partner.sla_user_requested_at, MONDAY)

    def test_approved_and_refused_in_batch(self):
        self.env.company.sla_portal_user_limit = 0
        waiting = self._senders("a@otra.gt", "b@otra.gt", "c@otra.gt")
        approved, refused = waiting[:2], waiting[2]
        approved.with_user(self.manager).action_sla_approve_user()
        refused.with_user(self.manager).action_sla_refuse_user()
        self.assertEqual(len(approved.user_ids), 2)
        self.assertEqual(set(approved.mapped("sla_portal_access")), {"invited"})
        for partner in approved:
            self.assertEqual(len(self._invitations(partner)), 1)
        self.env.company.sla_portal_user_limit = 20
        self.assertEqual(self._senders("C <c@otra.gt>"), refused)
        self.assertEqual(refused.sla_portal_access, "refused")
        self.assertFalse(refused.user_ids)

    def test_approval_tells_what_is_in_the_way(self):
        self.env.company.sla_portal_user_limit = 0
        waiting = self._senders("a@otra.gt")
        new_test_user(self.env, "b@otra.gt", groups="base.group_portal")
        waiting.email = "b@otra.gt"
        with self.assertRaisesRegex(UserError, "user name of"):
            waiting.with_user(self.manager).action_sla_approve_user()
        waiting.email = False
        with self.assertRaisesRegex(UserError, "mail address"):
            waiting.with_user(self.manager).action_sla_approve_user()

    def test_no_user_for_robots_and_lists(self):
        robot = self._senders("no-reply@otra.gt")
        self.assertFalse(robot.user_ids or robot.sla_user_request)
        alarm = self._receive(
            self._mail(sender="erp@cafe.gt", Auto_Submitted="auto-generated")
        ).ticket_id.partner_id
        self.assertFalse(alarm.user_ids or alarm.sla_user_request)

    def test_known_mode_needs_a_contract_in_force(self):
        self.env.company.sla_portal_user_creation = "known"
        with freeze_time(MONDAY):
            self.assertTrue(self._senders("y@cafe.gt").user_ids)
            self.contract.date_to = "2026-03-01"
            self.assertFalse(self._senders("z@cafe.gt").user_ids)

    def test_invited_again(self):
        """The agent sends the invitation again, from the case; who came gets none."""
        partner = self._senders("a@otra.gt")
        case = self.env["helpdesk.ticket"].search([("partner_id", "=", partner.id)])
        with freeze_time("2026-04-01 12:00:00"):
            self.assertEqual(case.sla_portal_access, "expired")
            case.with_user(self.agent).action_invite_again()
            self.assertEqual(case.sla_portal_access, "invited")
        self.assertEqual(len(self._invitations(partner)), 2)
        partner.user_ids.with_user(partner.user_ids)._update_last_login()
        self.env.invalidate_all()
        self.assertEqual(case.sla_portal_access, "active")
        with self.assertRaisesRegex(UserError, "cannot be invited"):
            case.with_user(self.agent).action_invite_again()

    def test_contacts_of_another_company(self):
        """Who may not see a contact neither invites nor approves him."""
        self.env.company.sla_portal_user_creation = "never"
        partner = self._senders("a@otra.gt")
        partner.company_id = self.env["res.company"].create({"name": "Otra"})
        for user, method in (
            (self.agent, "action_sla_invite_again"),
            (self.manager, "action_sla_approve_user"),
            (self.manager, "action_sla_refuse_user"),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(partner.with_user(user), method)()
        self.assertFalse(self._invitations(partner))

    def test_agents_do_not_approve(self):
        self.env.company.sla_portal_user_limit = 0
        waiting = self._senders("a@otra.gt")
        case = self.env["helpdesk.ticket"].search([("partner_id", "=", waiting.id)])
        for call in (
            waiting.with_user(self.agent).action_sla_approve_user,
            waiting.with_user(self.agent).action_sla_refuse_user,
            case.with_user(self.agent).action_approve_user,
        ):
            with self.assertRaises(AccessError):
                call()

    def test_never_activated_users_go(self):
        """Design 6: who never came is deleted after the days of the setting."""
        came, stayed_away = self._senders("a@otra.gt", "b@otra.gt")
        agents = self.env["res.users"].search_count([("share", "=", False)])
        came.user_ids.with_user(came.user_ids)._update_last_login()
        with freeze_time("2026-06-07 13:59:00"):
            self.env["res.users"]._gc_contact_unused_users()
        self.assertTrue(stayed_away.user_ids)
        with freeze_time("2026-06-07 14:01:00"):
            self.env["res.users"]._gc_contact_unused_users()
        self.assertTrue(came.user_ids)
        self.assertTrue(stayed_away.exists())
        self.assertFalse(stayed_away.with_context(active_test=False).user_ids)
        self.assertEqual(
            self.env["res.users"].search_count([("share", "=", False)]), agents
        )
        self._receive(self._mail(sender="b@otra.gt", subject="Otra"), MONDAY)
        self.assertTrue(stayed_away.user_ids)

    def test_purge_can_be_off(self):
        self.env.company.sla_portal_user_purge_days = 0
        partner = self._senders("a@otra.gt")
        with freeze_time("2030-01-01 12:00:00"):
            self.env["res.users"]._gc_contact_unused_users()
        self.assertTrue(partner.user_ids)

    def test_settings_are_checked(self):
        with self.assertRaisesRegex(ValidationError, "New portal users"):
            self.env.company.sla_portal_user_limit = -1

    def test_an_older_rule_is_replaced(self):
        """An update gives the portal the rule of new databases, if nobody edited it."""
        path = "bacg_sla_platino/migrations/19.0.1.1.0/post-migration.py"
        script = load_script(file_path(path), "search_by_no_contract")
        rule = self.env.ref("bacg_sla_platino.helpdesk_ticket_rule_portal")
        shared = "commercial_partner_id.sla_contract_ids.share_cases"
        own = "[('partner_id', '=', user.partner_id.id)]"
        for older, left in (
            (f"[('{shared}', '=', True)]", script.PORTAL_RULE),
            (own, own),
        ):
            rule.domain_force = older
            script._search_by_no_contract(self.env)
            self.assertEqual(rule.domain_force, left)
