# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController
from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk
from odoo.addons.portal.controllers.portal import CustomerPortal

from .pages import clean_text


def get_ticket_sudo(ticket_id, access_token=None):
    """Return a case in sudo if the visitor may see it, else raise a 404 error."""
    try:
        return CustomerPortal()._document_check_access(
            "helpdesk.ticket", ticket_id, access_token
        )
    except (AccessError, MissingError):
        raise NotFound() from None


def to_id(value):
    """Return what a form calls a record by as its id, 0 if it is none."""
    value = str(value or "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0


class CaseClosing(HelpdeskTicketController):
    """Customers close their cases."""

    @http.route(methods=["POST"])
    def support_ticket_close(self, ticket_id=None, stage_id=None, **kw):
        """Close a case of this customer; OCA's route closes any case by GET."""
        ticket_sudo = get_ticket_sudo(to_id(ticket_id))
        stages = ticket_sudo.team_id._get_applicable_stages()
        stage = stages.filtered("close_from_portal").filtered(
            lambda stage: stage.id == to_id(stage_id)
        )
        if not request.env.user.share:  # the rules of the backend apply
            ticket_sudo.with_env(request.env)._check_agent_access()
            if stage:
                ticket_sudo.with_env(request.env).write({"stage_id": stage.id})
        elif not ticket_sudo._case_is_of_customer(request.env.user.partner_id):
            raise NotFound()  # a follower of another company
        elif stage and not ticket_sudo.stage_id.closed:
            reason = request.env._("Closed by the customer in the portal")
            # sudo: they may close it; the ledger names them, not the system
            closing = ticket_sudo.with_user(request.env.user).sudo()
            closing = closing._sla_with(reason=reason, by_customer=True)
            closing.write({"stage_id": stage.id})
        return request.redirect(f"/my/ticket/{ticket_sudo.id}")


class CasePortal(CustomerPortalHelpdesk):
    """The customer's page of a case, and “It is not resolved”."""

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        values["sla_headline"] = ticket._sla_portal_headline()
        values["sla_clocks"] = ticket._sla_portal_clocks()
        values["sla_files"] = ticket._contact_get_portal_files()
        # Visitors with the link and followers of other companies read and answer.
        partner = request.env.user.partner_id
        values["sla_may_close"] = ticket._case_is_of_customer(partner)
        return values

    @http.route(
        "/my/ticket/<int:ticket_id>/unresolved",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def unresolved(self, ticket_id, access_token=None, text=None, **_kw):
        """Reopen a closed case for the customer, without requiring a text.

        Whoever has the token has the mail, and could answer it as well.
        """
        ticket_sudo = get_ticket_sudo(ticket_id, access_token)
        user = request.env.user
        partner = ticket_sudo.partner_id if user._is_public() else user.partner_id
        if not ticket_sudo._case_is_of_customer(partner):
            raise NotFound()
        if ticket_sudo.closed:
            ticket_sudo = ticket_sudo._case_reopen_unresolved(partner, clean_text(text))
        return request.redirect(ticket_sudo.get_portal_url())
