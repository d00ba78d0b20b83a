# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import binascii

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from .pages import NAME_LIMIT, clean_text, find_or_404, paged, render

PAGE = "/my/approvals"


def decider_domain():
    """Return the domain of what the user's company decides, under a contract that he
    is a contact point of or may approve for.
    """
    if request.env.user._is_public():
        return Domain.FALSE
    partner = request.env.user.partner_id
    return Domain("partner_id", "=", partner.commercial_partner_id.id) & (
        Domain("contract_id.contact_ids", "in", partner.ids)
        | Domain("contract_id.approver_ids", "in", partner.ids)
    )


class ApprovalPortal(CustomerPortal):
    """What a customer approves (SLA 5.02): by POST alone, mail scanners follow links.

    Contact points and those who approve see what their company was asked; the link of
    a mail shows this one thing to whom it was sent.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "approval_count" in counters:
            values["approval_count"] = self._approvals_sudo().search_count(
                self._approval_domain()
            )
        if "approval_asked_count" in counters:
            partner = request.env.user.partner_id
            asked = self._approvals_sudo().search(
                self._approval_domain() & Domain("state", "=", "asked")
            )
            values["approval_asked_count"] = len(
                asked.filtered(lambda one: one._may_answer(partner))
            )
        return values

    # -------------------------------------------------------------------------
    # What a visitor sees
    # -------------------------------------------------------------------------

    def _approvals_sudo(self):
        # sudo: the portal has no access; ``_approval_domain`` says what a user sees
        return request.env["bacg.approval"].sudo()

    def _approval_domain(self):
        return Domain("party", "=", "customer") & decider_domain()

    def _approval_visit(self, approval_id, token):
        """Return an approval and who visits its page, else answer 404.

        :param token: of the link of a mail, if he came by one
        :return: the approval in sudo, the contact, and the way in which he came
        """
        if token:
            approval = self._approvals_sudo().browse(approval_id).exists()
            link = approval.link_ids._find(approval, token)
            if not link or not approval._may_answer(link.partner_id):
                raise NotFound()
            return approval, link.partner_id, "link"
        domain = self._approval_domain() & Domain("id", "=", approval_id)
        approval = find_or_404(self._approvals_sudo(), domain)
        return approval, request.env.user.partner_id, "portal"

    # -------------------------------------------------------------------------
    # Pages
    # -------------------------------------------------------------------------

    @http.route(
        [PAGE, f"{PAGE}/page/<int:page>"], type="http", auth="user", website=True
    )
    def portal_my_approvals(self, page=1, **_kw):
        approvals, pager = paged(
            self._approvals_sudo(), self._approval_domain(), PAGE, page
        )
        values = {
            **self._prepare_portal_layout_values(),
            "approvals": approvals,
            "page_name": "approval",
            "pager": pager,
            "default_url": PAGE,
        }
        return render("portal_my_approvals", values)

    @http.route(f"{PAGE}/<int:approval_id>", type="http", auth="public", website=True)
    def portal_approval(self, approval_id, token=None, **_kw):
        approval, partner, _way = self._approval_visit(approval_id, token)
        return self._approval_page(approval, partner, token)

    def _approval_page(self, approval, partner, token, error=None, status=200):
        approval = approval.with_context(lang=partner.lang or request.env.lang)
        history = approval.search(
            [("res_model", "=", approval.res_model), ("res_id", "=", approval.res_id)]
        )
        current = history.filtered(
            lambda one: (
                one.party == "customer"
                and not one.voided_at
                and one.step == approval.step
            )
        )
        values = {
            **self._prepare_portal_layout_values(),
            "approval": approval,
            "approval_partner": partner,
            "approval_token": token,
            "may_answer": approval.state == "asked" and approval._may_answer(partner),
            # Whoever came by a link sees no other version by it.
            "newer": current - approval if not token else current.browse(),
            "history": history.filtered(
                lambda one: one.answer and (not token or one.round == approval.round)
            ),
            "record_sentence": not approval.voided_at
            and approval._get_record()._approval_get_sentence(),
            "error": error,
            "page_name": "approval",
        }
        return render("portal_approval", values, status)

    # -------------------------------------------------------------------------
    # Answers
    # -------------------------------------------------------------------------

    @http.route(
        f"{PAGE}/<int:approval_id>/sign", type="jsonrpc", auth="public", website=True
    )
    def portal_approval_sign(self, approval_id, name=None, signature=None, **_kw):
        """Take the signature of Odoo's own form: the customer approves."""
        token = request.httprequest.args.get("token")
        try:
            approval, partner, way = self._approval_visit(approval_id, token)
        except NotFound:
            return {"error": request.env._("This link is no longer valid.")}
        name = clean_text(name, NAME_LIMIT)
        if not name or not signature:
            return {"error": request.env._("Sign with your name.")}
        details = {"signed_by": name, "signature": signature}
        try:
            with request.env.cr.savepoint():
                self._approval_answer(approval, True, partner, way, **details)
        except (AccessError, UserError) as refused:
            return {"error": str(refused)}
        except (TypeError, ValueError, binascii.Error):
            return {"error": request.env._("The signature cannot be read.")}
        return {"force_refresh": True}

    @http.route(
        f"{PAGE}/<int:approval_id>/refuse",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_approval_refuse(self, approval_id, token=None, reason=None, **_kw):
        """Take a refusal, which has a reason."""
        approval, partner, way = self._approval_visit(approval_id, token)
        reason = clean_text(reason)
        try:
            with request.env.cr.savepoint():
                self._approval_answer(approval, False, partner, way, reason)
        except AccessError as refused:
            return self._approval_page(approval, partner, token, str(refused), 403)
        except UserError as refused:
            return self._approval_page(approval, partner, token, str(refused), 409)
        query = f"?token={token}" if token else ""
        return request.redirect(f"{approval._portal_path()}{query}", code=303)

    def _approval_answer(self, approval, granted, partner, way, reason=None, **details):
        browser = request.httprequest.user_agent.string or ""
        approval._answer(
            granted,
            partner,
            way,
            reason,
            ip=request.httprequest.remote_addr,
            user_agent=browser[:250],
            **details,
        )
