# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController
from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk
from odoo.addons.portal.controllers.portal import CustomerPortal

from ..tools.mail.incoming import Incoming
from .pages import clean_text

FORM_FIELDS = ("subject", "description", "category", "team", "attachment")


def get_ticket_sudo(ticket_id, access_token=None):
    """Return a case in sudo if the visitor may see it, else raise a 404 error."""
    try:
        return CustomerPortal()._document_check_access(
            "helpdesk.ticket", ticket_id, access_token
        )
    except (AccessError, MissingError):
        raise NotFound() from None


def to_id(value):
    """Return what a form calls a record by as its id, 0 if it is none."""
    value = str(value or "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0


class CaseController(HelpdeskTicketController):
    """Opening and closing of cases by customers."""

    @http.route(methods=["POST"])
    def support_ticket_close(self, ticket_id=None, stage_id=None, **kw):
        """Close a case of this customer; OCA's route closes any case by GET."""
        ticket_sudo = get_ticket_sudo(to_id(ticket_id))
        stages = ticket_sudo.team_id._get_applicable_stages()
        stage = stages.filtered("close_from_portal").filtered(
            lambda stage: stage.id == to_id(stage_id)
        )
        if not request.env.user.share:  # the rules of the backend apply
            ticket_sudo.with_env(request.env)._check_agent_access()
            if stage:
                ticket_sudo.with_env(request.env).write({"stage_id": stage.id})
        elif stage and not ticket_sudo.stage_id.closed:
            reason = request.env._("Closed by the customer in the portal")
            # sudo: they may close it; the ledger names them, not the system
            closing = ticket_sudo.with_user(request.env.user).sudo()
            closing = closing._sla_with(reason=reason, by_customer=True)
            closing.write({"stage_id": stage.id})
        return request.redirect(f"/my/ticket/{ticket_sudo.id}")

    @http.route(methods=["POST"])
    def submit_ticket(self, **kw):
        """Take only the known fields, and show what is missing instead of failing.

        OCA's takes them by GET, too: a link on any page would make a customer's case.
        """
        values = {name: kw.get(name) for name in FORM_FIELDS}
        values["category"] = self._portal_id("helpdesk.ticket.category", kw, "category")
        values["team"] = self._portal_id("helpdesk.ticket.team", kw, "team")
        if not all((values[name] or "").strip() for name in ("subject", "description")):
            page = self._get_create_new_ticket_values(**values)
            page["sla_form"] = values
            page["sla_error"] = request.env._(
                "Subject and description: please fill in both so that we can help you."
            )
            return request.render("helpdesk_mgmt.portal_create_ticket", page)
        if sent := self._find_sent(values):
            return request.redirect(f"/my/ticket/{sent.id}")
        request.update_context(bacg_incoming=Incoming(is_form=True))
        return super().submit_ticket(**values)

    def _find_sent(self, values):
        """Return the case that this form made a moment ago, in sudo, if any."""
        # sudo: as OCA's form, which creates the case
        tickets = request.env["helpdesk.ticket"].sudo()
        sent = tickets._case_find_sent(self._prepare_submit_ticket_vals(**values))
        files = request.httprequest.files.getlist("attachment")
        kept = sent._contact_get_portal_files().mapped("name") if sent else []
        # Sent again with the file that was forgotten is not sent twice.
        if any(one.filename and one.filename not in kept for one in files):
            return tickets
        return sent

    def _get_create_new_ticket_values(self, **kw):
        values = super()._get_create_new_ticket_values(**kw)
        values["sla_catalogue"] = values["categories"].sudo()._coverage_group()
        return values

    def _portal_id(self, model, values, name):
        records = request.env[model].search(
            [("id", "=", to_id(values.get(name))), ("show_in_portal", "=", True)]
        )
        return records.id

    def _prepare_submit_ticket_vals(self, **kw):
        vals = super()._prepare_submit_ticket_vals(**kw)
        vals.pop("priority", None)  # customers choose with helpdesk_portal_priority
        tickets = request.env["helpdesk.ticket"].sudo()
        if not vals.get("team_id"):
            teams = request.env["helpdesk.ticket.team"]
            team = teams._case_get_portal_team(request.env.company)
            vals["team_id"] = team.id
            vals["stage_id"] = team._get_applicable_stages()[:1].id
        # sudo: customers cannot read the company's settings
        company = request.env["res.company"].sudo().browse(vals["company_id"])
        return {**vals, **tickets._intake_prepare_claim_values(vals["name"], company)}


class CasePortal(CustomerPortalHelpdesk):
    """Portal pages of the customer's cases, and “It is not resolved”."""

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        values["sla_headline"] = ticket._sla_portal_headline()
        values["sla_clocks"] = ticket._sla_portal_clocks()
        values["sla_files"] = ticket._contact_get_portal_files()
        # Visitors with the link can read and answer; closing requires an account.
        values["sla_may_close"] = not request.env.user._is_public()
        return values

    def _ticket_get_searchbar_sortings(self):
        sortings = super()._ticket_get_searchbar_sortings()
        sortings["date"]["order"] = "reported_at desc, id desc"
        sortings["sla_deadline"] = {
            "order": "sla_deadline, id desc",
            "sequence": 5,
        }
        return self._relabel(
            sortings,
            date=request.env._("Newest"),
            name=request.env._("Title"),
            stage=request.env._("Stage"),
            update=request.env._("Last change of stage"),
            sla_deadline=request.env._("Next deadline"),
        )

    def _ticket_get_searchbar_groupby(self):
        return self._relabel(
            super()._ticket_get_searchbar_groupby(),
            none=request.env._("None"),
            category=request.env._("Category"),
            stage=request.env._("Stage"),
        )

    def _ticket_get_searchbar_inputs(self):
        return self._relabel(
            super()._ticket_get_searchbar_inputs(),
            all=request.env._("Search in all"),
            number=request.env._("Search in the number"),
            name=request.env._("Search in the title"),
        )

    def _relabel(self, options, **labels):
        """Replace the labels of options: OCA's are not translated to Spanish."""
        for name, label in labels.items():
            options[name]["label"] = label
        return options

    @http.route(
        "/my/ticket/<int:ticket_id>/unresolved",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def unresolved(self, ticket_id, access_token=None, text=None, **_kw):
        """Reopen a closed case for the customer, without requiring a text.

        Whoever has the token has the mail, and could answer it as well.
        """
        ticket_sudo = get_ticket_sudo(ticket_id, access_token)
        user = request.env.user
        partner = ticket_sudo.partner_id if user._is_public() else user.partner_id
        if not ticket_sudo._case_is_of_customer(partner):
            raise NotFound()
        if ticket_sudo.closed:
            ticket_sudo = ticket_sudo._case_reopen_unresolved(partner, clean_text(text))
        return request.redirect(ticket_sudo.get_portal_url())
