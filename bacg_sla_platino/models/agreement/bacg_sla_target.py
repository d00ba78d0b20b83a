# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...tools.clock.duration import format_minutes
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
    _inherit = ["bacg.sla.published.mixin"]
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

    _metric_uniq = models.Constraint(
        "UNIQUE (policy_id, metric)", "A policy has one target for each metric."
    )
    _minutes_positive = models.Constraint(
        f"CHECK (minutes > 0 AND minutes <= {TEN_YEARS})",
        "The time of a target is more than 0 and at most ten years.",
    )

    @api.depends("metric", "minutes", "basis")
    def _compute_display_name(self):
        metrics = selection_labels(self, "metric")
        for target in self:
            target.display_name = f"{metrics.get(target.metric)}: {target._promise()}"

    def _promise(self):
        """Return the promised time in words: "72 h in business hours"."""
        duration = format_minutes(self.env, self.minutes)
        if self.basis == "business":
            return self.env._("%(duration)s in business hours", duration=duration)
        return duration
