# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk


class VendorPortal(CustomerPortalHelpdesk):
    """Shows the customer how the case waits for others (SLA 1.22)."""

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        values["vendor_ledger"] = ticket._vendor_get_portal_ledger()
        return values
