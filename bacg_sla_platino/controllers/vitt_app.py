# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.vitt_app.bacg_sla_keyword import PROPOSED
from .case_form import CaseForm
from .pages import clean_text, find_or_404, paged, render

PAGE = "/my/apps"
PER_PAGE = 20
SEARCH_LIMIT = 100


class VittAppCase(CaseForm):
    """While a customer writes, he is told of the apps that may be what he needs."""

    def _case_advice(self, subject, text, category):
        advice = super()._case_advice(subject, text, category)
        advice["apps"] = [
            {"name": app.name, "problem": app.problem or "", "url": app._portal_path()}
            for app in self._vitt_app_offered(subject, text)
        ]
        return advice

    def _vitt_app_offered(self, subject, text):
        """Return the apps in the user's sight that his words propose, in sudo."""
        # sudo: the portal has no access; ``_portal_domain`` says who sees what of it
        apps = request.env["bacg.vitt.app"].sudo()
        customer = request.env.user.partner_id.commercial_partner_id
        contracts = request.env["bacg.sla.contract"]._get_running(customer)
        words = request.env["bacg.sla.keyword"]
        proposed = words._vitt_app_propose(subject, text)[:PROPOSED]
        if not contracts or not proposed:
            return apps
        domain = Domain("id", "in", proposed) & apps._portal_domain(contracts)
        return apps.search(domain).sorted(lambda app: proposed.index(app.id))


class VittAppPortal(CustomerPortal):
    """The catalogue of VITT apps, for customers with a running agreement (SLA 6.01)."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "vitt_app_count" in counters:
            contracts = self._vitt_app_contracts_sudo()
            apps = self._vitt_apps_sudo()
            values["vitt_app_count"] = (
                apps.search_count(apps._portal_domain(contracts)) if contracts else 0
            )
        return values

    # -------------------------------------------------------------------------
    # What a user sees
    # -------------------------------------------------------------------------

    def _vitt_apps_sudo(self):
        # sudo: the portal has no access to the catalogue; ``_portal_domain`` says who
        # sees what of it
        return request.env["bacg.vitt.app"].sudo()

    def _vitt_app_contracts_sudo(self):
        """Return the contracts of the user's company that run today."""
        customer = request.env.user.partner_id.commercial_partner_id
        return request.env["bacg.sla.contract"]._get_running(customer)

    def _vitt_app_sudo(self, app_id, contracts):
        """Return an app of the catalogue for these contracts, else answer 404."""
        # Also a retired one, of which a link may be left: its page says what to use.
        apps = self._vitt_apps_sudo()
        served = apps._company_domain(contracts) if contracts else Domain.FALSE
        return find_or_404(apps, served & Domain("id", "=", app_id))

    # -------------------------------------------------------------------------
    # Pages
    # -------------------------------------------------------------------------

    @http.route(
        [PAGE, f"{PAGE}/page/<int:page>"], type="http", auth="user", website=True
    )
    def portal_my_apps(self, page=1, **chosen):
        contracts = self._vitt_app_contracts_sudo()
        if not contracts:
            return self._vitt_app_refuse()
        apps = self._vitt_apps_sudo()
        chosen = {
            name: clean_text(chosen.get(name), SEARCH_LIMIT)
            for name in ("search", "category", "series", "show")
        }
        in_sight = apps._portal_domain(contracts)
        found, pager = paged(
            apps,
            in_sight & self._vitt_app_filter(chosen, contracts),
            PAGE,
            page,
            PER_PAGE,
            url_args={name: value for name, value in chosen.items() if value},
        )
        catalogue = apps.search(in_sight)
        values = {
            **self._prepare_portal_layout_values(),
            "apps": found,
            "installations": found._get_installations(contracts),
            "no_installation": request.env["bacg.vitt.app.installation"].sudo(),
            "categories": catalogue.category_id.sorted(),
            "all_series": catalogue._get_series(),
            "chosen": chosen,
            "page_name": "vitt_app",
            "pager": pager,
        }
        return render("portal_my_apps", values)

    def _vitt_app_filter(self, chosen, contracts):
        """Return the domain of what the user searches and filters.

        :param chosen: dict of text by the name of the form's field
        """
        domain = Domain.TRUE
        if chosen["search"]:
            domain &= Domain.OR(
                Domain(name, "ilike", chosen["search"])
                for name in ("name", "problem", "keyword_ids.name", "category_id.name")
            )
        if chosen["category"].isdecimal():
            domain &= Domain("category_id", "=", int(chosen["category"][:9]))
        if chosen["series"]:
            domain &= Domain("version_ids.series", "=", chosen["series"])
        if chosen["show"] == "mine":
            mine = self._vitt_apps_sudo()._installed_domain(contracts)
            domain &= Domain("installation_ids", "any", mine)
        return domain

    def _vitt_app_refuse(self):
        """Say why there is no catalogue: the customer's agreement does not run."""
        values = {**self._prepare_portal_layout_values(), "page_name": "vitt_app"}
        return render("portal_no_apps", values, 403)

    @http.route(f"{PAGE}/<int:app_id>", type="http", auth="user", website=True)
    def portal_app(self, app_id, **_kw):
        contracts = self._vitt_app_contracts_sudo()
        if not contracts:
            return self._vitt_app_refuse()
        return self._vitt_app_page(self._vitt_app_sudo(app_id, contracts), contracts)

    def _vitt_app_page(self, app, contracts, error=None, status=200):
        installation = app._get_installations(contracts).get(
            app, app.installation_ids.browse()
        )
        # The case by the user's own rights: a colleague's may be none of his.
        asked = request.env["helpdesk.ticket"].search(
            app._open_requests_domain(contracts.partner_id), limit=1
        )
        values = {
            **self._prepare_portal_layout_values(),
            "app": app,
            "installation": installation,
            "asked": asked,
            "may_ask": app.state != "retired" and not installation and not asked,
            "error": error,
            "page_name": "vitt_app",
        }
        return render("portal_app", values, status)

    @http.route(
        f"{PAGE}/<int:app_id>/picture/<int:picture_id>", type="http", auth="user"
    )
    def portal_app_picture(self, app_id, picture_id, **_kw):
        app = self._vitt_app_sudo(app_id, self._vitt_app_contracts_sudo())
        picture = app.picture_ids.filtered(lambda one: one.id == picture_id)
        if not picture:
            raise NotFound()
        stream = request.env["ir.binary"]._get_stream_from(picture)
        return stream.get_response()

    @http.route(f"{PAGE}/<int:app_id>/image", type="http", auth="user")
    def portal_app_image(self, app_id, **_kw):
        app = self._vitt_app_sudo(app_id, self._vitt_app_contracts_sudo())
        stream = request.env["ir.binary"]._get_image_stream_from(app, "image_256")
        return stream.get_response()

    # -------------------------------------------------------------------------
    # The customer asks for it
    # -------------------------------------------------------------------------

    @http.route(
        f"{PAGE}/<int:app_id>/request",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_app_request(self, app_id, note=None, **_kw):
        """Make a case by which the customer asks to install an app."""
        contracts = self._vitt_app_contracts_sudo()
        if not contracts:
            return self._vitt_app_refuse()
        app = self._vitt_app_sudo(app_id, contracts)
        try:
            with request.env.cr.savepoint():
                partner = request.env.user.partner_id
                ticket = app._request_installation(partner, contracts, clean_text(note))
        except UserError as refused:
            return self._vitt_app_page(app, contracts, str(refused), status=409)
        return request.redirect(f"/my/ticket/{ticket.id}", code=303)
