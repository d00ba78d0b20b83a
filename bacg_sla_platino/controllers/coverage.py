# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from .case import get_ticket_sudo


class CoveragePortal(CustomerPortal):
    @route(
        "/my/ticket/<int:ticket_id>/way",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def choose_way(self, ticket_id, way=None, **_kw):
        """Register the customer's choice if a request is not covered (SLA 1.11)."""
        ticket_sudo = get_ticket_sudo(ticket_id)
        partner = request.env.user.partner_id
        if not ticket_sudo._case_is_of_customer(partner):
            raise NotFound()
        ticket_sudo._coverage_choose_way(way, partner)
        return request.redirect(f"/my/ticket/{ticket_sudo.id}")
