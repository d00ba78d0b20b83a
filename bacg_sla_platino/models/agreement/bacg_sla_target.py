# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...tools.clock.duration import format_promise
from ..common.selections import selection_labels

METRICS = [
    ("first_response", "First response"),
    ("resolution", "Resolution"),
    ("workaround", "Workaround"),
    ("follow_up", "Weekly report"),
]
# Waits do not stop the promise of a first word to the customer.
PAUSED_METRICS = ("resolution", "workaround")
TEN_YEARS = 10 * 366 * 24 * 60


class BacgSlaTarget(models.Model):
    """A promise of a policy: a metric and the time for it."""

    _name = "bacg.sla.target"
    _description = "SLA Target"
    _inherit = ["bacg.sla.duration.mixin", "bacg.sla.published.mixin"]
    _duration_fields = {"promise": "minutes"}
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one(
        comodel_name="bacg.sla.policy", required=True, ondelete="cascade", index=True
    )
    agreement_id = fields.Many2one(related="policy_id.agreement_id", store=True)
    company_id = fields.Many2one(related="policy_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    metric = fields.Selection(selection=METRICS, required=True)
    minutes = fields.Float(required=True, digits=(16, 4))
    basis = fields.Selection(
        selection=[("clock", "Clock hours (24×7)"), ("business", "Business hours")],
        required=True,
        default="clock",
    )
    promise = fields.Char(
        string="Promised time",
        compute="_compute_promise",
        readonly=False,
        help="As you say it: 30 min, 8 h, 72 h in business hours, 2 business days. "
        "Without a word on business hours it is counted around the clock.",
    )
    working_days = fields.Char(
        string="In working days", compute="_compute_working_days"
    )

    _metric_uniq = models.Constraint(
        "UNIQUE (policy_id, metric)", "A policy has one target for each metric."
    )
    _minutes_positive = models.Constraint(
        f"CHECK (minutes > 0 AND minutes <= {TEN_YEARS})",
        "The time of a target is more than 0 and at most ten years.",
    )

    @api.depends("metric", "promise")
    @api.depends_context("lang")
    def _compute_display_name(self):
        metrics = selection_labels(self, "metric")
        for target in self:
            target.display_name = f"{metrics.get(target.metric)}: {target.promise}"

    @api.depends("minutes", "basis")
    @api.depends_context("lang")
    def _compute_promise(self):
        for target in self:
            business = target.basis == "business"
            target.promise = (
                format_promise(self.env, target.minutes, business)
                if target.minutes
                else False
            )

    @api.depends(
        "minutes",
        "basis",
        "policy_id.agreement_id.resource_calendar_id.attendance_ids",
    )
    @api.depends_context("lang")
    def _compute_working_days(self):
        self.working_days = False
        for target in self.filtered(lambda t: t.minutes and t.basis == "business"):
            if day := target._get_calendar()._sla_day_minutes():
                target.working_days = f"{target.minutes / day:g}"

    @api.onchange("promise")
    def _onchange_promise(self):
        return self._onchange_duration("promise")

    def _prepare_duration(self, name, text, vals):
        if not text and vals.get("minutes"):
            return {}
        policy = self.env["bacg.sla.policy"].browse(vals.get("policy_id"))
        calendar = self._get_calendar() | policy.agreement_id.resource_calendar_id
        minutes, business = self._parse_duration(
            name, text, calendar._sla_day_minutes()
        )
        return {"minutes": minutes, "basis": "business" if business else "clock"}

    def _get_calendar(self):
        """Return the business hours in which these targets are promised."""
        return self.policy_id.agreement_id.resource_calendar_id
