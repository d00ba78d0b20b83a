# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.bacg_sla_platino.controllers.pages import (
    NAME_LIMIT,
    clean_text,
    find_or_404,
)
from odoo.addons.bacg_sla_platino.tools.mail.incoming import Incoming
from odoo.addons.portal.controllers.portal import CustomerPortal

from .maintenance import contract_or_404, render

PAGE = "/my/localizations"
REQUESTS = "/my/localization-requests"
SHOWN = 10


class LocalizationPortal(CustomerPortal):
    """The countries, what binds next in them, and what a customer asks (clause 3)."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "localization_count" in counters:
            customer = request.env.user.partner_id.commercial_partner_id
            contracts = request.env["bacg.sla.contract"]._get_running(customer)
            # sudo: the portal has no access; all are offered to who has a contract
            localizations = request.env["bacg.localization"].sudo()
            supported = localizations.search_count([("state", "=", "supported")])
            # The page is for who has a contract; without one it answers 404.
            values["localization_count"] = supported if contracts else 0
        return values

    def _requests_sudo(self):
        # sudo: the portal has no access; ``_customer_domain`` says which he sees
        return request.env["bacg.localization.request"].sudo()

    def _customer_domain(self):
        user = request.env.user
        if user._is_public():
            return Domain.FALSE
        return Domain("partner_id", "=", user.partner_id.commercial_partner_id.id)

    @http.route(PAGE, type="http", auth="user", website=True)
    def portal_localizations(self, **_kw):
        return self._show_localizations(contract_or_404())

    def _show_localizations(self, contract, error=None, status=200, **form):
        # sudo: the portal has no access; all are offered to everybody
        localizations = request.env["bacg.localization"].sudo()
        rollouts = request.env["bacg.localization.rollout"].sudo()
        kinds = request.env["bacg.localization.request"]._fields["kind"]
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "localization",
            "cards": localizations.search(
                [("state", "not in", ("declined", "retired"))]
            )._portal_cards(contract),
            "rollouts": rollouts.search(
                self._customer_domain() & Domain("state", "!=", "installed"),
                limit=SHOWN,
            ),
            "requests": self._requests_sudo().search(
                self._customer_domain(), limit=SHOWN
            ),
            "kinds": kinds._description_selection(request.env),
            "countries": request.env["res.country"].sudo().search([]),
            "form": form,
            "error": error,
        }
        return render("portal_localizations", values, status)

    @http.route(
        f"{PAGE}/request", type="http", auth="user", website=True, methods=["POST"]
    )
    def portal_localization_request(
        self,
        kind=None,
        subject=None,
        description=None,
        country=None,
        source_url=None,
        **_kw,
    ):
        """Open a request and its case (SLA 3.04, 3.06, 3.07)."""
        contract = contract_or_404()
        form = {
            "kind": clean_text(kind, 20),
            "subject": clean_text(subject, NAME_LIMIT),
            "description": clean_text(description),
            "country": clean_text(country, 10),
            "source_url": clean_text(source_url, NAME_LIMIT),
        }
        try:
            with request.env.cr.savepoint():
                opened = self._open_request(contract, form)
        except UserError as refused:
            return self._show_localizations(contract, str(refused), 409, **form)
        return request.redirect(opened._portal_path(), code=303)

    def _open_request(self, contract, form):
        env = request.env
        requests = self._requests_sudo()
        if form["kind"] not in requests._fields["kind"].get_values(env):
            raise UserError(env._("Kind: choose what you ask for."))
        if not form["subject"] or not form["description"]:
            raise UserError(env._("Subject and text: say what you ask for."))
        number = int(form["country"]) if form["country"].isdecimal() else 0
        country = env["res.country"].sudo().browse(number).exists()
        values = {
            "kind": form["kind"],
            "name": form["subject"],
            "description": form["description"],
            "country_id": country.id,
            "source_url": form["source_url"],
            "partner_id": contract.partner_id.id,
            "contact_id": env.user.partner_id.id,
            "company_id": contract.company_id.id,
        }
        request.update_context(bacg_incoming=Incoming(is_form=True))
        requests = self._requests_sudo()
        return requests._find_sent(values) or requests.create(values)

    def _request_sudo(self, request_id):
        """Return a request that the user sees, else answer 404."""
        domain = self._customer_domain() & Domain("id", "=", request_id)
        return find_or_404(self._requests_sudo(), domain)

    @http.route(f"{REQUESTS}/<int:request_id>", type="http", auth="user", website=True)
    def portal_localization_request_page(self, request_id, **_kw):
        return self._show_request(self._request_sudo(request_id))

    def _show_request(self, asked, error=None, status=200):
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "localization",
            "asked": asked,
            "may_agree": asked._may_agree(request.env.user),
            "error": error,
        }
        return render("portal_localization_request", values, status)

    @http.route(
        f"{REQUESTS}/<int:request_id>/agree",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_localization_request_agree(self, request_id, day=None, **_kw):
        """Take the customer's word for the day of a change of forms (SLA 3.07)."""
        asked = self._request_sudo(request_id)
        try:
            asked._agree(request.env.user, fields.Date.to_date(clean_text(day, 10)))
        except AccessError as refused:
            return self._show_request(asked, str(refused), 403)
        except (UserError, ValueError) as refused:
            return self._show_request(asked, str(refused), 409)
        return request.redirect(asked._portal_path(), code=303)
