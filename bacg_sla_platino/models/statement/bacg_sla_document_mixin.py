# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import functools
import logging

from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


@functools.cache
def _log_no_pdf():
    """Log, once for each process, that statements are sent as HTML."""
    _logger.info("wkhtmltopdf is not installed: SLA statements go out as HTML.")


class BacgSlaDocumentMixin(models.AbstractModel):
    """A statement with a document of its own, in the ``lang`` and ``tz`` of its row."""

    _name = "bacg.sla.document.mixin"
    _description = "Document of a Statement"
    _document_report = None  # whose paper format it has

    def _localized(self):
        return self.with_context(lang=self.lang, tz=self.tz)

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
