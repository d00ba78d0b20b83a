# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk


class SlaCustomerPortal(CustomerPortalHelpdesk):
    def _prepare_portal_layout_values(self):
        values = super()._prepare_portal_layout_values()
        values["sla_now"] = fields.Datetime.now()
        return values

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        values["sla_clocks"] = ticket._sla_portal_clocks()
        # A visitor with the link reads and answers; closing needs the account.
        values["sla_may_close"] = not request.env.user._is_public()
        return values

    def _ticket_get_searchbar_sortings(self):
        sortings = super()._ticket_get_searchbar_sortings()
        sortings["date"]["order"] = "reported_at desc, id desc"
        sortings["sla_deadline"] = {
            "order": "sla_deadline, id desc",
            "sequence": 5,
        }
        return self._relabel(
            sortings,
            date=request.env._("Newest"),
            name=request.env._("Title"),
            stage=request.env._("Stage"),
            update=request.env._("Last change of stage"),
            sla_deadline=request.env._("Next deadline"),
        )

    def _ticket_get_searchbar_groupby(self):
        return self._relabel(
            super()._ticket_get_searchbar_groupby(),
            none=request.env._("None"),
            category=request.env._("Category"),
            stage=request.env._("Stage"),
        )

    def _ticket_get_searchbar_inputs(self):
        return self._relabel(
            super()._ticket_get_searchbar_inputs(),
            all=request.env._("Search in all"),
            number=request.env._("Search in the number"),
            name=request.env._("Search in the title"),
        )

    def _relabel(self, options, **labels):
        """Name options in the customer's language: OCA's labels lack Spanish."""
        for name, label in labels.items():
            options[name]["label"] = label
        return options
