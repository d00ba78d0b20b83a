# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk

from .case import get_ticket_sudo, to_id


class CaseColleagues(CustomerPortalHelpdesk):
    """A customer sees who of his company is informed of a case, and changes it."""

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        tickets, partner = request.env["helpdesk.ticket"], request.env.user.partner_id
        if ticket._case_is_of_customer(partner):
            informed = ticket._case_get_informed()
            people = partner | tickets._case_get_colleagues()
            values["sla_has_people"] = True
            values["sla_informed"] = informed
            values["sla_colleagues"] = people - informed
        return values

    @http.route(
        "/my/ticket/<int:ticket_id>/colleagues",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def case_colleagues(self, ticket_id, taken_off=None, **_kw):
        """Put colleagues in copy, or take one off, or the customer himself (SLA 1.03).

        :param taken_off: the id of a contact; without it, those in ``copied`` are added
        """
        ticket_sudo = get_ticket_sudo(ticket_id)
        if not ticket_sudo._case_is_of_customer(request.env.user.partner_id):
            raise NotFound()  # a follower of another company, or one of ours
        ticket = ticket_sudo.with_env(request.env)
        copied = request.httprequest.form.getlist("copied")
        try:
            if taken_off:
                ticket._case_inform_no_more(to_id(taken_off))
            else:
                ticket._case_inform([to_id(one) for one in copied])
        except UserError as refused:
            page = self.portal_my_ticket(ticket_id)
            page.qcontext["sla_error"] = str(refused)
            page.status_code = 400
            return page
        return request.redirect(f"/my/ticket/{ticket_id}#informed")
