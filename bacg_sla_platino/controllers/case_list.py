# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk

from .pages import NAME_LIMIT, clean_text, paged

PAGE = "/my/tickets"
PER_PAGE = 20
ON_HOME = 3
ORDER = "reported_at desc, id desc"


class CaseListPortal(CustomerPortalHelpdesk):
    """The customer's cases, what waits for him first: on his home and as a list."""

    @http.route()
    def home(self, **kw):
        """Show the cases above everything else that the portal has."""
        response = super().home(**kw)
        tickets = request.env["helpdesk.ticket"]
        if tickets.has_access("read"):
            response.qcontext.update(self._case_home_values(tickets))
        return response

    def _case_home_values(self, tickets):
        """Return the cases that wait for the user, else the newest open ones."""
        filters = self._case_filters(tickets)
        chosen = "waiting" if filters["waiting"]["count"] else "open"
        domain = filters[chosen]["domain"]
        return {
            "home_filters": filters,
            "home_chosen": chosen,
            "home_cases": tickets.search(domain, order=ORDER, limit=ON_HOME),
        }

    @http.route()
    def portal_my_tickets(self, page=1, filterby=None, search=None, **_kw):
        """Show the user's cases: those that wait for him, unless he asks for others.

        Whoever searches searches all of them.
        """
        tickets = request.env["helpdesk.ticket"]
        if not tickets.has_access("read"):
            return request.redirect("/my")
        search = clean_text(search, NAME_LIMIT)
        filters = self._case_filters(tickets)
        if filterby not in filters:
            filterby = self._case_default_filter(filters, search)
        found, pager = paged(
            tickets,
            filters[filterby]["domain"] & self._case_search_domain(search),
            PAGE,
            page,
            PER_PAGE,
            ORDER,
            url_args={"filterby": filterby, "search": search},
            total=None if search else filters[filterby]["count"],
        )
        request.session["my_tickets_history"] = found.ids[:100]
        values = {
            **self._prepare_portal_layout_values(),
            "default_url": PAGE,
            "filterby": filterby,
            "filters": filters,
            # OCA's templates, which others extend, show a list of groups.
            "groupby": "none",
            "grouped_tickets": [found] if found else [],
            "page_name": "ticket",
            "pager": pager,
            "search": search,
        }
        return request.render("helpdesk_mgmt.portal_my_tickets", values)

    def _case_default_filter(self, filters, search):
        if search:
            return "all"
        return "waiting" if filters["waiting"]["count"] else "open"

    def _case_filters(self, tickets):
        """Return label, domain and count of each filter of the list, by its name."""
        env = request.env
        is_open = Domain("closed", "=", False)
        waiting = tickets._case_waiting_domain()
        filters = {
            "waiting": (env._("They wait for you"), is_open & waiting),
            "open": (env._("Open"), is_open),
            "closed": (env._("Resolved and closed"), Domain("closed", "=", True)),
            "all": (env._("All cases"), Domain.TRUE),
        }
        counts = self._case_count(tickets, filters["waiting"][1])
        return {
            name: {"label": label, "domain": domain, "count": counts[name]}
            for name, (label, domain) in filters.items()
        }

    def _case_count(self, tickets, waiting):
        """Return how many cases each filter has, by its name.

        :param waiting: domain of those that wait for the user
        """
        of_stages = tickets._read_group([], ["stage_id"], ["__count"])
        still_open = sum(count for stage, count in of_stages if not stage.closed)
        everything = sum(count for _stage, count in of_stages)
        return {
            "waiting": tickets.search_count(waiting),
            "open": still_open,
            "closed": everything - still_open,
            "all": everything,
        }

    def _case_search_domain(self, search):
        """Return the domain of what the user types: number, title or who reported."""
        if not search:
            return Domain.TRUE
        names = ("number", "name", "partner_id.name")
        return Domain.OR(Domain(name, "ilike", search) for name in names)
