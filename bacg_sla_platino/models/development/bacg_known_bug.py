# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .helpdesk_ticket_workaround import CRITICAL

HOUR = 3600  # seconds
PUBLISHED_STATES = ("known", "test", "released")
# Who did what when: noted with the state, never filled in.
NOTED_FIELDS = {
    "confirmed_by_id",
    "confirmed_at",
    "known_at",
    "fix_started_by_id",
    "fix_started_at",
    "released_at",
}


class BacgKnownBug(models.Model):
    """A bug behind cases of one or more customers (SLA 4.01 to 4.03).

    What customers are told stands here, in their languages; nothing comes from
    another customer's case.
    """

    _name = "bacg.known.bug"
    _description = "Known Bug"
    _inherit = ["mail.thread", "mail.activity.mixin", "bacg.sla.company.mixin"]
    _order = "id desc"

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        default=lambda self: self.env.company,
        help="Empty: it serves all companies; each sees and tells its own cases.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    development_ids = fields.Many2many(
        comodel_name="bacg.development",
        string="Developments",
        required=True,
        help="Where the bug is: of one customer or of several.",
    )
    symptom = fields.Text(translate=True, help="What customers see.")
    root_cause = fields.Text(help="For us.")
    workaround = fields.Text(translate=True, help="Customers read it.")
    solution = fields.Text(translate=True, help="Customers read it with the fix.")
    affected_series = fields.Char(help="17.0, 18.0")
    found_in = fields.Char(help="The module's version.")
    release_ids = fields.One2many(
        comodel_name="bacg.known.bug.release",
        inverse_name="bug_id",
        string="Fixed in",
        help="The release that brings the fix, for each series.",
    )
    state = fields.Selection(
        selection=[
            ("new", "New"),
            ("confirmed", "Confirmed"),
            ("known", "Known, with a workaround"),
            ("test", "Fix in test"),
            ("released", "Released"),
            ("closed", "Closed"),
        ],
        required=True,
        default="new",
        copy=False,
        tracking=True,
        index=True,
    )
    resolution = fields.Selection(
        selection=[
            ("fixed", "Fixed"),
            ("not_a_bug", "Not a bug"),
            ("duplicate", "Duplicate"),
            ("accepted_risk", "Accepted risk, not fixed"),
        ],
        copy=False,
        tracking=True,
    )
    resolution_reason = fields.Char(copy=False)
    duplicate_of_id = fields.Many2one(
        comodel_name="bacg.known.bug",
        string="Duplicate of",
        copy=False,
        index="btree_not_null",
    )
    confirmed_by_id = fields.Many2one(
        comodel_name="res.users", string="Confirmed by", readonly=True, copy=False
    )
    confirmed_at = fields.Datetime(string="Confirmed on", readonly=True, copy=False)
    known_at = fields.Datetime(string="Workaround on", readonly=True, copy=False)
    fix_started_by_id = fields.Many2one(
        comodel_name="res.users", string="Fix begun by", readonly=True, copy=False
    )
    fix_started_at = fields.Datetime(string="Fix begun on", readonly=True, copy=False)
    released_at = fields.Datetime(string="Released on", readonly=True, copy=False)
    hours_to_workaround = fields.Float(
        string="Hours to the workaround", compute="_compute_hours", store=True
    )
    hours_to_fix = fields.Float(
        string="Hours to the fix", compute="_compute_hours", store=True
    )
    case_ids = fields.One2many(
        comodel_name="bacg.known.bug.case", inverse_name="bug_id", string="Cases"
    )
    case_count = fields.Integer(compute="_compute_told", string="Number of cases")
    told_workaround = fields.Char(compute="_compute_told", string="Told the workaround")
    told_fix = fields.Char(compute="_compute_told", string="Told the fix")

    @api.depends("create_date", "known_at", "released_at")
    def _compute_hours(self):
        for bug in self:
            for name, moment in (
                ("hours_to_workaround", bug.known_at),
                ("hours_to_fix", bug.released_at),
            ):
                passed = bug.create_date and moment and moment - bug.create_date
                bug[name] = max(passed.total_seconds() / HOUR, 0) if passed else 0

    @api.depends("case_ids.told_workaround_at", "case_ids.told_fix_at")
    def _compute_told(self):
        rows = self.env["bacg.known.bug.case"]._read_group(
            [("bug_id", "in", self.ids)],
            ["bug_id"],
            ["__count", "told_workaround_at:count", "told_fix_at:count"],
        )
        counts = {bug: numbers for bug, *numbers in rows}
        for bug in self:
            total, workaround, fix = counts.get(bug, (0, 0, 0))
            bug.case_count = total
            of_all = self.env._("%(told)s of %(all)s", told=workaround, all=total)
            bug.told_workaround = of_all
            bug.told_fix = self.env._("%(told)s of %(all)s", told=fix, all=total)

    # -------------------------------------------------------------------------
    # States
    # -------------------------------------------------------------------------

    @api.constrains("state", "workaround", "resolution", "release_ids")
    def _check_state(self):
        for bug in self:
            if bug.state == "known" and not bug._has_workaround():
                raise ValidationError(
                    self.env._("Workaround: a bug is known once it has one.")
                )
            if bug.state == "released":
                bug._check_release()
            if bug.state == "closed":
                bug._check_resolution()

    def _get_published(self):
        """Return the bugs that customers read of: confirmed ones that we work on."""
        return self.filtered(lambda bug: bug.active and bug.state in PUBLISHED_STATES)

    def _has_workaround(self):
        return bool((self.workaround or "").strip())

    def _check_release(self):
        if not self.release_ids:
            raise ValidationError(
                self.env._("Fixed in: name the release that brings the fix.")
            )

    def _check_resolution(self):
        reason = (self.resolution_reason or "").strip()
        if not self.resolution:
            raise ValidationError(self.env._("Resolution: say how the bug ended."))
        if self.resolution == "fixed":
            self._check_release()
        if self.resolution == "duplicate" and not self.duplicate_of_id:
            raise ValidationError(self.env._("Duplicate of: name the other bug."))
        if self.resolution in ("not_a_bug", "accepted_risk") and not reason:
            raise ValidationError(self.env._("Reason: say why it is not fixed."))
        if self.resolution == "accepted_risk" and self._is_critical():
            self._check_workaround()

    def _is_critical(self):
        # sudo: cases of other teams count, too
        tickets = self.sudo().case_ids.ticket_id
        return any(ticket.priority in CRITICAL for ticket in tickets)

    def _check_workaround(self):
        if not self._has_workaround():
            raise ValidationError(
                self.env._("Workaround: a critical bug is not left without one.")
            )

    @api.constrains("duplicate_of_id")
    def _check_duplicate(self):
        if self._has_cycle("duplicate_of_id"):
            raise ValidationError(
                self.env._("Duplicate of: these bugs are duplicates of each other.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_noted(*vals_list)
        # No context gives a default either.
        blank = dict.fromkeys(NOTED_FIELDS, False)
        return super().create([{**blank, **vals, "state": "new"} for vals in vals_list])

    def write(self, vals):
        self._check_noted(vals)
        if {"state", "resolution"} & vals.keys():
            ends = self.filtered(lambda bug: vals.get("state", bug.state) == "closed")
            ends._check_may_close(vals)
        if "state" not in vals:
            return super().write(vals)
        moved = self.filtered(lambda bug: bug.state != vals["state"])
        result = super().write(vals)
        for bug in moved:
            super(BacgKnownBug, bug).write(bug._prepare_state_values())
        moved._move_duplicates()
        return result

    @api.model
    def _check_noted(self, *vals_list):
        if not self.env.su and any(NOTED_FIELDS & vals.keys() for vals in vals_list):
            raise AccessError(
                self.env._("Who did what on a bug is noted when its state changes.")
            )

    def _check_may_close(self, vals):
        resolutions = {vals.get("resolution", bug.resolution) for bug in self}
        manager = self.env.su or self.env.user.has_group(
            "helpdesk_mgmt.group_helpdesk_manager"
        )
        if "accepted_risk" in resolutions and not manager:
            raise AccessError(
                self.env._("Only a helpdesk manager accepts the risk of a bug.")
            )

    def _prepare_state_values(self):
        """Return who did what when this bug came to its state, of first times only."""
        now = fields.Datetime.now()
        values = {
            "confirmed": {"confirmed_by_id": self.env.uid, "confirmed_at": now},
            "known": {"known_at": now},
            "test": {"fix_started_by_id": self.env.uid, "fix_started_at": now},
            "released": {"released_at": now},
        }
        return {
            name: value
            for name, value in values.get(self.state, {}).items()
            if not self[name]
        }

    def _get_original(self):
        """Return the bug of which this one is a duplicate in the end, or itself."""
        bug = self
        while bug.resolution == "duplicate" and bug.duplicate_of_id:
            bug = bug.duplicate_of_id
        return bug

    def _move_duplicates(self):
        """Hang the cases of duplicates on the original."""
        for bug in self.filtered(lambda one: one.state == "closed"):
            original = bug._get_original()
            if original != bug:
                # sudo: cases of all companies go along
                bug.sudo().case_ids._move_to(original.sudo())

    def action_confirm(self):
        self.write({"state": "confirmed"})

    def action_known(self):
        self.write({"state": "known"})

    def action_test(self):
        self.write({"state": "test"})

    def action_release(self):
        self.write({"state": "released"})

    def action_close(self):
        """Close these bugs; it touches no case: each customer's fix is his own."""
        released = self.filtered(lambda one: one.state == "released")
        released.filtered(lambda one: not one.resolution).resolution = "fixed"
        self.write({"state": "closed"})

    # -------------------------------------------------------------------------
    # What customers are told
    # -------------------------------------------------------------------------

    def action_tell_workaround(self):
        """Tell the workaround to each customer who was not told; safe to repeat."""
        self.ensure_one()
        if not self._has_workaround():
            raise UserError(self.env._("Workaround: write it first."))
        return self._tell("told_workaround_at", "_tell_workaround")

    def action_tell_fix(self):
        """Tell the fix to each customer who was not told; safe to repeat."""
        self.ensure_one()
        self._check_release()
        return self._tell("told_fix_at", "_tell_fix")

    def _tell(self, field, method):
        """Tell the customers of the cases that the user sees.

        :param field: of the cases, that says who was told
        :param method: of the cases, that tells one
        """
        self.check_access("read")
        cases = self.case_ids.filtered(
            lambda case: not case[field] and not case.ticket_id.closed
        )
        for case in cases:
            case._tell_isolated(method)
        told = cases.filtered(field)
        message = self.env._(
            "%(told)s of %(all)s told.", told=len(told), all=len(cases)
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success" if told == cases else "warning",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
