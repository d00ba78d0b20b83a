# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk


class SlaCustomerPortal(CustomerPortalHelpdesk):
    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        values["sla_clocks"] = ticket._sla_portal_clocks()
        # A visitor with the link reads and answers; closing needs the account.
        values["sla_may_close"] = not request.env.user._is_public()
        return values

    def _ticket_get_searchbar_sortings(self):
        sortings = super()._ticket_get_searchbar_sortings()
        sortings["sla_deadline"] = {
            "label": request.env._("Next deadline"),
            "order": "sla_deadline, id desc",
            "sequence": 5,
        }
        return sortings
