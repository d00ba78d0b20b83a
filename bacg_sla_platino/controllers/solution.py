# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

TEXT_LIMIT = 5000


class SolutionPortal(CustomerPortal):
    @route(
        "/my/ticket/<int:ticket_id>/unresolved",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def unresolved(self, ticket_id, access_token=None, text=None, **_kw):
        """Open a closed case again by the customer's word, without a form to fill in.

        Whoever has the token has our mail, and could answer that as well.
        """
        try:
            ticket_sudo = self._document_check_access(
                "helpdesk.ticket", ticket_id, access_token
            )
        except (AccessError, MissingError):
            raise NotFound() from None
        user = request.env.user
        partner = ticket_sudo.partner_id if user._is_public() else user.partner_id
        if ticket_sudo.closed:
            text = (text or "").strip()[:TEXT_LIMIT]
            ticket_sudo = ticket_sudo._sla_unresolved(partner, text)
        return request.redirect(ticket_sudo.get_portal_url())
