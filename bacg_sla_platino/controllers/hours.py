# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk
from odoo.addons.portal.controllers.portal import pager as portal_pager

from .pages import PER_PAGE, clean_text, render

PAGE = "/my/hours"


class HoursPortal(CustomerPortalHelpdesk):
    """Hours in the portal: the balance, and the customer's decision (SLA 1.18).

    Contact points and approvers see their company's hours; others see what was offered
    on the cases that they see.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "hours_count" in counters:
            values["hours_count"] = len(self._hours_contracts_sudo()) + len(
                self._hours_draws_sudo()
            )
        if "hours_proposed_count" in counters:
            values["hours_proposed_count"] = len(
                self._hours_draws_sudo(Domain("state", "=", "proposed")).filtered(
                    lambda draw: (
                        draw._is_open()
                        and draw._may_decide(request.env.user.partner_id)
                    )
                )
            )
        return values

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        values["hours_draws"] = self._hours_draws_sudo(
            Domain("ticket_id", "=", ticket.id)
        )
        contract = ticket.sudo()._hours_contracts()[ticket.sudo()]
        values["hours_contract"] = contract & self._hours_contracts_sudo()
        return values

    # -------------------------------------------------------------------------
    # What a user sees
    # -------------------------------------------------------------------------

    def _hours_contracts_sudo(self):
        """Return the contracts with hours whose balance the user sees."""
        partner = request.env.user.partner_id
        contracts = request.env["bacg.sla.contract"]._get_running(
            partner.commercial_partner_id
        )
        contracts = contracts.filtered(
            lambda one: partner in one.contact_ids | one.hours_approver_ids
        )
        balances = contracts._hours_balances()
        return contracts.filtered(lambda contract: balances[contract])

    def _hours_draws_sudo(self, domain=Domain.TRUE):
        """Return the draws of the user's company that they see."""
        partner = request.env.user.partner_id
        # sudo: the portal has no access to draws; what follows filters them
        draws = request.env["bacg.hours.draw"].sudo()
        if request.env.user._is_public():  # with the link of one case
            return draws
        draws = draws.search(
            Domain("partner_id", "=", partner.commercial_partner_id.id) & domain
        )
        tickets = request.env["helpdesk.ticket"].search(
            [("id", "in", draws.ticket_id.ids)]
        )
        return draws.filtered(
            lambda draw: (
                partner in draw.contract_id.contact_ids
                or partner in draw.contract_id.hours_approver_ids
                or draw.ticket_id.id in tickets.ids
            )
        )

    def _hours_draw_sudo(self, draw_id):
        """Return a draw that the user sees, else answer 404."""
        draw = self._hours_draws_sudo(Domain("id", "=", draw_id))
        if not draw:
            raise NotFound()
        return draw

    # -------------------------------------------------------------------------
    # Pages
    # -------------------------------------------------------------------------

    @http.route(
        [PAGE, f"{PAGE}/page/<int:page>"], type="http", auth="user", website=True
    )
    def portal_my_hours(self, page=1, **kw):
        draws = self._hours_draws_sudo()
        pager = portal_pager(url=PAGE, total=len(draws), page=page, step=PER_PAGE)
        offset = pager["offset"]
        values = {
            **self._prepare_portal_layout_values(),
            "contracts": self._hours_contracts_sudo(),
            "draws": draws[offset : offset + PER_PAGE],
            "page_name": "hours",
            "pager": pager,
            "default_url": PAGE,
        }
        return render("portal_my_hours", values)

    @http.route(f"{PAGE}/<int:draw_id>", type="http", auth="user", website=True)
    def portal_hours_draw(self, draw_id, **kw):
        return self._hours_page(self._hours_draw_sudo(draw_id))

    def _hours_page(self, draw, error=None, status=200):
        partner = request.env.user.partner_id
        may_decide = draw._may_decide(partner)
        open_now = draw._is_open()
        mode = draw.contract_id._hours_overdraw()
        values = {
            **self._prepare_portal_layout_values(),
            "draw": draw,
            "error": error,
            "is_open": open_now,
            "may_decide": may_decide,
            "overdrawn": draw._overdrawn_minutes() if open_now else 0,
            "overdraw_mode": mode,
            "sees_balance": may_decide or partner in draw.contract_id.contact_ids,
            "page_name": "hours",
            "today": fields.Date.today(),
        }
        return render("portal_hours_draw", values, status)

    @http.route(
        f"{PAGE}/<int:draw_id>/decide",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_hours_decide(
        self, draw_id, decision=None, confirmed=None, overdraw=None, note=None, **kw
    ):
        """Record the decision of a user who may agree to hours."""
        draw = self._hours_draw_sudo(draw_id)
        partner = request.env.user.partner_id
        if not draw._may_decide(partner):
            return self._hours_page(draw, self._hours_refusal(draw), status=403)
        if decision not in ("agree", "refuse") or (
            decision == "agree" and not confirmed
        ):
            error = request.env._("Confirm that you agree to the hours and the text.")
            return self._hours_page(draw, error, status=400)
        try:
            with request.env.cr.savepoint():
                draw._decide(
                    decision == "agree", partner, clean_text(note), bool(overdraw)
                )
        except UserError as refused:
            return self._hours_page(draw, str(refused), status=409)
        return request.redirect(f"{PAGE}/{draw.id}", code=303)

    def _hours_refusal(self, draw):
        names = ", ".join(draw.contract_id.hours_approver_ids.mapped("name"))
        return request.env._("Only %s may agree to hours for your company.", names)
