# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ...tools import hours
from ...tools.clock.duration import format_hours

# What a merge of cases and a statement change; nobody edits the rest.
MOVING_FIELDS = {"statement_id", "ticket_id"}


class BacgHoursEntry(models.Model):
    """Work done, on an agreed draw or without charge; another entry undoes a wrong one.

    What is noted without a draw, on a case or on a record of a higher room, is what
    the agreement's "sin costo" costs: no customer reads it, agents read their own.
    """

    _name = "bacg.hours.entry"
    _description = "Time Entry"
    _inherit = ["bacg.hours.part.mixin"]
    _order = "date desc, id desc"

    draw_id = fields.Many2one(required=False)
    ticket_id = fields.Many2one(
        related=None,
        compute="_compute_ticket_id",
        store=True,
        precompute=True,
        readonly=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        related=None,
        compute="_compute_company_id",
        store=True,
        precompute=True,
        required=True,
    )
    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        compute="_compute_contract_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="Of the case or the draw; else the one in force on the work date.",
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", string="Customer", store=True
    )
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

    _charged_by_draw = models.Constraint(
        "CHECK (draw_id IS NOT NULL OR chargeable IS NOT TRUE)",
        "Only time on an agreed draw is charged.",
    )
    _undone_once = models.UniqueIndex(
        "(reverses_id)", "This time entry was already corrected."
    )

    @api.depends("draw_id.ticket_id")
    def _compute_ticket_id(self):
        for entry in self:
            entry.ticket_id = entry.draw_id.ticket_id or entry.ticket_id

    @api.depends(lambda self: self._get_work_fields())
    def _compute_company_id(self):
        for entry in self:
            entry.company_id = entry._get_work().company_id or self.env.company

    @api.depends(
        lambda self: [
            *self._get_work_fields(),
            "draw_id.contract_id",
            "ticket_id.contract_id",
        ]
    )
    def _compute_contract_id(self):
        for entry in self:
            work = entry._get_work()
            entry.contract_id = work and work._hours_get_contract(entry.date)

    @api.depends("allocation_ids.hours")
    def _compute_hours_charged(self):
        for entry in self:
            total = sum(entry.allocation_ids.mapped("hours"))
            entry.hours_charged = hours.to_hours(hours.to_minutes(total))

    def write(self, vals):
        if set(vals) - MOVING_FIELDS:
            raise UserError(
                self.env._("A time entry stays as it is. Correct it with another.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Time entries are corrected, never deleted."))

    # -------------------------------------------------------------------------
    # What was worked on
    # -------------------------------------------------------------------------

    @api.model
    def _get_work_fields(self):
        """Return the names of the links to what was worked on; a row fills in one.

        Hook: rooms above add theirs, whose models have ``bacg.hours.work.mixin``.
        """
        return ["draw_id", "ticket_id"]

    def _get_work(self):
        """Return the record that was worked on, a draw before its case."""
        records = (self[name] for name in self._get_work_fields())
        return next(filter(None, records), None) or self.draw_id

    @api.constrains(lambda self: self._get_work_fields())
    def _check_work(self):
        if not all(entry._get_work() for entry in self):
            raise ValidationError(self.env._("Time is noted on a draw or on a case."))

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
                **entry._prepare_work_values(),
            )

    def _prepare_work_values(self):
        """Return the values of the links of a row without a draw to its work."""
        names = set(self._get_work_fields()) - {"draw_id"}
        return {name: self[name].id for name in names if not self.draw_id}

    def _in_force(self):
        """Return the entries that were not undone."""
        return self.filtered(lambda row: not (row.reverses_id or row.reversed_ids))
