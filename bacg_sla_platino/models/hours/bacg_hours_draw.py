# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import hours
from ...tools.clock.duration import format_hours
from ..common.selections import selection_labels
from .bacg_hours_grant import HOURS_POOLS

# What the customer agrees to: it cannot change once they were asked.
FROZEN_FIELDS = {
    "contract_id",
    "hours_pool",
    "text",
    "hours_offered",
    "valid_until",
    "work_date",
}


class BacgHoursDraw(models.Model):
    """Work offered against contracted hours, drawn once the customer agrees (SLA 1.18).

    Only buttons, the portal and the scheduled action change its state. More work than
    agreed needs a new proposal.
    """

    _name = "bacg.hours.draw"
    _description = "Draw of Hours"
    _inherit = ["bacg.sla.case.part.mixin", "bacg.hours.work.mixin"]
    _order = "id desc"
    _hours_link = "draw_id"

    name = fields.Char(string="Number", required=True, readonly=True, copy=False)
    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id",
        string="Customer",
        store=True,
        precompute=True,
        index=True,
    )
    company_id = fields.Many2one(related="contract_id.company_id")
    ticket_id = fields.Many2one(
        required=False, ondelete="restrict", index="btree_not_null", readonly=True
    )
    hours_pool = fields.Selection(
        selection=HOURS_POOLS, string="Pool", required=True, readonly=True
    )
    text = fields.Text(string="What is offered", required=True, readonly=True)
    hours_offered = fields.Float(string="Offered", required=True, readonly=True)
    hours_real = fields.Float(string="Worked", compute="_compute_hours")
    hours_charged = fields.Float(string="Drawn", compute="_compute_hours")
    valid_until = fields.Date(
        string="Valid until",
        required=True,
        readonly=True,
        help="Last day on which the customer can agree.",
    )
    work_date = fields.Date(
        string="Planned for",
        readonly=True,
        help="The work is reserved from the hours valid on this day, and drawn from "
        "those valid on the day it is done.",
    )
    state = fields.Selection(
        selection=[
            ("proposed", "Proposed"),
            ("agreed", "Agreed"),
            ("refused", "Refused"),
            ("expired", "Expired"),
            ("done", "Done"),
            ("void", "Void"),
        ],
        required=True,
        default="proposed",
        readonly=True,
        copy=False,
        index=True,
    )
    proposed_by_id = fields.Many2one(
        comodel_name="res.users", string="Proposed by", readonly=True, copy=False
    )
    proposed_at = fields.Datetime(string="Proposed on", readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        comodel_name="res.partner", string="Decided by", readonly=True, copy=False
    )
    decided_at = fields.Datetime(string="Decided on", readonly=True, copy=False)
    decision_note = fields.Char(
        string="What the customer wrote", readonly=True, copy=False
    )
    overdraw_accepted = fields.Boolean(
        string="More than available accepted",
        readonly=True,
        copy=False,
        help="The customer agreed to more hours than were available.",
    )
    done_by_id = fields.Many2one(
        comodel_name="res.users", string="Done by", readonly=True, copy=False
    )
    done_at = fields.Datetime(string="Done on", readonly=True, copy=False)
    void_reason = fields.Char(string="Reason for voiding", readonly=True, copy=False)
    entry_ids = fields.One2many(
        comodel_name="bacg.hours.entry",
        inverse_name="draw_id",
        string="Time entries",
        readonly=True,
    )
    allocation_ids = fields.One2many(
        comodel_name="bacg.hours.allocation",
        inverse_name="draw_id",
        string="Allocations",
        readonly=True,
    )

    _hours_positive = models.Constraint(
        "CHECK (hours_offered > 0)", "Hours offered: give more than 0."
    )
    _name_uniq = models.UniqueIndex("(name, company_id)", "This number is taken.")

    @api.depends("entry_ids.hours", "allocation_ids.hours", "allocation_ids.kind")
    def _compute_hours(self):
        for draw in self:
            worked = sum(draw.entry_ids.mapped("hours"))
            draw.hours_real = hours.to_hours(hours.to_minutes(worked))
            draw.hours_charged = hours.to_hours(draw._charged_minutes())

    @api.depends("name", "hours_pool", "hours_offered")
    def _compute_display_name(self):
        labels = selection_labels(self, "hours_pool")
        for draw in self:
            draw.display_name = self.env._(
                "%(number)s: %(hours)s, %(pool)s",
                number=draw.name,
                hours=draw._offered_text(),
                pool=labels.get(draw.hours_pool),
            )

    def write(self, vals):
        if FROZEN_FIELDS & set(vals):
            raise UserError(
                self.env._(
                    "A proposal stays as the customer received it. Withdraw it and "
                    "make another."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A proposal is voided, never deleted."))

    # -------------------------------------------------------------------------
    # Minutes
    # -------------------------------------------------------------------------

    def _offered_minutes(self):
        return hours.to_minutes(self.hours_offered)

    def _offered_text(self):
        return format_hours(self.env, self._offered_minutes())

    def _charged_text(self):
        return format_hours(self.env, self._charged_minutes())

    def _charged_minutes(self):
        used = self.allocation_ids.filtered(lambda row: row.kind == "used")
        return hours.to_minutes(sum(used.mapped("hours")))

    def _left_minutes(self):
        """Return the minutes that are agreed and not drawn yet."""
        return max(self._offered_minutes() - self._charged_minutes(), 0)

    def _chargeable_minutes(self):
        worked = self.entry_ids.filtered("chargeable").mapped("hours")
        return hours.to_minutes(sum(worked))

    def _overdrawn_minutes(self):
        """Return how many of the offered minutes no grant covers now."""
        drawn = self._draw_minutes(self._offered_minutes(), self._planned_day())
        return sum(minutes for _draw, grant, minutes in drawn if not grant)

    def _planned_day(self):
        today = self.contract_id._today()
        return max(today, self.work_date or today)

    def _draw_minutes(self, minutes, day):
        """Return ``(draw, grant, minutes)`` rows of work on ``day``.

        The grant is empty for what is overdrawn.
        """
        grants = self.contract_id._hours_grants(self.hours_pool)
        taken, rest = hours.allocate(minutes, day, grants._as_pure())
        rows = [(self, grants.browse(key), part) for key, part in taken]
        return rows + [(self, grants.browse(), rest)] * bool(rest)

    def _release(self):
        self.allocation_ids.filtered(lambda row: row.kind == "reserved").unlink()

    def _plan(self):
        """Reserve what these draws still need, from the hours valid on the day."""
        for draw in self:
            draw._release()
            left = draw._left_minutes()
            if draw.state != "agreed" or not left:
                continue
            day = draw._planned_day()
            self.env["bacg.hours.allocation"].create(
                [
                    {
                        "draw_id": draw.id,
                        "grant_id": grant.id,
                        "kind": "reserved",
                        "date": day,
                        "hours": hours.to_hours(part),
                    }
                    for _draw, grant, part in draw._draw_minutes(left, day)
                ]
            )
