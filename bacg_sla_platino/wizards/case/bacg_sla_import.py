# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import pytz

from odoo import api, fields, models

from odoo.addons.base.models.res_partner import _tz_get

from ...tools import import_rows


class BacgSlaImport(models.TransientModel):
    """Imports open cases from a CSV file after a trial: valid rows only."""

    _name = "bacg.sla.import"
    _description = "Import Open Cases"
    _inherit = ["bacg.sla.import.mixin"]
    _file_columns = import_rows.COLUMNS
    _imported_field = "ticket_ids"

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
    line_ids = fields.One2many(
        comodel_name="bacg.sla.import.line",
        inverse_name="import_id",
        string="To correct",
        readonly=True,
    )
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

    def action_view_tickets(self):
        return self.ticket_ids._get_records_action(name=self.env._("Imported cases"))

    def action_view_late_tickets(self):
        return self._late_tickets()._get_records_action(
            name=self.env._("Late on import")
        )

    def _get_title(self):
        return self.env._("Import open cases")

    def _read_rows(self, raw):
        zone = pytz.timezone(self.tz)
        return import_rows.read(raw, zone, fields.Datetime.now())

    def _create_records(self, rows):
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

    @api.model
    def _prepare_line(self, row, column, reason):
        values = super()._prepare_line(row, column, reason)
        return {**values, "number": row.cells["number"]}
