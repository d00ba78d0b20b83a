# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController

from ..tools.mail.incoming import Incoming
from .case import to_id
from .pages import clean_text

SUBJECT_LIMIT = 1000
TEXT_LIMIT = 100_000

FORM_FIELDS = ("subject", "description", "stopped", "category", "team", "colleague")


class CaseForm(HelpdeskTicketController):
    """A customer opens a case, for himself or for a colleague."""

    @http.route(methods=["POST"])
    def submit_ticket(self, **kw):
        """Take only the known fields, and show what is missing instead of failing.

        OCA's takes them by GET, too: a link on any page would make a customer's case.
        """
        values = {name: clean_text(kw.get(name), TEXT_LIMIT) for name in FORM_FIELDS}
        values["copied"] = request.httprequest.form.getlist("copied")
        if error := self._case_form_error(values):
            page = self._get_create_new_ticket_values(**values)
            return request.render(
                "helpdesk_mgmt.portal_create_ticket",
                {**page, "sla_form": values, "sla_error": error},
            )
        values["category"] = self._portal_id("helpdesk.ticket.category", kw, "category")
        values["team"] = self._portal_id("helpdesk.ticket.team", kw, "team")
        if sent := self._find_sent(values):
            copied = [to_id(one) for one in values["copied"]]
            sent.message_subscribe(request.env.user.partner_id.ids + copied)
            return request.redirect(f"/my/ticket/{sent.id}?sent=1")
        request.update_context(bacg_incoming=Incoming(is_form=True))
        response = super().submit_ticket(attachment=kw.get("attachment"), **values)
        # Now the server has it: the page drops the draft.
        response.location = f"{response.location}?sent=1"
        return response

    @http.route(
        "/submitted/ticket", type="http", auth="user", methods=["GET"], website=True
    )
    def submitted_ticket(self, **_kw):
        """Show the form to whom signing in or the address bar brings back here."""
        return request.redirect("/new/ticket")

    def _case_form_error(self, values):
        """Return what is missing or wrong in the form, else None."""
        env = request.env
        if not (values["subject"] and values["description"]):
            return env._(
                "Subject and description: please fill in both so that we can help you."
            )
        if len(values["subject"]) > SUBJECT_LIMIT:
            return env._("Subject: shorten it, and say the rest in the description.")
        if len(values["description"]) >= TEXT_LIMIT:
            return env._("Description: shorten it, and send the whole text as a file.")
        # As the user: whom of his company he may name.
        tickets = env["helpdesk.ticket"]
        colleagues = tickets._case_get_colleagues().ids
        if values["colleague"] and to_id(values["colleague"]) not in colleagues:
            return env._(
                "For a colleague: choose one of your company, or leave it empty."
            )
        try:
            if values["copied"]:
                tickets._case_choose_copied([to_id(one) for one in values["copied"]])
        except UserError as refused:
            return str(refused)
        return None

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
        kinds = values["categories"].sudo()  # sudo: their clauses are the customer's
        values["sla_kind_groups"] = kinds._coverage_group_for_form()
        values["sla_colleagues"] = request.env["helpdesk.ticket"]._case_get_colleagues()
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
        claim = tickets._intake_prepare_claim_values(
            vals["name"], company, is_stopped=bool(kw.get("stopped"))
        )
        people = self._case_prepare_people(kw)
        return {**vals, **people, "outage_scope": "none", **claim}

    def _case_prepare_people(self, values):
        """Return whose case it is and who follows it, as the form says."""
        people = {}
        partners = request.env["res.partner"]
        if colleague := partners.browse(to_id(values.get("colleague"))):
            people = {
                "partner_id": colleague.id,
                "partner_name": colleague.name,
                "partner_email": colleague.email,
            }
        if copied := [to_id(one) for one in values.get("copied") or ()]:
            people["message_partner_ids"] = [Command.link(one) for one in copied]
        return people

    # -------------------------------------------------------------------------
    # What he is told while he writes
    # -------------------------------------------------------------------------

    @http.route("/new/ticket/advice", type="jsonrpc", auth="user", readonly=True)
    def case_advice(self, subject="", text="", category=None, **_kw):
        """Return in HTML what a case with these words would meet; nothing is kept."""
        kind = self._portal_id(
            "helpdesk.ticket.category", {"category": category}, "category"
        )
        advice = self._case_advice(clean_text(subject), clean_text(text), kind)
        template = "bacg_sla_platino.portal_case_advice"
        return request.env["ir.qweb"]._render(template, advice)

    def _case_advice(self, subject, text, category):
        """Return what to tell who writes a case, by name; rooms above add theirs.

        :param category: the id of the kind that he chose, if any
        """
        # sudo: the words of the catalogue, which the portal has no access to
        tickets = request.env["helpdesk.ticket"].sudo()
        return {"coverage": tickets._coverage_advise(subject, text, category)}
