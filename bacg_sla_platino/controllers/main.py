# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController
from odoo.addons.portal.controllers.portal import CustomerPortal

from ..tools.mail.incoming import Incoming

FORM_FIELDS = ("subject", "description", "category", "team", "attachment")


def _to_id(value):
    return int(value) if str(value or "").isdigit() else 0


class SlaTicketController(HelpdeskTicketController):
    @http.route(methods=["POST"])
    def support_ticket_close(self, ticket_id=None, stage_id=None, **kw):
        """Close a case of the customer who asks; OCA's closes anybody's, by GET."""
        try:
            ticket_sudo = CustomerPortal._document_check_access(
                self, "helpdesk.ticket", _to_id(ticket_id)
            )
        except (AccessError, MissingError):
            raise NotFound() from None
        stages = ticket_sudo.team_id._get_applicable_stages()
        stage = stages.filtered("close_from_portal").filtered(
            lambda stage: stage.id == _to_id(stage_id)
        )
        if stage and not ticket_sudo.stage_id.closed:
            reason = request.env._("Closed by the customer in the portal")
            ticket_sudo._sla_with(reason=reason).write({"stage_id": stage.id})
        return request.redirect(f"/my/ticket/{ticket_sudo.id}")

    @http.route()
    def submit_ticket(self, **kw):
        """Take the named fields only, and tell what is missing instead of failing."""
        values = {name: kw.get(name) for name in FORM_FIELDS}
        values["category"] = self._portal_id("helpdesk.ticket.category", kw, "category")
        values["team"] = self._portal_id("helpdesk.ticket.team", kw, "team")
        if not all((values[name] or "").strip() for name in ("subject", "description")):
            page = self._get_create_new_ticket_values(**values)
            page["sla_form"] = values
            page["sla_error"] = request.env._(
                "Subject and description: fill in both, so that we can help you."
            )
            return request.render("helpdesk_mgmt.portal_create_ticket", page)
        request.update_context(bacg_incoming=Incoming(is_form=True))
        return super().submit_ticket(**values)

    def _get_create_new_ticket_values(self, **kw):
        values = super()._get_create_new_ticket_values(**kw)
        values["sla_catalogue"] = values["categories"].sudo()._sla_by_coverage()
        return values

    def _portal_id(self, model, values, name):
        records = request.env[model].search(
            [("id", "=", _to_id(values.get(name))), ("show_in_portal", "=", True)]
        )
        return records.id

    def _prepare_submit_ticket_vals(self, **kw):
        vals = super()._prepare_submit_ticket_vals(**kw)
        vals.pop("priority", None)  # helpdesk_portal_priority lets customers choose
        tickets = request.env["helpdesk.ticket"].sudo()
        if not vals.get("team_id"):
            vals["team_id"] = self._default_team().id
            stages = self._default_team()._get_applicable_stages()
            vals["stage_id"] = stages[:1].id
        company = request.env["res.company"].browse(vals["company_id"])
        return {**vals, **tickets._intake_prepare_claim_values(vals["name"], company)}

    def _default_team(self):
        # sudo: which team takes the customers' cases is no secret
        teams = request.env["helpdesk.ticket.team"].sudo()
        return teams.search(
            [
                ("company_id", "in", [False, request.env.company.id]),
                ("show_in_portal", "=", True),
                ("alias_name", "!=", False),
            ],
            limit=1,
        )
