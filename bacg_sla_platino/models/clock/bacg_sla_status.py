# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..agreement.bacg_sla_target import METRICS

LIVE_STATES = ("running", "paused")

MISTAKEN_REASONS = ("refuted", "outcome", "corrected")

ENDED_STATES = ("reached", "cancelled")

# What says which clock it is, and what is laid down elsewhere.
UNWRITTEN = ("ticket_id", "metric", "plan")

PASSING = ("elapsed_minutes", "remaining_minutes")


class BacgSlaStatus(models.Model):
    """One metric measured on one case: a cache of the facts, see ``_sla_sync``.

    ``state`` says progress; met or late follows from ``reached_at`` and
    ``breached_at``, so that "late and still open" stays apart from "late and closed".
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
        help="Progress and outcome in one word, for people.",
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
            ("merged", "Merged into another case"),
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
    next_event_at = fields.Datetime()
    elapsed_minutes = fields.Float(
        digits=(16, 4), help="Of a running clock: when it was last changed."
    )
    remaining_minutes = fields.Float(digits=(16, 4))
    late_minutes = fields.Float(digits=(16, 4))
    error = fields.Char(help="Why the scheduled action could not treat this clock.")
    explanation = fields.Json(compute="_compute_explanation")

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

    @api.depends("target_id")
    def _compute_promise(self):
        for status in self:
            status.promise = status.target_id._promise()

    def _progress(self):
        """Return how an unfinished clock stands: late, at_risk, on_track or paused."""
        self.ensure_one()
        if self._counts_late():
            return "late"
        if self.state == "paused":
            return "paused"
        return "at_risk" if self.warned_at else "on_track"

    def _is_clock_of(self, values):
        """Tell whether this clock is the one that ``values`` measure.

        What got worse is another clock, even with the target of one that was reached
        before (SLA 1.20).
        """
        same_target = self.target_id.id == values["target_id"]
        return same_target and values["started_at"] <= self.started_at

    def _sla_update(self, values, events):
        """Write what differs; a breach that was noted stays.

        It falls only when it turns out that the clock was reached before it, as by an
        answer that was received in time and processed late, and when a manager
        corrects the pauses by which it was judged.

        :param events: list that gets the ledger row of a new breach
        """
        noted, reached = self.breached_at, values["reached_at"]
        if noted and not values["breached_at"] and not (reached and reached <= noted):
            if self.env.context.get("sla_corrected"):
                self.write({"warned_at": False, "breach_noticed_at": False})
            else:
                values = dict(values, breached_at=noted)
        newly_breached = values["breached_at"] and not self.breached_at
        self._sla_rematch(values)
        values = dict(values, next_event_at=self._next_event(values))
        if changes := self._sla_changes(values):
            self.write(changes)
        if newly_breached:
            events.append(self._breach_event())

    def _sla_changes(self, values):
        """Return what of ``values`` differs; that time passes is no change."""
        changes = {
            name: value
            for name, value in values.items()
            if name not in UNWRITTEN and self._sla_differs(name, value)
        }
        runs = values["state"] == "running" and not values["breached_at"]
        return {} if runs and changes.keys() <= set(PASSING) else changes

    def _sla_differs(self, name, value):
        field, present = self._fields[name], self[name]
        if not field.relational and value == present:
            return False  # mostly, and cheaper to tell than by the field's own rounding
        return field.convert_to_cache(value, self) != field.convert_to_cache(
            present, self
        )

    def _sla_cancel(self, reason):
        """End a clock as history; its breach counts, unless it turns out to be none.

        As of a refuted claim or a wrong outcome (SLA 2.03), or of a week that a wrong
        pause made.
        """
        reason = self.env.context.get("sla_cancel_reason") or reason
        mistaken = reason in MISTAKEN_REASONS and self.breached_at
        self.write(
            {
                "state": "cancelled",
                "cancel_reason": reason,
                "cancelled_at": self.env["helpdesk.ticket"]._sla_now(),
                "voided": bool(mistaken or self.voided),
                "next_event_at": False,
            }
        )

    def _breach_event(self):
        return {
            "ticket_id": self.ticket_id.id,
            "kind": "breached",
            "at": self.breached_at or fields.Datetime.now(),
            "new_value": self.metric,
        }

    def _counts_late(self):
        """Tell whether this clock's breach counts."""
        self.ensure_one()
        return bool(self.breached_at and not self.voided)

    def _carry_breaches(self):
        """Let breaches that new clocks repeat count on these, and no more before."""
        late = self.filtered(lambda status: status._counts_late())
        if not late:
            return
        before = self.search(
            [
                ("ticket_id", "in", late.ticket_id.ids),
                ("id", "not in", late.ids),
                ("state", "=", "cancelled"),
                ("breached_at", "!=", False),
                ("voided", "=", False),
            ]
        )
        promises = {status._promise_key() for status in late}
        before.filtered(lambda status: status._promise_key() in promises).voided = True

    def _promise_key(self):
        """Return what a case owes once: a metric, and each week's word."""
        week = self.started_at if self.metric == "follow_up" else None
        return self.ticket_id, self.metric, week
