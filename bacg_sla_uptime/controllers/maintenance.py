# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.bacg_sla_platino.controllers.pages import paged
from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk

PAGE = "/my/maintenance"


def _maintenance_sudo():
    # sudo: the portal has no access; ``_maintenance_domain`` says which a user sees
    return request.env["bacg.uptime.maintenance"].sudo()


def _maintenance_domain():
    """Return the domain of what the user's company was told: no plans of ours."""
    if request.env.user._is_public():
        return Domain.FALSE
    customer = request.env.user.partner_id.commercial_partner_id
    told = Domain("state", "!=", "planned") | Domain("notice_ids", "!=", False)
    return Domain("partner_id", "=", customer.id) & told


class MaintenancePortal(CustomerPortalHelpdesk):
    """The maintenance that was announced, for everybody of the customer."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "announced_maintenance_count" in counters:
            values["announced_maintenance_count"] = _maintenance_sudo().search_count(
                _maintenance_domain()
            )
        return values

    @route(
        [PAGE, f"{PAGE}/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_maintenance(self, page=1, **_kw):
        """Show what is to come, the next first, and what was, the last first."""
        domain, now = _maintenance_domain(), fields.Datetime.now()
        records = _maintenance_sudo()
        coming = records.search(domain & Domain("stop", ">", now), order="start, id")
        past, pager = paged(records, domain & Domain("stop", "<=", now), PAGE, page)
        zones = {one._get_zone_name() for one in coming | past}
        return request.render(
            "bacg_sla_uptime.portal_my_maintenance",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "announced_maintenance",
                "coming": coming,
                "past": past,
                # Each window names its own, where they are not all the same.
                "zone": zones.pop() if len(zones) == 1 else "",
                "pager": pager,
            },
        )
