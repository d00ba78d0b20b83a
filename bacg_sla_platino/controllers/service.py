# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.common.zones import zone_name

PAGE = "/my/service"


class ServicePortal(CustomerPortal):
    """What the customer gets by his agreement, and whether he got it."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "service_count" in counters:
            contracts = request.env["bacg.sla.contract"]
            values["service_count"] = len(contracts._service_of_user(request.env.user))
        return values

    @http.route(PAGE, type="http", auth="user", website=True)
    def portal_my_service(self, **_kw):
        """Show the agreement of the user's company, or which of them there are."""
        contracts = request.env["bacg.sla.contract"]._service_of_user(request.env.user)
        if len(contracts) == 1:
            return self._service_page(contracts)
        values = {
            **self._prepare_portal_layout_values(),
            "contracts": contracts,
            "page_name": "service",
        }
        return request.render("bacg_sla_platino.portal_my_services", values)

    @http.route(f"{PAGE}/<int:contract_id>", type="http", auth="user", website=True)
    def portal_service(self, contract_id, **_kw):
        contracts = request.env["bacg.sla.contract"]
        contract = contracts._service_open(request.env.user, contract_id)
        if not contract:
            raise NotFound()
        return self._service_page(contract)

    def _service_page(self, contract):
        page = contract._service_page(request.env.user)
        sentence, tone = contract._service_get_headline(page)
        zone = contract._get_business_calendar().tz or "UTC"
        values = {
            **self._prepare_portal_layout_values(),
            "contract": contract,
            "chapters": contract._service_get_chapters(page),
            "sentence": sentence,
            "tone": tone,
            "contract_facts": contract._service_get_facts(),
            "is_whole": contract in page.with_all_cases,
            "zone": zone_name(request.env, zone),
            "page_name": "service",
        }
        return request.render("bacg_sla_platino.portal_service", values)
