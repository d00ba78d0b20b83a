# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import TransactionCase, tagged
from odoo.tools import html2plaintext


@tagged("post_install", "-at_install")
class TestOnboardingHelp(TransactionCase):
    def test_every_empty_list_teaches(self):
        ours = self.env["ir.model.data"].search(
            [("model", "=", "ir.actions.act_window"), ("module", "=like", r"bacg\_%")]
        )
        actions = self.env["ir.actions.act_window"].browse(ours.mapped("res_id"))
        pages = actions.filtered(lambda action: action.target != "new")
        mute = pages.filtered(lambda action: not html2plaintext(action.help or ""))
        self.assertFalse(mute.mapped("name"))

    def test_every_setting_has_a_line_of_help(self):
        view = self.env.ref("base.res_config_settings_view_form")
        settings = self.env["res.config.settings"]
        arch, _view = settings._get_view(view.id, "form")
        ours = arch.findall(".//app[@name='helpdesk_mgmt']//setting")
        self.assertGreater(len(ours), 20)
        self.assertFalse([s.get("id") for s in ours if not s.get("help")])
