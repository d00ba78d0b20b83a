# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

import psycopg2

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...tools import import_rows
from ...tools.concurrency import is_nobodys_fault

BATCH = 500


class BacgSlaImportMixin(models.AbstractModel):
    """A window that imports a CSV file after a trial: valid rows only.

    A window has the records of its rows in a field, and its errors in ``line_ids``,
    whose model is a ``bacg.sla.import.line.mixin``.
    """

    _name = "bacg.sla.import.mixin"
    _description = "Import of a CSV File"
    _inherit = ["bacg.sla.window.mixin"]
    _file_columns = ()  # of the file, in their order
    _imported_field = None  # name of the field of what was imported

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
    bad_file = fields.Binary(
        string="Rows to correct as CSV", readonly=True, attachment=False
    )
    bad_file_name = fields.Char(readonly=True)

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
        """Import the valid rows; the file is checked again for new duplicates."""
        self.ensure_one()
        if self.state != "tried":
            raise UserError(self.env._("Try the file first, then import it."))
        rows = self._read()
        good = [row for row in rows if not row.faults]
        for start in range(0, len(good), BATCH):
            self[self._imported_field] |= self._import(good[start : start + BATCH])
        self._notify(rows)
        self.state = "done"
        return self._shown_again()

    def _shown_again(self):
        return self._get_records_action(name=self._get_title(), target="new")

    def _get_title(self):
        """Return the title of the window."""
        raise NotImplementedError

    def _read(self):
        """Return the rows of the file, checked alone and against the database.

        :raises UserError: if the file as a whole cannot be read
        """
        try:
            rows = self._read_rows(base64.b64decode(self.file or b""))
        except import_rows.BadFile as bad:
            reason = self._reasons()[bad.code]
            raise UserError(self._with_value(reason, bad.value)) from None
        self._look_up(rows)
        return rows

    def _read_rows(self, raw):
        """Return the :class:`import_rows.Row` of a file's bytes, checked alone.

        :raises BadFile: if the file as a whole cannot be read
        """
        raise NotImplementedError

    def _look_up(self, rows):
        """Find the records that ``rows`` name; missing ones are faults."""

    def _import(self, rows):
        """Import rows in one savepoint; bisect a failing batch to find its bad row.

        :return: the records created; rows that failed get a fault
        """
        try:
            with self.env.cr.savepoint():
                records = self._create_records(rows)
                self.env.flush_all()
                return records
        except (UserError, ValueError, psycopg2.Error) as error:
            if is_nobodys_fault(error):
                raise
            self.env.invalidate_all()
            if len(rows) == 1:
                rows[0].blame("", "refused", str(error))
                return self[self._imported_field].browse()
        half = len(rows) // 2
        return self._import(rows[:half]) | self._import(rows[half:])

    def _create_records(self, rows):
        """Create and return the records of valid rows."""
        raise NotImplementedError

    def _notify(self, rows):
        """Show the number of valid rows, and line, column and reason of errors."""
        bad = [row for row in rows if row.faults]
        reasons = self._reasons()
        told = [
            (row, fault.column, self._with_value(reasons[fault.code], fault.value))
            for row in bad
            for fault in row.faults
        ]
        lines = [Command.create(self._prepare_line(*error)) for error in told]
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
    def _prepare_line(self, row, column, reason):
        """Return the values of the line that tells an error."""
        return {"line": row.line, "column": column, "reason": reason}

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
        content = import_rows.write(bad, reasons, delimiter, self._file_columns)
        return base64.b64encode(content)

    @api.model
    def _reasons(self):
        """Return a dict from the codes of faults to their texts.

        Hook: a window adds its own, ``refused`` among them.
        """
        env = self.env
        return {
            "cells": env._("More cells than the header; are quotes missing?"),
            "columns_missing": env._("The header lacks these columns"),
            "columns_twice": env._("The header has a column twice"),
            "columns_unknown": env._("The header has unknown columns"),
            "csv": env._("The file is not valid CSV, see this line"),
            "empty": env._("The file has no rows"),
            "encoding": env._("The file is not in UTF-8; save it as “CSV UTF-8”"),
            "missing": env._("Is required"),
        }
