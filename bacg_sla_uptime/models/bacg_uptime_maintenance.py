# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.bacg_sla_platino.tools import windows

HOUR = timedelta(hours=1)
# What is announced: who changes it announces anew.
ANNOUNCED = {"start", "stop", "instance_ids", "contract_id"}
# What happened: written by the buttons only.
FACTS = {
    "state",
    "announced_at",
    "actual_start",
    "actual_stop",
    "notice_ids",
    "series_id",
    "occurrence_at",
}


class BacgUptimeMaintenance(models.Model):
    """A window of maintenance: what it excuses was announced before (SLA 2.02)."""

    _name = "bacg.uptime.maintenance"
    _description = "Maintenance Window"
    _inherit = ["mail.thread", "mail.activity.mixin", "bacg.sla.company.mixin"]
    _order = "start desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        string="What is done",
        required=True,
        tracking=True,
        help="The customer reads it.",
    )
    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", string="Customer", store=True, index=True
    )
    instance_ids = fields.Many2many(
        comodel_name="bacg.hosted.instance",
        string="Instances",
        check_company=True,
        domain="[('contract_id', '=', contract_id)]",
        help="Empty: all of the contract.",
    )
    start = fields.Datetime(required=True, tracking=True)
    stop = fields.Datetime(required=True, tracking=True)
    note = fields.Text(
        string="What the customer notices", help="Said in the mail and in the portal."
    )
    state = fields.Selection(
        selection=[
            ("planned", "Planned"),
            ("announced", "Announced"),
            ("running", "Running"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="planned",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    announced_at = fields.Datetime(
        readonly=True,
        copy=False,
        tracking=True,
        help="When the mail with the present times went out.",
    )
    actual_start = fields.Datetime(string="Began", readonly=True, copy=False)
    actual_stop = fields.Datetime(string="Ended", readonly=True, copy=False)
    notice_ids = fields.One2many(
        comodel_name="bacg.uptime.maintenance.notice",
        inverse_name="maintenance_id",
        string="Mails",
        readonly=True,
        copy=False,
    )
    recurrence = fields.Char(
        tracking=True,
        copy=False,
        help="A rule of RFC 5545, as FREQ=MONTHLY;BYDAY=2SU: the next windows are made "
        "and announced by themselves, at this window's local time.",
    )
    series_id = fields.Many2one(
        comodel_name="bacg.uptime.maintenance",
        string="Recurs from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    occurrence_at = fields.Datetime(
        readonly=True, copy=False, export_string_translation=False
    )
    notice_hours = fields.Float(
        string="Notice given (hours)", compute="_compute_notice_hours"
    )
    is_late = fields.Boolean(
        string="Announced too late", compute="_compute_notice_hours"
    )
    excuse = fields.Char(string="Does it excuse?", compute="_compute_excuse")

    _ordered = models.Constraint(
        "CHECK (stop > start)", "A window of maintenance ends after it begins."
    )
    _occurrence_uniq = models.UniqueIndex(
        "(series_id, occurrence_at) WHERE series_id IS NOT NULL"
    )

    @api.depends("start", "announced_at", "contract_id.uptime_notice_hours")
    def _compute_notice_hours(self):
        for one in self:
            given = one.announced_at and (one.start - one.announced_at) / HOUR
            one.notice_hours = given or 0
            one.is_late = bool(one.announced_at) and (
                given < one._get_terms()["uptime_notice_hours"]
            )

    @api.depends(
        "state", "is_late", "announced_at", "actual_stop", "stop", "contract_id"
    )
    def _compute_excuse(self):
        for one in self:
            one.excuse = one._get_excuse()

    def _get_excuse(self):
        """Return whether downtime in this window is excused, and why not, if so."""
        if self.state == "cancelled":
            return self.env._("No: it is cancelled.")
        if not self.announced_at:
            return self.env._("No: these times are not announced.")
        if self.is_late:
            return self.env._(
                "No: announced %(given).1f hours before, the contract asks for "
                "%(wanted)g.",
                given=self.notice_hours,
                wanted=self._get_terms()["uptime_notice_hours"],
            )
        if self._get_terms()["uptime_maintenance"] == "counts":
            return self.env._("No: by the contract maintenance counts as any outage.")
        overrun = self._get_overrun()
        if overrun:
            return self.env._(
                "Until its announced end; the %(minutes)d minutes after it count.",
                minutes=-(-overrun.total_seconds() // 60),
            )
        return self.env._("Yes, within the month's hours of the contract.")

    def _get_terms(self):
        """Return the contract's method of the month in which it lies."""
        return self.contract_id._uptime_get_terms(self.start)

    def _get_overrun(self):
        """Return by how much it lasted longer than announced, a timedelta."""
        end = self.actual_stop
        if self.state == "running":
            end = fields.Datetime.now()
        return max(end - self.stop, timedelta()) if end else timedelta()

    @api.constrains("instance_ids", "contract_id")
    def _check_instances(self):
        for one in self:
            if one.instance_ids.contract_id - one.contract_id:
                raise ValidationError(
                    self.env._("Instances: choose those of the contract.")
                )

    @api.constrains("recurrence", "series_id")
    def _check_recurrence(self):
        for one in self.filtered("recurrence"):
            try:
                windows.parse_rule(one.recurrence)
            except windows.BadRule as bad:
                raise ValidationError(
                    self.env._(
                        "Recurrence: “%s” is no part of a rule. Write it as in "
                        "FREQ=WEEKLY;BYDAY=SU or FREQ=MONTHLY;BYDAY=2SU.",
                        bad.part,
                    )
                ) from None
            if one.series_id:
                raise ValidationError(
                    self.env._(
                        "Recurrence: change it on the first window, “%s”.",
                        one.series_id.display_name,
                    )
                )

    @api.model
    def default_get(self, fields):
        """Take a fact's default from its field: no context and no user gives one."""
        values = super().default_get([name for name in fields if name not in FACTS])
        return values | ({"state": "planned"} if "state" in fields else {})

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_facts(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_facts(vals)
        if vals.keys() & ANNOUNCED:
            self._withdraw_announcement()
        return super().write(vals)

    @api.model
    def _check_facts(self, vals):
        """Refuse that anybody writes what only happens."""
        if not self.env.su and vals.keys() & FACTS:
            raise AccessError(
                self.env._("What was announced and done is noted by the buttons.")
            )

    def _withdraw_announcement(self):
        """Let announced windows wait for the mail with the new times.

        :raises UserError: for those that have begun: nobody widens them afterwards
        """
        now = fields.Datetime.now()
        for one in self:
            if one.state not in ("planned", "announced") or (
                one.announced_at and one.start <= now
            ):
                raise UserError(
                    self.env._(
                        "“%s” has begun or is over: its times stay. What lasts longer "
                        "counts.",
                        one.display_name,
                    )
                )
        announced = self.filtered("announced_at")
        # sudo: what follows from the change
        announced.sudo().write({"state": "planned", "announced_at": False})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_announced(self):
        if any(one.notice_ids or one.state != "planned" for one in self):
            raise UserError(
                self.env._("Customers were told of this window: cancel it instead.")
            )
