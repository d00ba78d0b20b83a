# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from fractions import Fraction

from odoo import fields, models
from odoo.tools import format_date, format_datetime, formatLang

from odoo.addons.bacg_sla_platino.models.common.selections import selection_labels
from odoo.addons.bacg_sla_platino.models.common.zones import zone_name

from ..tools.availability import floored
from ..tools.duration import format_seconds


class BacgUptimeStatement(models.Model):
    """The document of a statement, in the customer's language and time zone."""

    _inherit = "bacg.uptime.statement"

    def _document_html(self):
        """Return the document as HTML, from what was frozen alone."""
        self.ensure_one()
        statement = self._localized()
        return statement.env["ir.qweb"]._render(
            "bacg_sla_uptime.statement_document",
            {
                "statement": statement,
                "content": statement.content,
                "labels": statement._document_labels(),
            },
            lang=self.lang,
        )

    def _document_labels(self):
        """Return the labels of codes, in the context's language."""
        return {
            "kind": selection_labels(self.line_ids, "kind"),
            "verdict": selection_labels(self, "verdict"),
            "state": selection_labels(self.env["bacg.uptime.outage"], "state"),
            "source": selection_labels(self.env["bacg.uptime.observation"], "source"),
            "scope": selection_labels(self.env["bacg.uptime.outage.slice"], "scope"),
        }

    def _document_figures(self):
        """Return the percentages in the document's order, each with its exact ratio."""
        names = {
            "adjusted_exact": self.env._("Availability"),
            "raw_exact": self.env._(
                "Raw availability: nothing excused, weighed or too short"
            ),
            "best_exact": self.env._("Best case: all unknown time was up"),
            "worst_exact": self.env._("Worst case: all unknown time was down"),
            "coverage_exact": self.env._("Coverage: how much was measured"),
        }
        return [
            {"label": label, "name": name, "exact": self._text_ratio(name)}
            for name, label in names.items()
        ]

    def _text_ratio(self, name):
        percent = self._get_exact(name)
        if percent is None:
            return "–"
        ratio = percent / 100
        return f"{ratio.numerator} / {ratio.denominator}"

    def _document_sums(self):
        """Return the seconds of the month by kind, in the document's order."""
        fields_by_label = {
            self.env._("Total"): "total_s",
            self.env._("Up"): "up_s",
            self.env._("Down that counts"): "down_s",
            self.env._("Excused"): "excused_s",
            self.env._("Unknown: no data"): "no_data_s",
            self.env._("Unknown: our monitor did not run"): "not_running_s",
            self.env._("Maintenance that leaves the total"): "removed_s",
            self.env._("Outside service hours"): "outside_s",
            self.env._("Down for some users only"): "some_users_s",
        }
        return [
            {
                "label": label,
                "seconds": f"{self[name]:.10g}",
                "words": self._text_seconds(self[name]),
            }
            for label, name in fields_by_label.items()
        ]

    def _document_causes(self):
        """Return the excused seconds by cause."""
        excused = self.line_ids.filtered(lambda line: line.kind == "excused")
        return [
            {"cause": cause or "–", "seconds": sum(lines.mapped("seconds"))}
            for cause, lines in excused.grouped("cause").items()
        ]

    def _get_body(self):
        """Return the document as HTML; it is rendered once and kept. In sudo."""
        if not self.body_html:
            self.body_html = self._document_html()
        return self.body_html

    def _get_document(self):
        """Return the file of the document, which is made once. In sudo."""
        self.ensure_one()
        if not self.document_id:
            file = self._document_file(self._get_body())
            self.document_id = self._attach(*file)
        return self.document_id

    # -------------------------------------------------------------------------
    # Mail
    # -------------------------------------------------------------------------

    def _send(self):
        template = self.env.ref("bacg_sla_uptime.mail_template_statement")
        for statement in self.filtered(lambda one: one._recipients()):
            file = statement._get_document()
            template._send_automatic(
                statement.ids, attachment_ids=[fields.Command.link(file.id)]
            )
            statement.sent_at = fields.Datetime.now()

    # -------------------------------------------------------------------------
    # Texts
    # -------------------------------------------------------------------------

    def _text_month(self):
        return format_date(self.env, self.date_from, date_format="MMMM y")

    def _text_moment(self, moment):
        """Return a moment (naive UTC or its ISO form) in the statement's zone."""
        if not moment:
            return "–"
        moment = fields.Datetime.to_datetime(moment)
        return format_datetime(
            self.env, moment, tz=self.tz, dt_format="d MMM y, HH:mm:ss"
        )

    def _text_window(self):
        """Return what a percentage is of: from when to when, and in which zone."""
        start, stop = (
            format_datetime(self.env, moment, tz=self.tz, dt_format="d MMM y, HH:mm")
            for moment in (self.start, self.stop)
        )
        return f"{start} – {stop} ({zone_name(self.env, self.tz)})"

    def _text_seconds(self, seconds):
        return format_seconds(self.env, seconds)

    def _text_percent(self, percent):
        """Return a percentage, rounded down; without evidence there is none."""
        if percent is None:
            return self.env._("not measured")
        shown = formatLang(self.env, float(floored(percent)), digits=2)
        return self.env._("%s %%", shown)

    def _text_exact(self, name):
        return self._text_percent(self._get_exact(name))

    def _text_figure(self, name, value):
        """Return a compared figure: a percentage or seconds."""
        if name.endswith("_exact"):
            return self._text_percent(Fraction(value) if value else None)
        return self._text_seconds(value or 0)

    def _text_target(self):
        shown = formatLang(self.env, self.target, digits=3).rstrip("0").rstrip(".,")
        return self.env._("%s %%", shown)

    def _portal_sentence(self):
        """Return what the statement says, in one sentence."""
        values = {
            "adjusted": self._text_exact("adjusted_exact"),
            "target": self._text_target(),
        }
        if not self.adjusted_exact:
            return self.env._("Not measured: there is no figure for this month.")
        if self.verdict == "met":
            return self.env._(
                "Available %(adjusted)s of %(target)s promised.", **values
            )
        if self.verdict == "breached":
            return self.env._(
                "Available %(adjusted)s: less than the %(target)s promised.", **values
            )
        return self.env._(
            "Available %(adjusted)s; too much was not measured to judge the "
            "%(target)s promised.",
            **values,
        )

    def _portal_tone(self):
        tones = {"met": "success", "breached": "danger", "undetermined": "warning"}
        return tones[self.verdict]

    def _portal_facts(self):
        """Return the facts of its card: pairs of label and text."""
        return [
            (self.env._("Of"), self._text_window()),
            (self.env._("Down"), self._text_seconds(self.down_s)),
            (self.env._("Issued"), self._text_moment(self.issued_at)),
        ]
