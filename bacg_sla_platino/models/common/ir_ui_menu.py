# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    @api.model
    def load_menus(self, debug):
        """Name OCA's menus as we do: its Spanish says “tíquet” and “ticket”.

        Translations of ours cannot change the terms of another module.
        """
        names = self._get_names_of_ours()
        return {
            menu_id: {**menu, "name": names.get(menu.get("xmlid"), menu["name"])}
            for menu_id, menu in super().load_menus(debug).items()
        }

    @api.model
    def _get_names_of_ours(self):
        return {
            "helpdesk_mgmt.helpdesk_ticket_menu": self.env._("Cases"),
            "helpdesk_mgmt.helpdesk_own_ticket_menu": self.env._("My cases"),
            "helpdesk_mgmt.helpdesk_all_ticket_menu": self.env._("All cases"),
            "helpdesk_mgmt.helpdesk_ticket_reporting_analysis": self.env._("Cases"),
            "helpdesk_mgmt.helpdesk_ticket_tag_menu": self.env._("Tags of cases"),
        }
