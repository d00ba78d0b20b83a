# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import csv
import io

import pytz

from odoo import models

from ...tools.formulas import guarded

CSV_COLUMNS = (
    "ticket_id",
    "metric",
    "priority",
    "agreement_id",
    "basis",
    "outcome",
    "cancel_reason",
    "started_at",
    "deadline",
    "breached_at",
    "reached_at",
    "ended_at",
    "judged_at",
    "judged",
    "met",
    "elapsed_minutes",
    "late_minutes",
    "life_minutes",
    "paused_minutes",
    "paused_customer",
    "paused_vendor",
    "paused_third_party",
    "paused_technical_review",
    "follow_up",
)


class BacgSlaStatement(models.Model):
    """The clocks of the period as a table, so that customers can check the figures."""

    _inherit = "bacg.sla.statement"

    def _csv(self):
        """Return the clocks as CSV (UTF-8), moments in the statement's time zone."""
        statement = self._localized()
        rows = statement._report().search(
            statement._rows_domain(), order="started_at, id"
        )
        descriptions = rows.fields_get(CSV_COLUMNS, ["string", "selection"])
        output = io.StringIO()
        writer = csv.writer(output)
        writer.writerow(guarded(descriptions[name]["string"]) for name in CSV_COLUMNS)
        for row in rows:
            writer.writerow(
                statement._csv_value(row, name, descriptions[name])
                for name in CSV_COLUMNS
            )
        # With the byte order mark, spreadsheets recognize UTF-8.
        return output.getvalue().encode("utf-8-sig")

    def _csv_value(self, row, name, description):
        value, kind = row[name], row._fields[name].type
        if kind == "datetime":
            return self._csv_moment(value)
        if kind == "selection":
            return guarded(dict(description["selection"]).get(value, ""))
        if kind == "float":
            return f"{value:.4f}"
        if kind == "many2one":
            value = value.number if name == "ticket_id" else value.display_name
        return guarded(value)

    def _csv_moment(self, moment):
        if not moment:
            return ""
        zone = pytz.timezone(self.tz)
        return pytz.utc.localize(moment).astimezone(zone).isoformat(sep=" ")
