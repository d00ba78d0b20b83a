# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

import psycopg2
import pytz

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.base.models.res_partner import _tz_get

from ...tools import import_rows
from ...tools.concurrency import is_nobodys_fault

BATCH = 500


class BacgSlaImport(models.TransientModel):
    """Imports open cases from a CSV file after a trial: valid rows only."""

    _name = "bacg.sla.import"
    _description = "Import Open Cases"
    _inherit = ["bacg.sla.window.mixin"]

    file = fields.Binary(string="CSV file", attachment=False)
    file_name = fields.Char()
    tz = fields.Selection(
        selection=_tz_get,
        string="Time zone of the times",
        required=True,
        default=lambda self: self._default_tz(),
    )
    team_id = fields.Many2one(
        comodel_name="helpdesk.ticket.team",
        required=True,
        default=lambda self: self._default_team_id(),
    )
    wait_reason = fields.Char(
        string="Why urgent cases wait",
        help="Cases of priority 2 and 1 that wait for others, or waited, are imported "
        "only with a reason.",
    )
    state = fields.Selection(
        selection=[("file", "File"), ("tried", "Tried"), ("done", "Done")],
        required=True,
        default="file",
        readonly=True,
    )
    good_count = fields.Integer(string="Valid rows", readonly=True)
    bad_count = fields.Integer(string="Rows to correct", readonly=True)
    line_ids = fields.One2many(
        comodel_name="bacg.sla.import.line",
        inverse_name="import_id",
        string="To correct",
        readonly=True,
    )
    bad_file = fields.Binary(
        string="Rows to correct as CSV", readonly=True, attachment=False
    )
    bad_file_name = fields.Char(readonly=True)
    ticket_ids = fields.Many2many(
        comodel_name="helpdesk.ticket", string="Cases", readonly=True
    )
    late_count = fields.Integer(string="Late cases", compute="_compute_late_count")

    def _default_tz(self):
        calendar = self.env.company.sla_agreement_id.resource_calendar_id
        return self.env.user.tz or calendar.tz or "UTC"

    def _default_team_id(self):
        team = self.env.ref("bacg_sla_platino.team_support", raise_if_not_found=False)
        return team and team._filtered_access("read")

    @api.depends("ticket_ids.sla_state")
    def _compute_late_count(self):
        for wizard in self:
            wizard.late_count = len(wizard._late_tickets())

    def _late_tickets(self):
        return self.ticket_ids.filtered(
            lambda ticket: any(ticket.sla_status_ids.mapped("breached_at"))
        )

    def action_try(self):
        """Read the file and show its errors; nothing is imported."""
        self.ensure_one()
        rows = self._read()
        self._notify(rows)
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
            self.ticket_ids |= self._import(good[start : start + BATCH])
        self._notify(rows)
        self.state = "done"
        return self._shown_again()

    def action_view_tickets(self):
        return self.ticket_ids._get_records_action(name=self.env._("Imported cases"))

    def action_view_late_tickets(self):
        return self._late_tickets()._get_records_action(
            name=self.env._("Late on import")
        )

    def _shown_again(self):
        return self._get_records_action(
            name=self.env._("Import open cases"), target="new"
        )

    def _read(self):
        """Return the rows of the file, checked alone and against the database.

        :raises UserError: if the file as a whole cannot be read
        """
        try:
            rows = import_rows.read(
                base64.b64decode(self.file or b""),
                pytz.timezone(self.tz),
                fields.Datetime.now(),
            )
        except import_rows.BadFile as bad:
            reason = self._reasons()[bad.code]
            raise UserError(self._with_value(reason, bad.value)) from None
        self._look_up(rows)
        return rows

    def _import(self, rows):
        """Import rows in one savepoint; bisect a failing batch to find its bad row.

        :return: the cases created; rows that failed get a fault
        """
        try:
            with self.env.cr.savepoint():
                tickets = self._create_cases(rows)
                self.env.flush_all()
                return tickets
        except (UserError, ValueError, psycopg2.Error) as error:
            if is_nobodys_fault(error):
                raise
            self.env.invalidate_all()
            if len(rows) == 1:
                rows[0].blame("", "refused", str(error))
                return self.env["helpdesk.ticket"]
        half = len(rows) // 2
        return self._import(rows[:half]) | self._import(rows[half:])

    def _create_cases(self, rows):
        contacts = self._contacts(rows)
        cases = [
            (self._case_values(row, contacts), row.values["waits"]) for row in rows
        ]
        reason = self.env._("Imported from %s", self.file_name or "CSV")
        return self.env["helpdesk.ticket"]._case_import(
            [(values, waits or []) for values, waits in cases],
            reason,
            (self.wait_reason or "").strip(),
        )

    def _notify(self, rows):
        """Show the number of valid rows, and line, column and reason of errors."""
        bad = [row for row in rows if row.faults]
        reasons = self._reasons()
        told = [
            (row, fault.column, self._with_value(reasons[fault.code], fault.value))
            for row in bad
            for fault in row.faults
        ]
        self.write(
            {
                "good_count": len(rows) - len(bad),
                "bad_count": len(bad),
                "bad_file": self._bad_file(bad, told),
                "bad_file_name": self.env._("to correct %s", self.file_name or "CSV"),
                "line_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "line": row.line,
                                "number": row.cells["number"],
                                "column": column,
                                "reason": reason,
                            }
                        )
                        for row, column, reason in told
                    ),
                ],
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
        return base64.b64encode(import_rows.write(bad, reasons, delimiter))
