# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..agreement.bacg_sla_target import METRICS

LIVE_STATES = ("running", "paused")

ENDED_STATES = ("reached", "cancelled")


class BacgSlaStatus(models.Model):
    """One metric measured on one case: a cache of the facts, see ``_sla_sync``.

    ``state`` is the progress; met or late follows from ``reached_at`` and
    ``breached_at``, so that "late and still open" differs from "late and closed".
    """

    _name = "bacg.sla.status"
    _description = "SLA Clock"
    _inherit = ["bacg.sla.case.part.mixin"]
    _order = "ticket_id, metric, started_at, id"
    _rec_name = "metric"

    ticket_id = fields.Many2one(index=True)
    target_id = fields.Many2one(
        comodel_name="bacg.sla.target", required=True, ondelete="restrict", index=True
    )
    metric = fields.Selection(selection=METRICS, required=True)
    minutes = fields.Float(related="target_id.minutes", string="Target (minutes)")
    basis = fields.Selection(related="target_id.basis")
    state = fields.Selection(
        selection=[
            ("running", "Running"),
            ("paused", "Paused"),
            ("reached", "Reached"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="running",
    )
    standing = fields.Selection(
        selection=[
            ("running", "Running"),
            ("at_risk", "At risk"),
            ("paused", "Paused"),
            ("late", "Late"),
            ("kept", "Kept"),
            ("kept_late", "Done late"),
            ("cancelled", "Cancelled"),
            ("voided", "Voided"),
        ],
        compute="_compute_standing",
        help="Progress and outcome in one word.",
    )
    promise = fields.Char(compute="_compute_promise")
    cancel_reason = fields.Selection(
        selection=[
            ("target", "Another target applies"),
            ("no_policy", "No target applies"),
            ("not_covered", "Not covered by the agreement"),
            ("stage", "Case cancelled"),
            ("archived", "Case archived"),
            ("wait_over", "The wait is over"),
            ("refuted", "Outage claim refuted"),
            ("outcome", "Outcome of an outage claim corrected"),
            ("corrected", "A pause was corrected"),
            ("undone", "Classification taken back"),
            ("merged", "Merged into another case"),
            ("withdrawn", "Closed by the customer before the first response"),
        ],
    )
    started_at = fields.Datetime(required=True)
    deadline = fields.Datetime(
        help="Empty while a pause holds a clock that is not late."
    )
    reached_at = fields.Datetime()
    cancelled_at = fields.Datetime(
        help="When the clock stopped being measured; the reason says why."
    )
    breached_at = fields.Datetime(help="The deadline that was missed.")
    breach_noticed_at = fields.Datetime()
    voided = fields.Boolean(help="A breach that is kept and shown but not counted.")
    at_risk_at = fields.Datetime(help="When most of the time will have passed.")
    warned_at = fields.Datetime()
    draft_at = fields.Datetime(
        help="For a weekly report: when the agent gets it as an activity.",
    )
    next_event_at = fields.Datetime()
    promised_minutes = fields.Float(
        digits=(16, 4), help="The target's, or fewer if an earlier deadline held."
    )
    counted_minutes = fields.Float(
        digits=(16, 4),
        help="What passed until the clock last stood still or ended; 0 while it runs.",
    )
    elapsed_minutes = fields.Float(
        compute="_compute_passing_minutes", compute_sudo=True
    )
    remaining_minutes = fields.Float(
        compute="_compute_passing_minutes", compute_sudo=True
    )
    late_minutes = fields.Float(compute="_compute_passing_minutes", compute_sudo=True)
    error = fields.Char(help="Why the scheduled action could not process this clock.")
    explanation = fields.Json(compute="_compute_explanation")
    explanation_summary = fields.Json(
        compute="_compute_explanation", export_string_translation=False
    )

    _live_uniq = models.UniqueIndex(
        "(ticket_id, metric) WHERE state IN ('running', 'paused')",
        "A case has one live clock for each metric.",
    )
    # Answers "what is due" for ir_cron_sla_events.
    _next_event_idx = models.Index("(next_event_at) WHERE next_event_at IS NOT NULL")
    _weekly_idx = models.Index(
        "(deadline) WHERE metric = 'follow_up' AND state = 'running'"
    )

    @api.depends("state", "breached_at", "warned_at", "voided")
    def _compute_standing(self):
        for status in self:
            if status.state == "cancelled":
                status.standing = "voided" if status.voided else "cancelled"
            elif status.state == "reached":
                late = status._counts_late()
                status.standing = "kept_late" if late else "kept"
            else:
                progress = status._progress()
                status.standing = "running" if progress == "on_track" else progress

    @api.depends("state", "breached_at", "counted_minutes", "promised_minutes")
    def _compute_passing_minutes(self):
        """Tell how much has passed by now: that is written nowhere while it grows."""
        elapsed = self._get_elapsed_minutes(fields.Datetime.now())
        for status in self:
            passed = elapsed[status] - status.promised_minutes
            status.elapsed_minutes = elapsed[status]
            status.remaining_minutes = max(-passed, 0)
            status.late_minutes = max(passed, 0) if status.breached_at else 0

    @api.depends("target_id")
    def _compute_promise(self):
        for status in self:
            status.promise = status.target_id.promise

    def _progress(self):
        """Return the state of an open clock: late, at_risk, on_track or paused."""
        self.ensure_one()
        if self._counts_late():
            return "late"
        if self.state == "paused":
            return "paused"
        return "at_risk" if self.warned_at else "on_track"

    def _counts_late(self):
        """Return whether this clock's breach counts."""
        self.ensure_one()
        return bool(self.breached_at and not self.voided)
