# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..tools.concurrency import one_after_the_other
from ..tools.mail.incoming import Incoming
from .case import TEXT_LIMIT, CaseController

PAGE = "/my/apps"
PER_PAGE = 20
SEARCH_LIMIT = 100


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
        # sudo: the portal has no access to contracts; the domain says whose they are
        contracts = request.env["bacg.sla.contract"].sudo()
        customer = request.env.user.partner_id.commercial_partner_id
        return contracts.search(
            Domain("partner_id", "=", customer.id)
            & Domain("state", "in", ("running", "expiring"))
        )

    def _vitt_app_installations_sudo(self, apps):
        """Return which of the apps the user's company uses: installation by app."""
        # sudo: as for the apps; those of one customer
        installations = request.env["bacg.vitt.app.installation"].sudo()
        customer = request.env.user.partner_id.commercial_partner_id
        return installations.search(
            Domain("partner_id", "=", customer.id) & Domain("app_id", "in", apps.ids)
        ).grouped("app_id")

    def _vitt_app_sudo(self, app_id):
        """Return an app of the catalogue and the contracts, else answer 404."""
        contracts = self._vitt_app_contracts_sudo()
        companies = [False, *contracts.company_id.ids]
        # Also a retired one, of which a link may be left: its page says what to use.
        app = self._vitt_apps_sudo().search(
            Domain("company_id", "in", companies) & Domain("id", "=", app_id)
        )
        if not app or not contracts:
            raise NotFound()
        return app, contracts

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
            name: str(chosen.get(name) or "").replace("\0", "").strip()[:SEARCH_LIMIT]
            for name in ("search", "category", "series", "show")
        }
        in_sight = apps._portal_domain(contracts)
        domain = in_sight & self._vitt_app_filter(chosen, contracts)
        pager = portal_pager(
            url=PAGE,
            url_args={name: value for name, value in chosen.items() if value},
            total=apps.search_count(domain),
            page=page,
            step=PER_PAGE,
        )
        found = apps.search(domain, limit=PER_PAGE, offset=pager["offset"])
        catalogue = apps.search(in_sight)
        values = {
            **self._prepare_portal_layout_values(),
            "apps": found,
            "installations": self._vitt_app_installations_sudo(found),
            "no_installation": request.env["bacg.vitt.app.installation"].sudo(),
            "categories": catalogue.category_id.sorted(),
            "all_series": catalogue._get_series(),
            "chosen": chosen,
            "page_name": "vitt_app",
            "pager": pager,
        }
        return request.render("bacg_sla_platino.portal_my_apps", values)

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
            mine = [("partner_id", "in", contracts.partner_id.ids)]
            domain &= Domain("installation_ids", "any", mine)
        return domain

    def _vitt_app_refuse(self):
        """Say why there is no catalogue: the customer's agreement does not run."""
        values = {**self._prepare_portal_layout_values(), "page_name": "vitt_app"}
        response = request.render("bacg_sla_platino.portal_no_apps", values)
        response.status_code = 403
        return response

    @http.route(f"{PAGE}/<int:app_id>", type="http", auth="user", website=True)
    def portal_app(self, app_id, **_kw):
        if not self._vitt_app_contracts_sudo():
            return self._vitt_app_refuse()
        return self._vitt_app_page(*self._vitt_app_sudo(app_id))

    def _vitt_app_page(self, app, contracts, error=None, status=200):
        installation = self._vitt_app_installations_sudo(app).get(
            app, request.env["bacg.vitt.app.installation"].sudo()
        )
        # The case by the user's own rights: a colleague's may be none of his.
        asked = request.env["helpdesk.ticket"].search(
            self._vitt_app_open_cases(app), limit=1
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
        response = request.render("bacg_sla_platino.portal_app", values)
        response.status_code = status
        return response

    def _vitt_app_open_cases(self, app):
        customer = request.env.user.partner_id.commercial_partner_id
        return (
            Domain("vitt_app_id", "=", app.id)
            & Domain("commercial_partner_id", "=", customer.id)
            & Domain("closed", "=", False)
        )

    @http.route(
        f"{PAGE}/<int:app_id>/picture/<int:picture_id>", type="http", auth="user"
    )
    def portal_app_picture(self, app_id, picture_id, **_kw):
        app, _contracts = self._vitt_app_sudo(app_id)
        picture = app.picture_ids.filtered(lambda one: one.id == picture_id)
        if not picture:
            raise NotFound()
        stream = request.env["ir.binary"]._get_stream_from(picture)
        return stream.get_response()

    @http.route(f"{PAGE}/<int:app_id>/image", type="http", auth="user")
    def portal_app_image(self, app_id, **_kw):
        app, _contracts = self._vitt_app_sudo(app_id)
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
        if not self._vitt_app_contracts_sudo():
            return self._vitt_app_refuse()
        app, contracts = self._vitt_app_sudo(app_id)
        note = str(note or "").replace("\0", "").strip()[:TEXT_LIMIT]
        try:
            with request.env.cr.savepoint():
                ticket = self._vitt_app_request(app, contracts, note)
        except UserError as refused:
            return self._vitt_app_page(app, contracts, str(refused), status=409)
        return request.redirect(f"/my/ticket/{ticket.id}", code=303)

    def _vitt_app_request(self, app, contracts, note):
        """Return the new case.

        :raises UserError: if the app is retired, used already or asked for
        """
        user = request.env.user
        customer = user.partner_id.commercial_partner_id
        company = contracts.company_id & user.company_id or contracts[:1].company_id
        app._check_may_install(customer, company)
        if self._vitt_app_installations_sudo(app):
            raise UserError(
                request.env._(
                    "Your company uses %s already. Write to us what you need of it.",
                    app.name,
                )
            )
        # sudo: a colleague's case, of which the user only reads that there is one
        tickets = request.env["helpdesk.ticket"].sudo()
        if one_after_the_other(
            tickets,
            f"bacg_vitt_app_{app.id}_{customer.id}",
            self._vitt_app_open_cases(app),
        ):
            raise UserError(
                request.env._(
                    "Your company has asked for %s already: we are at it.", app.name
                )
            )
        request.update_context(bacg_incoming=Incoming(is_form=True))
        controller = CaseController()
        team = controller._default_team(company)
        vals = controller._prepare_submit_ticket_vals(
            subject=request.env._("Install %s", app.name),
            description=note or request.env._("Please install %s for us.", app.name),
            category=request.env.ref("bacg_sla_platino.category_vitt_app").id,
        )
        vals |= {
            "company_id": company.id,
            "team_id": team.id,
            "stage_id": team._get_applicable_stages()[:1].id,
            "vitt_app_id": app.id,
        }
        return tickets.with_env(request.env).sudo().create(vals)
