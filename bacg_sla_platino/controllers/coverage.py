# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal


class CoveragePortal(CustomerPortal):
    @route(
        "/my/ticket/<int:ticket_id>/way",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def choose_way(self, ticket_id, way=None, **_kw):
        """Take the customer's choice of a way on for what is not covered (SLA 1.11)."""
        try:
            ticket_sudo = self._document_check_access("helpdesk.ticket", ticket_id)
        except (AccessError, MissingError):
            raise NotFound() from None
        ticket_sudo._sla_choose_way(way, request.env.user.partner_id)
        return request.redirect(f"/my/ticket/{ticket_sudo.id}")
