# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

import pytz
from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import request, route
from odoo.tools import format_date, groupby

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk

from ..models.session.bacg_sla_session_proposal import LENGTHS, PROPOSALS
from .case import get_ticket_sudo
from .pages import clean_text, render

PAGE = "/my/ticket/<int:ticket_id>/sessions"
STAMP = "%Y-%m-%dT%H:%M"


class SessionPortal(CustomerPortalHelpdesk):
    """Sessions in the portal: whoever sees a case can propose times (SLA 1.17)."""

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        # sudo: the controller checked the access to the case; its sessions are its own
        values["sla_sessions"] = ticket.sudo().session_ids
        return values

    @route(PAGE, type="http", auth="user", website=True)
    def portal_sessions(self, ticket_id, minutes=None, move=None, **_kw):
        """Show the free times of the case's agent in the customer's zone."""
        ticket = get_ticket_sudo(ticket_id)
        form = {"minutes": minutes, "move": move}
        return self._sessions_page(ticket, form)

    def _sessions_page(self, ticket, form, error=None, status=200):
        minutes = _length(form.get("minutes")) or 60
        previous = self._session_to_move(ticket, form.get("move"))
        starts = ticket._session_starts(timedelta(minutes=minutes), [previous])
        values = {
            **self._prepare_portal_layout_values(),
            "ticket": ticket,
            "page_name": "ticket",
            "days": self._days(ticket, starts),
            "zone": ticket._get_customer_zone_name(),
            "earliest": ticket._format_customer_short_time(ticket._session_earliest()),
            "notice": ticket._session_get_notice(),
            "lengths": LENGTHS,
            "minutes": minutes,
            "most": PROPOSALS,
            "previous": previous,
            "media": request.env["bacg.sla.session"]
            ._fields["medium"]
            ._description_selection(request.env),
            "form": form,
            "error": error,
        }
        return render("portal_sessions", values, status)

    def _days(self, ticket, starts):
        """Return ``(day, [(stamp in UTC, hour as text)])`` in the customer's zone."""
        zone = pytz.timezone(ticket._get_customer_zone())
        hours = [(pytz.utc.localize(start).astimezone(zone), start) for start in starts]
        return [
            (
                format_date(request.env, day, date_format="EEEE d MMMM"),
                [(start.strftime(STAMP), f"{hour:%H:%M}") for hour, start in group],
            )
            for day, group in groupby(hours, key=lambda pair: pair[0].date())
        ]

    def _session_to_move(self, ticket, session_id):
        """Return the planned session of this case with this id, if any."""
        session_id = int(session_id) if str(session_id or "").isdecimal() else 0
        return ticket.session_ids.filtered(
            lambda row: row.id == session_id and row.state == "planned"
        )

    @route(f"{PAGE}/propose", type="http", auth="user", website=True, methods=["POST"])
    def portal_session_propose(self, ticket_id, minutes=None, move=None, **post):
        """Take one to three times that the customer proposes."""
        ticket = get_ticket_sudo(ticket_id)
        form = {
            "minutes": minutes,
            "move": move,
            "medium": post.get("medium"),
            "agenda": clean_text(post.get("agenda"), 2000),
        }
        try:
            with request.env.cr.savepoint():
                ticket.session_ids._propose(
                    ticket,
                    self._read_starts(request.httprequest.form.getlist("start")),
                    request.env.user.partner_id,
                    previous=self._session_to_move(ticket, move),
                    minutes=_length(minutes),
                    medium=form["medium"],
                    agenda=form["agenda"],
                )
        except UserError as refused:
            return self._sessions_page(ticket, form, str(refused), status=409)
        return request.redirect(f"/my/ticket/{ticket.id}", code=303)

    def _read_starts(self, texts):
        """Return the moments of the form; none if one is invalid or out of range."""
        try:
            starts = [datetime.strptime(text, STAMP) for text in texts]
        except ValueError:
            starts = []
        if not all(2000 <= start.year < 3000 for start in starts):
            return []  # never offered, and calendars overflow
        return starts

    @route(
        f"{PAGE}/<int:session_id>/withdraw",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_session_withdraw(self, ticket_id, session_id, **_kw):
        """Withdraw a time that the customer proposed."""
        ticket = get_ticket_sudo(ticket_id)
        session = ticket.session_ids.filtered(lambda row: row.id == session_id)
        if not session:
            raise NotFound()
        try:
            session._withdraw()
        except UserError as refused:
            return self._sessions_page(ticket, {}, str(refused), status=409)
        return request.redirect(f"/my/ticket/{ticket.id}", code=303)


def _length(text):
    """Return the minutes that were chosen, or None."""
    return next((length for length in LENGTHS if str(length) == str(text)), None)
