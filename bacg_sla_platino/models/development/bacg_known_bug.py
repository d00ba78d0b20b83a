# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

HOUR = 3600  # seconds


class BacgKnownBug(models.Model):
    """A bug behind cases of one or more customers (SLA 4.01 to 4.03).

    What customers are told stands here, in their languages; nothing comes from
    another customer's case.
    """

    _name = "bacg.known.bug"
    _description = "Known Bug"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "bacg.sla.company.mixin",
        "bacg.hours.work.mixin",
    ]
    _hours_link = "known_bug_id"
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

    def _hours_get_contract(self, day):
        """Return the contract of the customer who has this bug; of several, none."""
        developments = self.sudo().development_ids  # sudo: of all companies
        if len(developments.partner_id) != 1:
            return self.env["bacg.sla.contract"]
        return developments[0]._hours_get_contract(day)
