# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import suppress

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk

from ..models.development.bacg_known_bug_state import PUBLISHED_STATES
from .case import get_ticket_sudo, to_id
from .case_form import CaseForm
from .pages import clean_text, find_or_404, paged, render

PAGE = "/my/developments"


def _developments_sudo():
    # sudo: the portal has no access; ``_development_domain`` says which a user sees
    return request.env["bacg.development"].sudo()


def _development_domain():
    """Return the domain of what was developed for the user's company."""
    customer = request.env.user.partner_id.commercial_partner_id
    if request.env.user._is_public():
        return Domain.FALSE
    return Domain("partner_id", "=", customer.id)


class DevelopmentCase(CaseForm):
    """A customer names the development of which he reports a bug (SLA 4.01)."""

    def _get_create_new_ticket_values(self, **kw):
        values = super()._get_create_new_ticket_values(**kw)
        values["sla_developments"] = self._development_in_use()
        # Of a form that is shown again.
        values["sla_development_chosen"] = to_id(request.params.get("development"))
        return values

    def _development_in_use(self):
        return _developments_sudo().search(
            _development_domain() & Domain("state", "!=", "retired")
        )

    def _case_advice(self, subject, text, category):
        """Offer the developments that he names: his report may be of their bugs."""
        advice = super()._case_advice(subject, text, category)
        named = self._development_in_use()._get_named_in(f"{subject} {text}")
        advice["developments"] = [{"id": one.id, "name": one.name} for one in named]
        return advice

    def _prepare_submit_ticket_vals(self, **kw):
        vals = super()._prepare_submit_ticket_vals(**kw)
        if named := to_id(request.params.get("development")):
            development = _developments_sudo().search(
                _development_domain()
                & Domain("id", "=", named)
                & Domain("company_id", "=", vals["company_id"])
            )
            vals["development_id"] = development.id
        return vals


class DevelopmentPortal(CustomerPortalHelpdesk):
    """What BACG developed for the user's company, and the cases that he sees."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "development_count" in counters:
            values["development_count"] = _developments_sudo().search_count(
                _development_domain()
            )
        return values

    @http.route(
        [PAGE, f"{PAGE}/page/<int:page>"], type="http", auth="user", website=True
    )
    def portal_my_developments(self, page=1, **_kw):
        developments, pager = paged(
            _developments_sudo(), _development_domain(), PAGE, page
        )
        values = {
            **self._prepare_portal_layout_values(),
            "developments": developments,
            "page_name": "development",
            "pager": pager,
            "default_url": PAGE,
        }
        return render("portal_my_developments", values)

    @http.route(
        [
            f"{PAGE}/<int:development_id>",
            f"{PAGE}/<int:development_id>/page/<int:page>",
        ],
        type="http",
        auth="user",
        website=True,
    )
    def portal_development(self, development_id, page=1, **_kw):
        domain = _development_domain() & Domain("id", "=", development_id)
        development = find_or_404(_developments_sudo(), domain)
        # The cases by the user's own rights: a colleague's may be none of his.
        tickets, pager = paged(
            request.env["helpdesk.ticket"],
            Domain("development_id", "=", development.id),
            f"{PAGE}/{development.id}",
            page,
            order="reported_at desc, id desc",
        )
        # sudo: what stands on a known bug is written for all who have it
        known_bugs = request.env["bacg.known.bug"].sudo()
        values = {
            **self._prepare_portal_layout_values(),
            "known_bugs": known_bugs.search(
                [
                    ("development_ids", "in", development.ids),
                    ("state", "in", PUBLISHED_STATES),
                    ("company_id", "in", (False, development.company_id.id)),
                ]
            ),
            "development": development,
            "tickets": tickets,
            "page_name": "development",
            "pager": pager,
        }
        return render("portal_development", values)

    @http.route(
        "/my/ticket/<int:ticket_id>/workaround-fails",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_workaround_fails(self, ticket_id, reason=None, **_kw):
        """Take the customer's word that the workaround does not help (SLA 4.03)."""
        ticket = get_ticket_sudo(ticket_id)
        partner = request.env.user.partner_id
        if not ticket._case_is_of_customer(partner):
            raise NotFound()
        reason = clean_text(reason)
        # Nothing to refute, or nothing said: the page shows it as it is.
        with suppress(UserError), request.env.cr.savepoint():
            ticket._development_refute_workaround(reason, partner)
        return request.redirect(f"/my/ticket/{ticket.id}", code=303)
