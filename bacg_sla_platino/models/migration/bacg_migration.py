# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from ...tools.concurrency import touch
from ...tools.series import is_series, sort_key

OPEN_STATES = ("planned", "running")
# What follows from the buttons alone.
NOTED_FIELDS = {"state", "started_on", "finished_on", "cancel_reason", "warned_for"}
# What does not change once all is over.
FROZEN_FIELDS = {
    "contract_id",
    "from_series",
    "to_series",
    "planned_start",
    "planned_end",
    "note",
}


class BacgMigration(models.Model):
    """A customer's move to a new series of Odoo (SLA 5.01, 5.02).

    Without cost: only an exception that both sides approved carries a price. The plan
    is approved by both sides before the work begins.
    """

    _name = "bacg.migration"
    _description = "Migration"
    _inherit = [
        "bacg.approval.mixin",
        "bacg.hours.work.mixin",
        "bacg.sla.company.mixin",
    ]
    _hours_link = "migration_id"
    _order = "planned_start desc, id desc"
    _check_company_auto = True
    _rec_names_search = ["partner_id.name", "from_series", "to_series"]

    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        required=True,
        ondelete="restrict",
        index=True,
        tracking=True,
        help="Its contacts who may approve decide for the customer.",
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    from_series = fields.Char(
        string="From version of Odoo", required=True, tracking=True, help="18.0"
    )
    to_series = fields.Char(
        string="To version of Odoo", required=True, tracking=True, help="19.0"
    )
    planned_start = fields.Date(tracking=True)
    planned_end = fields.Date(tracking=True)
    started_on = fields.Date(readonly=True, copy=False, tracking=True)
    finished_on = fields.Date(readonly=True, copy=False, tracking=True)
    note = fields.Text(
        string="Plan",
        help="Steps, who does what, how it is tested. The customer approves it; what "
        "he has to say beside it are messages.",
    )
    state = fields.Selection(
        selection=[
            ("planned", "Being planned"),
            ("running", "Running"),
            ("done", "Migration finished"),
            ("cancelled", "Called off"),
        ],
        required=True,
        default="planned",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    cancel_reason = fields.Char(string="Why cancelled", readonly=True, copy=False)
    line_ids = fields.One2many(
        comodel_name="bacg.migration.line", inverse_name="migration_id", string="Lines"
    )
    progress = fields.Float(
        string="Progress (%)",
        compute="_compute_progress",
        store=True,
        aggregator="avg",
        help="Lines that are done, of all lines.",
    )
    # For which planned day the responsible was warned.
    warned_for = fields.Date(readonly=True, copy=False, export_string_translation=False)

    _dates_ordered = models.Constraint(
        "CHECK (planned_end IS NULL OR planned_end >= planned_start)",
        "Planned end: a migration does not end before it begins.",
    )

    @api.depends("line_ids.state", "line_ids.approval_state")
    def _compute_progress(self):
        for migration in self:
            lines = migration.line_ids
            done = lines.filtered(lambda line: line._is_done())
            migration.progress = 100 * len(done) / len(lines) if lines else 0

    @api.depends("partner_id", "from_series", "to_series")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for migration in self:
            migration.display_name = migration.env._(
                "%(customer)s: from Odoo %(old)s to %(new)s",
                customer=migration.partner_id.name or "",
                old=migration.from_series or "",
                new=migration.to_series or "",
            )

    # -------------------------------------------------------------------------
    # Checks
    # -------------------------------------------------------------------------

    @api.constrains("from_series", "to_series")
    def _check_series(self):
        for migration in self:
            described = migration.fields_get(["from_series", "to_series"])
            for name, description in described.items():
                if not is_series(migration[name]):
                    raise ValidationError(
                        self.env._(
                            "%s: write the version of Odoo, as 19.0.",
                            description["string"],
                        )
                    )
            if migration._get_series()[0] >= migration._get_series()[1]:
                raise ValidationError(
                    self.env._(
                        "To version of Odoo: choose one above %s, from which it comes.",
                        migration.from_series,
                    )
                )
        self.line_ids._check_new_version()

    @api.constrains("contract_id", "company_id", "from_series", "to_series", "state")
    def _check_overlap(self):
        touch(self.contract_id)  # two that are planned at once see each other
        # sudo: no rule of the user hides another migration of the customer
        migrations = self.sudo().search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "in", OPEN_STATES),
            ]
        )
        for migration in self.filtered(lambda one: one.state in OPEN_STATES):
            for other in migrations - migration:
                if migration.sudo()._overlaps(other):
                    raise ValidationError(
                        self.env._(
                            "%(other)s is still open: finish or cancel it before "
                            "another one over the same series.",
                            other=other.display_name,
                        )
                    )

    def _overlaps(self, other):
        """Return whether two migrations go over the same series for one customer."""
        if (self.partner_id, self.company_id) != (other.partner_id, other.company_id):
            return False
        first, last = self._get_series()
        other_first, other_last = other._get_series()
        return first < other_last and other_first < last

    def _get_series(self):
        """Return both series as numbers that can be compared."""
        return sort_key(self.from_series), sort_key(self.to_series)

    @api.constrains("contract_id")
    def _check_contract(self):
        self.line_ids._check_item()
        for migration in self:
            # sudo: rounds of all rooms' approvals
            asked = migration.sudo().approval_ids.contract_id
            if asked.partner_id - migration.partner_id:
                raise ValidationError(
                    self.env._(
                        "Contract: %s was asked about this migration. Cancel it and "
                        "plan another one.",
                        asked.partner_id[:1].name,
                    )
                )

    @api.constrains("planned_start", "planned_end")
    def _check_planned_dates(self):
        for migration in self.filtered(lambda one: one.state in OPEN_STATES):
            if migration.planned_end and not migration.planned_start:
                raise ValidationError(
                    self.env._("Planned start: a plan that ends begins, too.")
                )
            day = migration._get_next_day()
            if day and day <= migration.contract_id._today():
                raise ValidationError(
                    self.env._(
                        "Planned dates: %s is no day to come. Choose a later one.",
                        format_date(self.env, day),
                    )
                )

    def _get_next_day(self):
        """Return the next planned day: its begin, then its end."""
        return self.planned_start if self.state == "planned" else self.planned_end

    # -------------------------------------------------------------------------
    # Writing
    # -------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # Neither a call nor its context says what has happened.
        blank = dict.fromkeys(NOTED_FIELDS, False) | {"state": "planned"}
        migrations = super().create([{**vals, **blank} for vals in vals_list])
        migrations.filtered(lambda one: not one.line_ids)._propose_lines()
        return migrations

    def write(self, vals):
        if not self.env.su:
            self._check_may_write(vals)
        result = super().write(vals)
        if {"from_series", "to_series", "contract_id"} & vals.keys():
            self.line_ids._approval_follow_changes()
        return result

    def _check_may_write(self, vals):
        if NOTED_FIELDS & vals.keys():
            raise AccessError(
                self.env._("State and days of the work: they follow from the buttons.")
            )
        if FROZEN_FIELDS & vals.keys():
            self._check_open()
        if "user_id" in vals:
            self._approval_check_may_appoint()
            self.line_ids._approval_check_may_appoint()

    def _check_open(self):
        """Refuse to change what is over."""
        for migration in self:
            if migration.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "%s is over: what was agreed and done stays as it is.",
                        migration.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        if self._get_approvals() or set(self.mapped("state")) - {"planned"}:
            raise UserError(
                self.env._("A plan that was asked about is kept: cancel it instead.")
            )
