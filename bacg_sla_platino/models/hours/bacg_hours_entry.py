# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...tools import hours
from ...tools.clock.duration import format_hours


class BacgHoursEntry(models.Model):
    """Work done on an agreed draw; never edited: another entry undoes a wrong one."""

    _name = "bacg.hours.entry"
    _description = "Time Entry"
    _inherit = ["bacg.hours.part.mixin"]
    _order = "date desc, id desc"

    date = fields.Date(string="Work date", required=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Who worked", required=True
    )
    name = fields.Char(string="What was done", required=True)
    hours = fields.Float(string="Worked", required=True)
    chargeable = fields.Boolean(
        string="Charged",
        default=True,
        help="If not, BACG bears the time: it is noted and not drawn.",
    )
    hours_charged = fields.Float(
        string="Drawn",
        compute="_compute_hours_charged",
        help="Rounded up once for each case and day.",
    )
    allocation_ids = fields.One2many(
        comodel_name="bacg.hours.allocation", inverse_name="entry_id", readonly=True
    )
    reverses_id = fields.Many2one(
        comodel_name="bacg.hours.entry",
        string="Undoes",
        index="btree_not_null",
        ondelete="restrict",
    )
    reversed_ids = fields.One2many(
        comodel_name="bacg.hours.entry", inverse_name="reverses_id", string="Undone by"
    )
    statement_id = fields.Many2one(
        comodel_name="bacg.sla.statement",
        index="btree_not_null",
        ondelete="restrict",
        help="The monthly statement that contains it: it never changes afterwards.",
    )

    _undone_once = models.UniqueIndex(
        "(reverses_id)", "This time entry was already corrected."
    )

    @api.depends("allocation_ids.hours")
    def _compute_hours_charged(self):
        for entry in self:
            total = sum(entry.allocation_ids.mapped("hours"))
            entry.hours_charged = hours.to_hours(hours.to_minutes(total))

    def write(self, vals):
        if set(vals) - {"statement_id"}:
            raise UserError(
                self.env._("A time entry stays as it is. Correct it with another.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Time entries are corrected, never deleted."))

    @api.model
    def _make(self, draw, minutes, day, **values):
        """Create a time entry; its work date decides from which grants hours are drawn.

        :param minutes: worked; negative for an entry that undoes another
        """
        entry = self.create(
            {
                "draw_id": draw.id,
                "hours": hours.to_hours(minutes),
                "date": day,
                "user_id": self.env.user.id,
                **values,
            }
        )
        if entry.chargeable:
            entry._allocate(minutes)
        return entry

    def _allocate(self, minutes):
        """Draw or give back what this entry changes in the charge of its day."""
        day = self._same_day()
        worked = sum(hours.to_minutes(row.hours) for row in day - self)
        taken = day.allocation_ids._by_draw_and_grant()
        charged = hours.charge(
            worked,
            sum(part for _key, part in taken),
            minutes,
            self.company_id.hours_unit_minutes,
            self.draw_id._left_minutes(),
        )
        if charged > 0:
            rows = self.draw_id._draw_minutes(charged, self.date)
        else:
            given = hours.give_back(-charged, taken)
            rows = [(*key, -part) for key, part in given]
        self.env["bacg.hours.allocation"].create(
            [
                {
                    "draw_id": draw.id,
                    "grant_id": grant.id,
                    "entry_id": self.id,
                    "kind": "used",
                    "date": self.date,
                    "hours": hours.to_hours(part),
                }
                for draw, grant, part in rows
            ]
        )

    def _same_day(self):
        """Return the entries that are rounded together: same case, same day."""
        draw = self.draw_id
        return self.search(
            [
                ("ticket_id", "=", draw.ticket_id.id)
                if draw.ticket_id
                else ("draw_id", "=", draw.id),
                ("draw_id.hours_pool", "=", draw.hours_pool),
                ("date", "=", self.date),
                ("chargeable", "=", True),
            ]
        )

    def _portal_facts(self):
        """Return the facts of its card: pairs of label and text."""
        return [
            (self.env._("Day"), format_date(self.env, self.date)),
            (self.env._("Worked"), self._text_worked()),
            (self.env._("Drawn"), self._text_charged()),
        ]

    def _text_worked(self):
        return format_hours(self.env, hours.to_minutes(self.hours))

    def _text_charged(self):
        return format_hours(self.env, hours.to_minutes(self.hours_charged))

    def _undo(self, reason):
        """Create the entries that undo these."""
        for entry in self:
            if entry.reverses_id or entry.reversed_ids:
                raise UserError(
                    self.env._("“%s” was already corrected.", entry.name),
                )
            self._make(
                entry.draw_id,
                -hours.to_minutes(entry.hours),
                entry.date,
                name=reason,
                reverses_id=entry.id,
                chargeable=entry.chargeable,
            )

    def _in_force(self):
        """Return the entries that were not undone."""
        return self.filtered(lambda row: not (row.reverses_id or row.reversed_ids))
