# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import functools
import logging

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

_logger = logging.getLogger(__name__)

# What may change in an issued statement: its state, never its content.
LIVE_FIELDS = {
    "state",
    "revision_available",
    "sent_at",
    "message_ids",
    "message_follower_ids",
    "message_main_attachment_id",
}


@functools.cache
def _log_no_pdf():
    """Log, once for each process, that statements are sent as HTML."""
    _logger.info("wkhtmltopdf is not installed: SLA statements go out as HTML.")


class BacgSlaStatementMixin(models.AbstractModel):
    """A numbered proof for a customer, frozen when issued, and what a revision needs.

    A model adds its ``state``, ``issued`` and ``superseded`` among others, the
    ``previous_id`` that it revises, and ``_send``. Its document is in the ``lang`` and
    ``tz`` of the row. Nobody has write access: who makes statements writes in sudo.
    """

    _name = "bacg.sla.statement.mixin"
    _description = "Statement with Revisions"
    _inherit = ["mail.thread"]
    _mail_post_access = "read"
    _document_report = None  # whose paper format it has

    name = fields.Char(string="Number", required=True, readonly=True, copy=False)
    revision = fields.Integer(required=True, default=1, readonly=True)
    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", string="Customer", store=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    date_from = fields.Date(required=True, readonly=True)
    date_to = fields.Date(required=True, readonly=True, help="Last day.")
    tz = fields.Char(string="Zone", required=True, readonly=True)
    lang = fields.Char(string="Language", required=True, readonly=True)

    issued_at = fields.Datetime(readonly=True, copy=False)
    sent_at = fields.Datetime(readonly=True, copy=False)
    reason = fields.Char(
        string="Reason for the revision", readonly=True, help="Printed in the document."
    )
    revision_available = fields.Boolean(readonly=True, copy=False)

    content = fields.Json(readonly=True, copy=False)
    # Not sanitized: we render it, and the template escapes all data.
    body_html = fields.Html(
        string="Document", sanitize=False, readonly=True, copy=False
    )
    document_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Document file",
        readonly=True,
        copy=False,
        help="PDF, or HTML where wkhtmltopdf is not installed.",
    )

    @api.depends("name", "revision")
    def _compute_display_name(self):
        for statement in self:
            statement.display_name = self.env._(
                "%(number)s rev. %(revision)s",
                number=statement.name,
                revision=statement.revision,
            )

    def write(self, vals):
        for statement in self.filtered(lambda one: one.state != "draft"):
            if set(vals) - statement._get_live_fields():
                raise UserError(
                    self.env._(
                        "%(name)s is issued and cannot be changed. Use “Revise” to "
                        "issue the next revision.",
                        name=statement.display_name,
                    )
                )
        return super().write(vals)

    def _get_live_fields(self):
        """Return the names of what may change in an issued statement."""
        return LIVE_FIELDS

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if any(statement.state != "draft" for statement in self):
            raise UserError(self.env._("An issued statement cannot be deleted."))

    # -------------------------------------------------------------------------
    # Buttons
    # -------------------------------------------------------------------------

    def _check_manager(self):
        self.check_access("read")
        self.env.user._check_helpdesk_manager(
            self.env._("Only helpdesk managers can make and send statements.")
        )

    def _check_revisable(self):
        self.ensure_one()
        self._check_manager()
        if self.state != "issued":
            raise UserError(self.env._("Only the statement in force can be revised."))

    def action_send(self):
        """Mail statements in force to the contact points of their contracts."""
        self._check_manager()
        for statement in self:
            if statement.state != "issued":
                raise UserError(
                    self.env._(
                        "%(name)s is not in force: only statements in force can be "
                        "sent.",
                        name=statement.display_name,
                    )
                )
            if not statement._recipients():
                raise UserError(
                    self.env._(
                        "The contract “%(contract)s” has no contact point with a mail "
                        "address. Add one to the contract.",
                        contract=statement.contract_id.name,
                    )
                )
        # sudo: nobody else may note when they were sent
        self.sudo()._send()

    def _send(self):
        """Queue the mails of the statements that have somebody to go to. In sudo."""
        raise NotImplementedError

    def _recipients(self):
        return self.contract_id.contact_ids.filtered("email_normalized")

    def _sender(self):
        return self.contract_id._support_sender()

    # -------------------------------------------------------------------------
    # The document
    # -------------------------------------------------------------------------

    def _localized(self):
        return self.with_context(lang=self.lang, tz=self.tz)

    def _text_day(self, day):
        return format_date(self.env, day)

    def _attach(self, raw, extension, mimetype):
        """Return a file of this statement, named by its number and revision."""
        name = f"{self.name}-{self.revision}.{extension}".replace("/", "-")
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": raw,
                "mimetype": mimetype,
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _document_file(self, html):
        """Return the document as ``(bytes, extension, mimetype)``: PDF if possible."""
        page = self._document_page(html)
        reports = self.env["ir.actions.report"]
        if reports.get_wkhtmltopdf_state() in ("install", "broken"):
            _log_no_pdf()
            return page.encode(), "html", "text/html"
        try:
            pdf = reports._run_wkhtmltopdf(
                [page],
                report_ref=self._document_report,
                specific_paperformat_args={"data-report-margin-top": 12},
            )
        except UserError:  # wkhtmltopdf failed and logged why
            return page.encode(), "html", "text/html"
        return pdf, "pdf", "application/pdf"

    def _document_page(self, html):
        """Return the document as a page that loads nothing from a server."""
        return Markup(
            "<!DOCTYPE html>\n<html lang='{}'><head><meta charset='utf-8'/>"
            "<title>{}</title></head><body>{}</body></html>"
        ).format(self.lang[:2], self.display_name, Markup(html))
