# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools.concurrency import touch

# What both sides agree on, beside the changes themselves.
TEXT = (
    "subject",
    "date",
    "staff_ids",
    "customer_ids",
    "planned_start",
    "planned_stop",
    "is_emergency",
    "emergency_reason",
)
# Noted by a step, never filled in.
NOTED = {
    "name",
    "number",
    "state",
    "sent_at",
    "agreed_at",
    "tested_at",
    "tested_by_id",
    "approved_at",
    "actual_start",
    "actual_stop",
    "produced_by_id",
    "produced_noted_at",
    "release",
    "override_by_id",
    "override_at",
    "override_reason",
    "override_text",
    "result",
    "result_note",
    "rolled_back_at",
    "rolled_back_by_id",
    "ticket_id",
    "emergency_due",
    "previous_id",
    "cancel_reason",
}
# Where it is over.
PRODUCED = ("production", "verified", "rolled_back")


class BacgChangeMinute(models.Model):
    """Minutes of changes on an interface, agreed by both sides (SLA 7.04).

    What was agreed does not change any more: other minutes replace it. Facts are noted
    by the steps, at the moment of the step.
    """

    _name = "bacg.change.minute"
    _description = "Change Minutes"
    _inherit = ["bacg.approval.mixin", "bacg.sla.company.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["name", "subject"]
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, index=True)
    number = fields.Integer(string="Number on the interface", readonly=True, copy=False)
    subject = fields.Char(required=True, tracking=True)
    interface_id = fields.Many2one(
        comodel_name="bacg.interface",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    partner_id = fields.Many2one(
        related="interface_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="interface_id.company_id", store=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    staff_ids = fields.Many2many(
        comodel_name="res.users",
        string="Our people",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    customer_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Customer's people",
        domain="[('commercial_partner_id', '=', partner_id)]",
    )
    line_ids = fields.One2many(
        comodel_name="bacg.change.line",
        inverse_name="minute_id",
        string="Changes",
        copy=True,
    )
    line_count = fields.Integer(compute="_compute_line_count", string="Changes (n)")
    is_emergency = fields.Boolean(
        string="Emergency change",
        tracking=True,
        help="Made first because production was down, and approved within the term of "
        "the settings.",
    )
    emergency_reason = fields.Char(help="What was down. Both sides read it.")
    emergency_due = fields.Datetime(
        string="To be approved by", readonly=True, copy=False, index=True
    )
    emergency_state = fields.Selection(
        selection=[
            ("waiting", "To be approved"),
            ("overdue", "Past its term"),
            ("approved", "Approved in time"),
            ("late", "Approved late"),
        ],
        string="Approval of the emergency",
        compute="_compute_emergency_state",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("sent", "Sent for agreement"),
            ("agreed", "Agreed by both"),
            ("tested", "Tested"),
            ("approved", "Approved for production"),
            ("production", "In production"),
            ("verified", "Verified"),
            ("rolled_back", "Rolled back"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    planned_start = fields.Datetime(string="Planned start", tracking=True)
    planned_stop = fields.Datetime(string="Planned end", tracking=True)
    actual_start = fields.Datetime(readonly=True, copy=False, index=True)
    actual_stop = fields.Datetime(string="Actual end", readonly=True, copy=False)
    sent_at = fields.Datetime(string="Sent on", readonly=True, copy=False)
    agreed_at = fields.Datetime(string="Agreed on", readonly=True, copy=False)
    tested_at = fields.Datetime(string="Tested on", readonly=True, copy=False)
    tested_by_id = fields.Many2one(
        comodel_name="res.users", string="Tested by", readonly=True, copy=False
    )
    approved_at = fields.Datetime(
        string="Approved for production on", readonly=True, copy=False
    )
    produced_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Put in production by",
        readonly=True,
        copy=False,
    )
    produced_noted_at = fields.Datetime(string="Noted on", readonly=True, copy=False)
    release = fields.Char(string="Version in production", readonly=True, copy=False)
    override_by_id = fields.Many2one(
        comodel_name="res.users", string="Overridden by", readonly=True, copy=False
    )
    override_at = fields.Datetime(string="Overridden on", readonly=True, copy=False)
    override_reason = fields.Char(
        string="Reason of the override", readonly=True, copy=False
    )
    override_text = fields.Text(string="What was missing", readonly=True, copy=False)
    result = fields.Selection(
        selection=[
            ("successful", "Successful"),
            ("issues", "With issues"),
            ("failed", "Failed"),
            ("rolled_back", "Rolled back"),
        ],
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    result_note = fields.Text(string="What was seen", readonly=True, copy=False)
    rolled_back_at = fields.Datetime(string="Rolled back on", readonly=True, copy=False)
    rolled_back_by_id = fields.Many2one(
        comodel_name="res.users", string="Rolled back by", readonly=True, copy=False
    )
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Case that it caused",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    review = fields.Char(
        string="Review afterwards",
        copy=False,
        tracking=True,
        help="A sentence: what was learned. Both sides read it.",
    )
    previous_id = fields.Many2one(
        comodel_name="bacg.change.minute",
        string="Replaces",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    cancel_reason = fields.Char(readonly=True, copy=False)
    evidence_ids = fields.One2many(
        comodel_name="bacg.change.evidence",
        inverse_name="minute_id",
        readonly=True,
    )

    _number_uniq = models.Constraint(
        "UNIQUE (interface_id, number)", "The minutes of an interface are numbered."
    )

    @api.depends("name", "subject")
    def _compute_display_name(self):
        for minute in self:
            parts = (minute.name, minute.subject)
            minute.display_name = " ".join(filter(None, parts))

    @api.depends("line_ids")
    def _compute_line_count(self):
        rows = self.env["bacg.change.line"]._read_group(
            [("minute_id", "in", self.ids)], ["minute_id"], ["__count"]
        )
        counts = dict(rows)
        for minute in self:
            minute.line_count = counts.get(minute, 0)

    @api.depends("emergency_due", "agreed_at")
    def _compute_emergency_state(self):
        now = fields.Datetime.now()
        for minute in self:
            minute.emergency_state = minute._judge_emergency(now)

    def _judge_emergency(self, moment):
        """Return how the approval of an emergency stood at a naive UTC ``moment``."""
        due, agreed = self.emergency_due, self.agreed_at
        if not due:
            return False
        if agreed and agreed <= moment:
            return "approved" if agreed <= due else "late"
        return "waiting" if moment <= due else "overdue"

    # -------------------------------------------------------------------------
    # What may be written
    # -------------------------------------------------------------------------

    @api.constrains("planned_start", "planned_stop")
    def _check_planned(self):
        for minute in self:
            start, stop = minute.planned_start, minute.planned_stop
            if bool(start) != bool(stop) or (start and stop <= start):
                raise ValidationError(
                    self.env._("Planned end: give a planned start and an end after it.")
                )

    @api.constrains("customer_ids", "interface_id")
    def _check_customers(self):
        for minute in self:
            customer = minute.interface_id.partner_id
            for person in minute.customer_ids:
                if person.commercial_partner_id != customer:
                    raise ValidationError(
                        self.env._(
                            "Customer's people: %(name)s does not belong to "
                            "%(customer)s.",
                            name=person.name,
                            customer=customer.name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        # Whatever the call or its context says: nothing happened yet.
        blank = dict.fromkeys(NOTED, False) | {"review": False, "state": "draft"}
        if self.env.su:
            del blank["previous_id"]
        vals_list = [{**vals, **blank} for vals in vals_list]
        self._number(vals_list)
        return super().create(vals_list)

    @api.model
    def _number(self, vals_list):
        """Put the next numbers of their interfaces into the values."""
        interfaces = self.env["bacg.interface"].browse(
            {vals["interface_id"] for vals in vals_list if vals.get("interface_id")}
        )
        interfaces.check_access("read")
        touch(interfaces)
        # sudo: the numbers of all minutes count
        rows = self.sudo()._read_group(
            [("interface_id", "in", interfaces.ids)],
            ["interface_id"],
            ["number:max"],
        )
        last = {interface.id: number for interface, number in rows}
        for vals in vals_list:
            interface = interfaces.browse(vals.get("interface_id"))
            if interface:
                number = last[interface.id] = last.get(interface.id, 0) + 1
                name = f"{interface.code}-{number:02}"
                vals.update(number=number, name=name)

    def write(self, vals):
        if not self.env.su:
            self._check_write(vals)
        return super().write(vals)

    def _check_write(self, vals):
        if NOTED & vals.keys():
            raise AccessError(
                self.env._("What happened to a change is noted by its steps.")
            )
        if "interface_id" in vals:
            raise UserError(
                self.env._("Interface: minutes are numbered on theirs and stay there.")
            )
        if {*TEXT, "line_ids"} & vals.keys():
            self._check_editable()
        begun = self.filtered(lambda one: one.state != "draft" or one.actual_start)
        if "is_emergency" in vals and begun:
            raise UserError(
                self.env._("Emergency change: this is said before the first step.")
            )
        if "review" in vals and self.filtered(lambda one: not one.result):
            raise UserError(
                self.env._("Review afterwards: note the result of the change first.")
            )

    def _is_editable(self):
        if self.agreed_at or self.state == "cancelled":
            return False
        return self.is_emergency or self.state in ("draft", "sent")

    def _check_editable(self):
        """Refuse to change minutes that both sides agreed on (SLA 7.04)."""
        for minute in self:
            if not minute._is_editable():
                raise UserError(
                    self.env._(
                        "%s: both sides agreed on these minutes, they do not change "
                        "any more. Use “Cancel or replace” to write new ones.",
                        minute.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        for minute in self:
            if minute.state != "draft" or minute.sent_at:
                raise UserError(
                    self.env._("%s was sent: cancel it with a reason.", minute.name)
                )
