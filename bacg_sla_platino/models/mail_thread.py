# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        """One message to both support mailboxes is one case; core makes one a route."""
        routes = super().message_route(
            message, message_dict, model, thread_id, custom_values
        )
        new_cases = [
            route for route in routes if route[0] == "helpdesk.ticket" and not route[1]
        ]
        if len(new_cases) < 2:
            return routes
        # A team's own address comes before further ones.
        given = [route[4].id for route in new_cases]
        teams = self.env["helpdesk.ticket.team"].sudo()
        aliases = teams.search([("alias_id", "in", given)]).alias_id
        main = min(new_cases, key=lambda route: (route[4] not in aliases, route[4].id))
        return [route for route in routes if route not in new_cases or route is main]
