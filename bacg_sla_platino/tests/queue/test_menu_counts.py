# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from unittest.mock import patch

from odoo import api, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ..common import SlaCommon

NOTIFICATION = "bacg_sla_platino.queue"


@tagged("post_install", "-at_install")
class TestMenuCounts(SlaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own_agent = new_test_user(
            cls.env,
            login="sla_own_agent",
            groups="helpdesk_mgmt.group_helpdesk_user_own",
        )
        long_ago = fields.Datetime.now() - timedelta(days=3)
        cls.tickets = cls.env["helpdesk.ticket"].create(
            [
                {
                    "name": f"Caso {number}",
                    "description": "No imprime",
                    "partner_id": cls.contact.id,
                    "team_id": cls.team.id,
                    "user_id": user.id,
                    "reported_at": long_ago,
                }
                for number, user in enumerate([cls.own_agent, cls.agent, cls.agent])
            ]
        )
        cls.menus = cls.env["ir.ui.menu"].search([("shows_count", "=", True)])

    def test_each_count_is_that_of_its_list(self):
        """SLA 1.05: what a menu says is what its list holds, for each reader."""
        self.assertIn(
            self.env.ref("bacg_sla_platino.helpdesk_ticket_late_menu"), self.menus
        )
        for user in (self.own_agent, self.agent, self.manager):
            counts = self.env["ir.ui.menu"].with_user(user).get_record_counts()
            shown = self.menus.with_user(user)._filter_visible_menus()
            self.assertEqual(set(counts), set(shown.ids))
            for menu in shown.sudo():
                records = self.env[menu.action.res_model].with_user(user)
                domain = safe_eval(menu.action.domain, {"uid": user.id})
                self.assertEqual(counts[menu.id], records.search_count(domain))
        late = self.env.ref("bacg_sla_platino.helpdesk_ticket_late_menu").id
        own = self.env["ir.ui.menu"].with_user(self.own_agent).get_record_counts()
        self.assertEqual(own[late], 1)

    def test_one_statement_counts_all(self):
        execute = api.Environment.execute_query
        with patch.object(
            api.Environment, "execute_query", autospec=True, side_effect=execute
        ) as executed:
            self.env["ir.ui.menu"].with_user(self.agent).get_record_counts()
        statements = [call.args[1].code for call in executed.call_args_list]
        self.assertEqual(sum("COUNT(*)" in code for code in statements), 1)

    def test_only_lists_are_counted(self):
        """A menu that cannot be counted is refused, and stops no other's count."""
        board = self.env.ref("helpdesk_mgmt.helpdesk_ticket_dashboard_menu")
        with self.assertRaises(ValidationError):
            board.shows_count = True
        late = self.env.ref("bacg_sla_platino.helpdesk_ticket_late_menu")
        late.action.domain = "[('create_date', '>', context_today())]"
        counts = self.env["ir.ui.menu"].with_user(self.agent).get_record_counts()
        self.assertNotIn(late.id, counts)
        self.assertTrue(counts)

    def test_customers_count_nothing(self):
        portal = new_test_user(self.env, login="sla_reader", groups="base.group_portal")
        menus = self.env["ir.ui.menu"].with_user(portal)
        self.assertEqual(menus.get_record_counts(), {})
        with self.assertRaises(AccessError):
            menus.search([])

    def test_screens_are_told_once(self):
        """One notification for many cases, without a word of what they say."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        before = self.env["bus.bus"].search_count([])
        self.tickets.with_user(self.agent).write({"user_id": self.manager.id})
        self.tickets[0].with_user(self.agent).write({"priority": "2"})
        self.env.cr.precommit.run()
        sent = self.env["bus.bus"].search([], order="id")[before:]
        told = sent.filtered(lambda row: NOTIFICATION in row.message)
        self.assertEqual(len(told), 1)
        self.assertNotIn("Caso", told.message)
        self.assertIn("res.groups", told.channel)
