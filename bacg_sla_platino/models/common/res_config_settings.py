# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Show the help of a helpdesk setting's field below it.

        Core shows it only to who points at the label, which no thumb does.
        """
        arch, view = super()._get_view(view_id, view_type, **options)
        settings = arch.findall(".//app[@name='helpdesk_mgmt']//setting")
        helpless = {
            setting: field.get("name")
            for setting in settings
            if not setting.get("help")
            and (field := setting.find(".//field")) is not None
        }
        helps = self.fields_get(list(helpless.values()), ["help"]) if helpless else {}
        for setting, name in helpless.items():
            if text := helps.get(name, {}).get("help"):
                setting.set("help", text)
        return arch, view
