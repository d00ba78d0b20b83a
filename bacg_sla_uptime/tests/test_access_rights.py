# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import UptimeCommon

OPERATIONS = ("read", "write", "create", "unlink")


@tagged("post_install", "-at_install")
class TestAccessRights(UptimeCommon):
    def test_outsiders_reach_no_instance(self):
        """Neither customers nor the public nor employees read the model."""
        outsiders = [
            new_test_user(self.env, "uptime_portal", groups="base.group_portal"),
            new_test_user(self.env, "uptime_employee", groups="base.group_user"),
            self.env.ref("base.public_user"),
        ]
        for user in outsiders:
            instances = self.env["bacg.hosted.instance"].with_user(user)
            for operation in OPERATIONS:
                with self.subTest(user=user.login, operation=operation):
                    self.assertFalse(instances.has_access(operation))

    def test_agents_read_and_managers_write(self):
        agent = new_test_user(
            self.env, "uptime_own", groups="helpdesk_mgmt.group_helpdesk_user_own"
        )
        self.assertEqual(self.instance.with_user(agent).judgement, "judged")
        with self.assertRaises(AccessError):
            self.instance.with_user(agent).name = "Pruebas"
        self.instance.with_user(self.manager).name = "Pruebas"
        self.instance.with_user(self.manager).unlink()

    def test_another_company_does_not_see_the_instance(self):
        company = self.env["res.company"].create({"name": "BACG Honduras"})
        stranger = new_test_user(
            self.env,
            "uptime_stranger",
            groups="helpdesk_mgmt.group_helpdesk_manager",
            company_id=company.id,
            company_ids=company.ids,
        )
        with self.assertRaises(AccessError):
            self.instance.with_user(stranger).read(["name"])
