# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

import psycopg2

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.bacg_sla_platino.tools import import_rows
from odoo.addons.bacg_sla_platino.tools.concurrency import is_nobodys_fault

from ..tools import legal_rows


class BacgLegalImport(models.TransientModel):
    """Imports changes of the law from a CSV file after a trial: valid rows only."""

    _name = "bacg.legal.import"
    _description = "Import Legal Changes"
    _inherit = ["bacg.sla.window.mixin"]

    file = fields.Binary(string="CSV file", attachment=False)
    file_name = fields.Char()
    state = fields.Selection(
        selection=[("file", "File"), ("tried", "Tried"), ("done", "Done")],
        required=True,
        default="file",
        readonly=True,
    )
    good_count = fields.Integer(string="Valid rows", readonly=True)
    bad_count = fields.Integer(string="Rows to correct", readonly=True)
    line_ids = fields.One2many(
        comodel_name="bacg.legal.import.line",
        inverse_name="import_id",
        string="To correct",
        readonly=True,
    )
    bad_file = fields.Binary(
        string="Rows to correct as CSV", readonly=True, attachment=False
    )
    bad_file_name = fields.Char(readonly=True)
    change_ids = fields.Many2many(comodel_name="bacg.legal.change", readonly=True)

    def action_try(self):
        """Read the file and show its errors; nothing is imported."""
        self.ensure_one()
        self._notify(self._read())
        self.state = "tried"
        return self._shown_again()

    def action_back(self):
        """Return to the choice of a file."""
        self.write({"state": "file", "file": False, "line_ids": [Command.clear()]})
        return self._shown_again()

    def action_import(self):
        """Import the valid rows, each whole; the file is checked again."""
        self.ensure_one()
        if self.state != "tried":
            raise UserError(self.env._("Try the file first, then import it."))
        rows = self._read()
        for row in rows:
            if not row.faults:
                self.change_ids |= self._import(row)
        self._notify(rows)
        self.state = "done"
        return self._shown_again()

    def action_view_changes(self):
        return self.change_ids._get_records_action(name=self.env._("Imported changes"))

    def _shown_again(self):
        return self._get_records_action(
            name=self.env._("Import legal changes"), target="new"
        )

    def _read(self):
        """Return the rows of the file, checked alone and against the database.

        :raises UserError: if the file as a whole cannot be read
        """
        try:
            rows = legal_rows.read(base64.b64decode(self.file or b""))
        except import_rows.BadFile as bad:
            reason = self._reasons()[bad.code]
            raise UserError(self._with_value(reason, bad.value)) from None
        self._look_up(rows)
        return rows

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

    def _import(self, row):
        """Return the change of a row, or none: a row that failed gets a fault."""
        values = {
            name: value
            for name, value in row.values.items()
            if name != "country" and value
        }
        changes = self.env["bacg.legal.change"]
        try:
            with self.env.cr.savepoint():
                change = changes.create(values)
                self.env.flush_all()
                return change
        except (UserError, ValueError, psycopg2.Error) as error:
            if is_nobodys_fault(error):
                raise
            row.blame("", "refused", str(error))
            return changes

    def _notify(self, rows):
        """Show the number of valid rows, and line, column and reason of errors."""
        bad = [row for row in rows if row.faults]
        reasons = self._reasons()
        told = [
            (row, fault.column, self._with_value(reasons[fault.code], fault.value))
            for row in bad
            for fault in row.faults
        ]
        lines = [
            Command.create({"line": row.line, "column": column, "reason": reason})
            for row, column, reason in told
        ]
        self.write(
            {
                "good_count": len(rows) - len(bad),
                "bad_count": len(bad),
                "bad_file": self._bad_file(bad, told),
                "bad_file_name": self.env._("to correct %s", self.file_name or "CSV"),
                "line_ids": [Command.clear(), *lines],
            }
        )

    @api.model
    def _with_value(self, reason, value):
        return f"{reason}: {value}" if value else reason

    def _bad_file(self, bad, told):
        if not bad:
            return False
        reasons = {}
        for row, column, reason in told:
            text = f"{column}: {reason}" if column else reason
            reasons[row.line] = "; ".join(filter(None, (reasons.get(row.line), text)))
        delimiter = import_rows.delimiter_of(base64.b64decode(self.file))
        content = import_rows.write(bad, reasons, delimiter, legal_rows.COLUMNS)
        return base64.b64encode(content)

    @api.model
    def _reasons(self):
        """Return a dict from the codes of faults to their texts."""
        env = self.env
        return {
            "cells": env._("More cells than the header; are quotes missing?"),
            "certain": env._(
                "It is unknown, yet the row gives the day; correct one of the two"
            ),
            "choice": env._("Is none of those that there are"),
            "columns_missing": env._("The header lacks these columns"),
            "columns_twice": env._("The header has a column twice"),
            "columns_unknown": env._("The header has unknown columns"),
            "country": env._("No localization is of this country; enter its code, GT"),
            "csv": env._("The file is not valid CSV, see this line"),
            "date": env._(
                "Enter the date as 2026-03-09 or 09/03/2026, or leave it out"
            ),
            "empty": env._("The file has no rows"),
            "encoding": env._("The file is not in UTF-8; save it as “CSV UTF-8”"),
            "missing": env._("Is required"),
            "refused": env._("Odoo refused the row"),
            "taken": env._("The country already has a change of this name"),
            "twice": env._("This change already occurs in the file"),
        }
