# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the customer's pages have in common."""

from werkzeug.exceptions import NotFound

from odoo.http import request

from odoo.addons.portal.controllers.portal import pager as portal_pager

TEXT_LIMIT = 5000  # of what a customer writes
NAME_LIMIT = 200
PER_PAGE = 40


def clean_text(text, limit=TEXT_LIMIT):
    """Return what a visitor sent as text that the database takes: without NUL."""
    return str(text or "").replace("\0", "").strip()[:limit]


def render(template, values, status=200):
    """Return a page of this addon with a status of HTTP."""
    response = request.render(f"bacg_sla_platino.{template}", values)
    response.status_code = status
    return response


def paged(
    records, domain, url, page, step=PER_PAGE, order=None, url_args=None, total=None
):
    """Return the records of a page of a list, and its pager.

    :param records: of the model, with the rights by which it is searched
    :param total: how many the domain finds, if that is known
    """
    pager = portal_pager(
        url=url,
        url_args=url_args,
        total=records.search_count(domain) if total is None else total,
        page=page,
        step=step,
    )
    found = records.search(domain, limit=step, offset=pager["offset"], order=order)
    return found, pager


def find_or_404(records, domain):
    """Return the record that the domain lets the visitor see, else answer 404."""
    found = records.search(domain, limit=1)
    if not found:
        raise NotFound()
    return found
