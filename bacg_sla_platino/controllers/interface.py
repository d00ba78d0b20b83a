# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo import fields, http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import content_disposition, request

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk

from ..tools.mail.incoming import Incoming
from .case import to_id
from .case_form import CaseForm
from .pages import NAME_LIMIT, clean_text, find_or_404, paged, render

PAGE = "/my/interfaces"
MINUTE = "/my/changes/<int:minute_id>"


def _interfaces_sudo():
    # sudo: the portal has no access; ``_interface_domain`` says which a user sees
    return request.env["bacg.interface"].sudo()


def _interface_domain():
    """Return the domain of the interfaces of the user's company."""
    if request.env.user._is_public():
        return Domain.FALSE
    customer = request.env.user.partner_id.commercial_partner_id
    return Domain("partner_id", "=", customer.id)


class InterfaceCase(CaseForm):
    """A customer names the interface that his case is about (SLA 7.01)."""

    def _get_create_new_ticket_values(self, **kw):
        values = super()._get_create_new_ticket_values(**kw)
        values["sla_interfaces"] = _interfaces_sudo().search(_interface_domain())
        # Of a form that is shown again.
        values["sla_interface_chosen"] = to_id(request.params.get("interface"))
        return values

    def _prepare_submit_ticket_vals(self, **kw):
        vals = super()._prepare_submit_ticket_vals(**kw)
        if named := to_id(request.params.get("interface")):
            interface = _interfaces_sudo().search(
                _interface_domain()
                & Domain("id", "=", named)
                & Domain("company_id", "=", vals["company_id"])
            )
            vals["interface_id"] = interface.id
        return vals


class InterfacePortal(CustomerPortalHelpdesk):
    """The interfaces of the user's company, for everybody there (clause 7)."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "interface_count" in counters:
            values["interface_count"] = _interfaces_sudo().search_count(
                _interface_domain()
            )
        return values

    def _interface_sudo(self, interface_id):
        """Return an interface that the user sees, else answer 404."""
        domain = _interface_domain() & Domain("id", "=", interface_id)
        return find_or_404(_interfaces_sudo(), domain)

    def _minutes_sudo(self):
        # sudo: the portal has no access; ``_minute_domain`` says which a user sees
        return request.env["bacg.change.minute"].sudo()

    def _minute_domain(self):
        """Return the domain of the minutes that the user sees: no drafts of ours."""
        return self._minutes_sudo()._portal_domain() & _interface_domain()

    def _minute_sudo(self, minute_id):
        """Return minutes that the user sees, else answer 404."""
        domain = self._minute_domain() & Domain("id", "=", minute_id)
        return find_or_404(self._minutes_sudo(), domain)

    @http.route(
        [PAGE, f"{PAGE}/page/<int:page>"], type="http", auth="user", website=True
    )
    def portal_my_interfaces(self, page=1, **_kw):
        interfaces, pager = paged(_interfaces_sudo(), _interface_domain(), PAGE, page)
        values = {
            **self._prepare_portal_layout_values(),
            "interfaces": interfaces,
            "minutes": self._minutes_sudo().search(
                self._minute_domain()
                & Domain("emergency_due", "<", fields.Datetime.now())
                & Domain("agreed_at", "=", False)
            ),
            "page_name": "interface",
            "pager": pager,
            "default_url": PAGE,
        }
        return render("portal_my_interfaces", values)

    @http.route(
        [f"{PAGE}/<int:interface_id>", f"{PAGE}/<int:interface_id>/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_interface(self, interface_id, page=1, **_kw):
        return self._interface_page(self._interface_sudo(interface_id), page)

    def _interface_page(self, interface, page=1, error=None, status=200):
        values = {
            **self._prepare_portal_layout_values(),
            **self._prepare_interface_values(interface, page),
            "interface": interface,
            "error": error,
            "page_name": "interface",
        }
        return render("portal_interface", values, status)

    def _prepare_interface_values(self, interface, page):
        # The cases by the user's own rights: a colleague's may be none of his.
        tickets = request.env["helpdesk.ticket"].search(
            [("interface_id", "=", interface.id)],
            limit=10,
            order="closed, reported_at desc, id desc",
        )
        partner = request.env.user.partner_id
        minutes, pager = paged(
            self._minutes_sudo(),
            self._minute_domain() & Domain("interface_id", "=", interface.id),
            interface._portal_path(),
            page,
        )
        return {
            "minutes": minutes,
            "pager": pager,
            "tickets": tickets,
            "may_accept": interface.risk_ids._may_accept(interface, partner),
        }

    @http.route(
        f"{PAGE}/<int:interface_id>/accept-risk",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_interface_accept(self, interface_id, reason=None, **_kw):
        """Take a contact's word that he accepts the risk (SLA 7.02, 7.06)."""
        interface = self._interface_sudo(interface_id)
        partner = request.env.user.partner_id
        try:
            with request.env.cr.savepoint():
                interface.risk_ids._accept(
                    interface, partner, clean_text(reason), "portal"
                )
        except AccessError as refused:
            return self._interface_page(interface, error=str(refused), status=403)
        except UserError as refused:
            return self._interface_page(interface, error=str(refused), status=409)
        return request.redirect(interface._portal_path(), code=303)

    @http.route(
        f"{PAGE}/<int:interface_id>/session",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_interface_session(self, interface_id, subject=None, **_kw):
        """Open a case for a working session, and offer its times (SLA 7.03)."""
        interface = self._interface_sudo(interface_id)
        subject = clean_text(subject, NAME_LIMIT)
        if not subject:
            error = request.env._("Subject: say what the session is about.")
            return self._interface_page(interface, error=error, status=409)
        partner = request.env.user.partner_id
        channel = request.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_web")
        values = interface._prepare_case(partner, subject, subject)
        request.update_context(bacg_incoming=Incoming(is_form=True))
        # sudo: as when he opens a case by the portal's form
        tickets = request.env["helpdesk.ticket"].sudo()
        values = {**values, "channel_id": channel.id}
        ticket = tickets._case_find_sent(values) or tickets.create(values)
        return request.redirect(f"/my/ticket/{ticket.id}/sessions", code=303)

    # -------------------------------------------------------------------------
    # Change minutes
    # -------------------------------------------------------------------------

    @http.route(MINUTE, type="http", auth="user", website=True)
    def portal_change_minute(self, minute_id, **_kw):
        """Show minutes, and let who approves for the customer answer (SLA 7.04)."""
        minute = self._minute_sudo(minute_id)
        values = {
            **self._prepare_portal_layout_values(),
            "minute": minute,
            "interface": minute.interface_id,
            "asked": minute._portal_asked(request.env.user.partner_id),
            "answers": minute._portal_answers(),
            "page_name": "interface",
        }
        return render("portal_change_minute", values)

    @http.route(f"{MINUTE}/pdf", type="http", auth="user", website=True)
    def portal_change_minute_pdf(self, minute_id, **_kw):
        """Return minutes as PDF, as HTML where the server makes none."""
        minute = self._minute_sudo(minute_id)
        # sudo: the portal has no access to reports
        reports = request.env["ir.actions.report"].sudo()
        report = "bacg_sla_platino.report_change_minute"
        if reports.get_wkhtmltopdf_state() in ("install", "broken"):
            page, _kind = reports._render_qweb_html(report, minute.ids)
            return request.make_response(page, [("Content-Type", "text/html")])
        pdf, _kind = reports._render_qweb_pdf(report, minute.ids)
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Disposition", content_disposition(f"{minute.name}.pdf")),
        ]
        return request.make_response(pdf, headers)

    @http.route(
        f"{MINUTE}/evidence/<int:evidence_id>", type="http", auth="user", website=True
    )
    def portal_change_evidence(self, minute_id, evidence_id, **_kw):
        """Return the file by which a change was found to be tested."""
        minute = self._minute_sudo(minute_id)
        evidence = minute.evidence_ids.filtered(
            lambda one: one.id == evidence_id and one.file
        )
        if not evidence:
            raise NotFound()
        stream = request.env["ir.binary"]._get_stream_from(
            evidence, "file", filename=evidence.filename
        )
        return stream.get_response(as_attachment=True)
