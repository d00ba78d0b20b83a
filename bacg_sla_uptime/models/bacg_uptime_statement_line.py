# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

# Each second of the month that was not up, by kind; ``not_counted`` explains and is
# part of no sum.
KINDS = [
    ("down", "Down that counts"),
    ("excused", "Excused"),
    ("removed", "Excused, leaves the total"),
    ("no_data", "Unknown: no data"),
    ("not_running", "Unknown: our monitor did not run"),
    ("outside", "Outside service hours"),
    ("some_users", "Down for some users"),
    ("not_counted", "Not counted"),
]


class BacgUptimeStatementLine(models.Model):
    """A stretch of a statement's month that was not up, and why it counts or not.

    The lines of a kind add up to the statement's sum of that kind, to the second.
    """

    _name = "bacg.uptime.statement.line"
    _description = "Line of an Availability Statement"
    _order = "statement_id, kind, start, id"

    statement_id = fields.Many2one(
        comodel_name="bacg.uptime.statement",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="statement_id.company_id", store=True)
    kind = fields.Selection(selection=KINDS, required=True, readonly=True)
    start = fields.Datetime(required=True, readonly=True)
    stop = fields.Datetime(required=True, readonly=True)
    seconds = fields.Integer(readonly=True)
    counted_s = fields.Float(
        string="Counted (s)",
        digits=(14, 4),
        readonly=True,
        help="In the sum of its kind: a partial outage by its weight.",
    )
    outage_id = fields.Many2one(
        comodel_name="bacg.uptime.outage",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    cause = fields.Char(readonly=True)
    reason = fields.Char(readonly=True, help="Why it counts or not.")
    evidence = fields.Char(readonly=True)

    def write(self, vals):
        if self:
            raise UserError(
                self.env._("The lines of an issued statement cannot be changed.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if self:
            raise UserError(
                self.env._("The lines of an issued statement cannot be deleted.")
            )
