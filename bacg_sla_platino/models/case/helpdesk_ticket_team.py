# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    def _retrieve_dashboard(self):
        """Name the tiles of the dashboard as we do: OCA has them in English alone."""
        names = {
            "helpdesk_mgmt.helpdesk_ticket_action_unassigned": self.env._(
                "Open cases without a team"
            ),
            "helpdesk_mgmt.helpdesk_ticket_action_opened": self.env._("Open cases"),
        }
        return [
            {**tile, "name": names.get(tile["action"], tile["name"])}
            for tile in super()._retrieve_dashboard()
        ]

    @api.model
    def _case_get_portal_team(self, company):
        """Return the team that handles what customers of our company send, in sudo."""
        # sudo: customers may know which team handles their cases
        return self.sudo().search(
            [
                ("company_id", "in", [False, company.id]),
                ("show_in_portal", "=", True),
                ("alias_name", "!=", False),
            ],
            limit=1,
        )
