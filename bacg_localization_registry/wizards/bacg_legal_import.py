# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..tools import legal_rows


class BacgLegalImport(models.TransientModel):
    """Imports changes of the law from a CSV file after a trial: valid rows only."""

    _name = "bacg.legal.import"
    _description = "Import Legal Changes"
    _inherit = ["bacg.sla.import.mixin"]
    _file_columns = legal_rows.COLUMNS
    _imported_field = "change_ids"

    line_ids = fields.One2many(
        comodel_name="bacg.legal.import.line",
        inverse_name="import_id",
        string="To correct",
        readonly=True,
    )
    change_ids = fields.Many2many(comodel_name="bacg.legal.change", readonly=True)

    def action_view_changes(self):
        return self.change_ids._get_records_action(name=self.env._("Imported changes"))

    def _get_title(self):
        return self.env._("Import legal changes")

    def _read_rows(self, raw):
        return legal_rows.read(raw)

    def _look_up(self, rows):
        """Find the countries' localizations, and changes that are known already."""
        countries = self.env["bacg.localization"].search([("country_id", "!=", False)])
        by_code = {one.country_id.code: one for one in countries}
        changes = self.env["bacg.legal.change"].with_context(active_test=False)
        names = [row.values["name"] for row in rows]
        known = changes.search_fetch(
            [("name", "in", names)], ["name", "localization_id"]
        )
        taken = {(one.localization_id, one.name) for one in known}
        for row in rows:
            code, name = row.values["country"], row.values["name"]
            localization = by_code.get(code)
            if code and not localization:
                row.blame("country", "country", code)
            elif (localization, name) in taken:
                row.blame("name", "taken", name)
            row.values["localization_id"] = localization and localization.id

    def _create_records(self, rows):
        changes = self.env["bacg.legal.change"]
        return changes.create([self._prepare_change(row) for row in rows])

    @api.model
    def _prepare_change(self, row):
        return {
            name: value
            for name, value in row.values.items()
            if name != "country" and value
        }

    @api.model
    def _reasons(self):
        env = self.env
        return {
            **super()._reasons(),
            "certain": env._(
                "It is unknown, yet the row gives the day; correct one of the two"
            ),
            "choice": env._("Is none of those that there are"),
            "country": env._("No localization is of this country; enter its code, GT"),
            "date": env._(
                "Enter the date as 2026-03-09 or 09/03/2026, or leave it out"
            ),
            "refused": env._("Odoo refused the row"),
            "taken": env._("The country already has a change of this name"),
            "twice": env._("This change already occurs in the file"),
        }
