# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestOnboardingHelp(TransactionCase):
    def test_every_setting_has_a_line_of_help(self):
        view = self.env.ref("base.res_config_settings_view_form")
        settings = self.env["res.config.settings"]
        arch, _view = settings._get_view(view.id, "form")
        ours = arch.findall(".//app[@name='helpdesk_mgmt']//setting")
        self.assertGreater(len(ours), 20)
        self.assertFalse([s.get("id") for s in ours if not s.get("help")])
