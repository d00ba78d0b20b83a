# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
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
        ticket_sudo._coverage_choose_way(way, request.env.user.partner_id)
        return request.redirect(f"/my/ticket/{ticket_sudo.id}")
