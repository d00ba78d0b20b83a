# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import math

from odoo import fields, models
from odoo.tools import format_datetime, formatLang

from ...tools.clock.duration import format_minutes
from ..common.selections import selection_labels


class BacgSlaStatement(models.Model):
    """The document of a statement, in the customer's language and time zone."""

    _inherit = "bacg.sla.statement"

    def _attach_files(self):
        """Keep the CSV and the document, which is rendered here, as files."""
        self.ensure_one()
        table = self._csv()
        digest = hashlib.sha256(table).hexdigest()
        html = self._document_html(csv_sha256=digest)
        self.write(
            {
                "csv_sha256": digest,
                "csv_id": self._attach(table, "csv", "text/csv").id,
                "body_html": html,
                "document_id": self._attach(*self._document_file(html)).id,
            }
        )

    def _document_html(self, csv_sha256=None):
        """Return the document as HTML.

        :param csv_sha256: hash of the CSV file, which a draft does not have
        """
        self.ensure_one()
        statement = self._localized()
        return statement.env["ir.qweb"]._render(
            "bacg_sla_platino.statement_document",
            {
                "statement": statement,
                "content": statement.content,
                "labels": statement._document_labels(),
                "metric_texts": statement._metric_texts(),
                "csv_sha256": csv_sha256,
            },
            lang=self.lang,
        )

    def _document_labels(self):
        """Return the labels of the codes in the content, in the context's language.

        Hook: rooms above add the labels of their section.
        """

        def selection(model, name):
            return selection_labels(self.env[model], name)

        return {
            "metric": selection("bacg.sla.status", "metric"),
            "priority": selection("bacg.sla.policy", "priority"),
            "basis": selection("bacg.sla.target", "basis"),
            "pause": selection("bacg.sla.pause", "reason"),
            "exclusion": {
                **selection("helpdesk.ticket", "sla_note"),
                **selection("bacg.sla.status", "cancel_reason"),
                "voided": self.env._("Outage claim refuted: its breach is voided"),
                "merged": self.env._("Merged into another case"),
                "courtesy": self.env._(
                    "Weekly report under the manufacturer's terms: a courtesy"
                ),
            },
            "population": {
                "carried_in": self.env._("Carried in: running when the period began"),
                "opened": self.env._("Opened in the period"),
                "judged": self.env._("Judged in the period"),
                "open": self.env._("Open and not yet due when the period ended"),
                "cancelled": self.env._("Cancelled in the period before they were due"),
                "open_late": self.env._("Late and still open when the period ended"),
            },
        }

    def _metric_texts(self):
        """Return when each metric starts and stops, and what pauses it."""
        nothing = self.env._("Nothing.")
        waits = self.env._(
            "Waiting for the customer, the manufacturer, a third party or a deeper "
            "technical review; the time during which the case was closed."
        )
        report = self.env._("We receive the customer's report.")
        return {
            "first_response": {
                "start": report,
                "stop": self.env._(
                    "The first message from one of our people reaches the customer."
                ),
                "pause": nothing,
            },
            "resolution": {
                "start": report,
                "stop": self.env._("The case is resolved."),
                "pause": waits,
            },
            "workaround": {
                "start": report,
                "stop": self.env._("A workaround is available."),
                "pause": waits,
            },
            "follow_up": {
                "start": self.env._(
                    "The wait for the manufacturer or a third party begins, or the "
                    "previous weekly report was given."
                ),
                "stop": self.env._("The customer is told the status of the case."),
                "pause": nothing,
            },
        }

    # -------------------------------------------------------------------------
    # Texts of the template
    # -------------------------------------------------------------------------

    def _text_moment(self, moment):
        """Return a moment (naive UTC or its ISO form) in the statement's time zone."""
        if not moment:
            return "–"
        moment = fields.Datetime.to_datetime(moment)
        return format_datetime(self.env, moment, tz=self.tz, dt_format="d MMM y, HH:mm")

    def _text_minutes(self, minutes):
        return format_minutes(self.env, minutes or 0)

    def _text_percent(self, rate):
        """Return a rate as text, rounded down: 100 % means that all were kept."""
        if rate is None or rate is False:
            return self.env._("no cases")
        share = math.floor(rate * 1000 + 1e-9) / 10
        return self.env._("%s %%", formatLang(self.env, share, digits=1))

    def _text_share(self, share):
        return "–" if share is None else self._text_percent(share)

    def _text_change(self, change, labels):
        """Return one difference from the previous revision as a sentence."""
        env = self.env
        if change["what"] == "population":
            return env._(
                "%(what)s: %(before)s → %(after)s",
                what=labels["population"][change["name"]],
                before=change["before"],
                after=change["after"],
            )
        metric = labels["metric"][change["metric"]]
        if change["what"] == "figure":
            return env._(
                "%(metric)s, priority %(priority)s: %(before)s → %(after)s kept",
                metric=metric,
                priority=labels["priority"][change["priority"]],
                before="{} / {}".format(*change["before"]),
                after="{} / {}".format(*change["after"]),
            )
        return env._(
            "Case %(number)s, %(metric)s: %(before)s → %(after)s",
            number=change["number"],
            metric=metric,
            before=self._text_late(change["before"]),
            after=self._text_late(change["after"]),
        )

    def _text_late(self, clock):
        if not clock:
            return self.env._("not late")
        if clock.get("ended"):
            return self.env._("late and cancelled")
        if not clock["reached"]:
            return self.env._("late and open")
        return self.env._(
            "late by %(late)s, reached on %(reached)s",
            late=self._text_minutes(clock["late_minutes"]),
            reached=self._text_moment(clock["reached"]),
        )
