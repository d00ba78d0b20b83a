# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import math

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .bacg_legal_change_agree import AGREED

# Not to be done any more, whatever the date.
MOOT_STATUSES = ("suspended", "withdrawn")


class BacgLegalChange(models.Model):
    """BACG's own clock: ready before the day on which it binds (SLA 3.02).

    Judged on the binding day that was in force on the day it was ready: what was
    announced later does not rescue, and a grace moves penalties only.
    """

    _inherit = "bacg.legal.change"

    @api.depends("release_ids.state", "release_ids.ready_date", "release_ids.completes")
    def _compute_ready_date(self):
        for change in self:
            whole = change.release_ids.filtered(
                lambda one: one.state == "ready" and one.completes
            )
            days = filter(None, whole.mapped("ready_date"))
            change.ready_date = min(days, default=False)

    @api.depends(
        "ready_date",
        "change_kind",
        "first_mandatory_from",
        "phase_ids.first_mandatory_from",
        "revision_ids.new_date",
        "revision_ids.announced_date",
        "revision_ids.voided_at",
    )
    def _compute_outcome(self):
        self.judged_date = self.outcome = False
        for change in self.filtered("ready_date"):
            if change.change_kind == "form_record_change":
                continue
            judged = change._get_binding_date(change.ready_date)
            in_time = not judged or change.ready_date < judged
            change.judged_date = judged
            change.outcome = "met" if in_time else "met_late"

    @api.depends(
        "outcome",
        "binding_date",
        "state",
        "legal_status",
        "notice_days",
        "regulator_id.tz",
    )
    def _compute_sla_state(self):
        for change in self:
            left = 0
            if change.binding_date:
                left = (change.binding_date - change._today()).days
            change.days_left = left
            change.sla_state = change._get_sla_state(left)

    def _get_sla_state(self, left):
        if self.change_kind == "form_record_change":
            return "no_deadline"
        if self.outcome:
            return self.outcome
        moot = self.state == "not_applicable" or self.legal_status in MOOT_STATUSES
        if moot or not self.binding_date:
            return "no_deadline"
        if left <= 0:
            return "overdue"
        at_risk = left <= max(7, math.ceil(self.notice_days / 4))
        return "at_risk" if at_risk else "on_track"

    @api.model
    def _search_sla_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        undecided = self.search([("outcome", "=", False)])
        found = undecided.filtered(lambda one: one.sla_state in value)
        return Domain("id", "in", found.ids) | Domain(
            "outcome", "in", [one for one in value if one]
        )

    # -------------------------------------------------------------------------
    # Its way
    # -------------------------------------------------------------------------

    def action_assess(self):
        self._move("impact_assessment", ("new", "not_applicable"))

    def action_develop(self):
        for change in self:
            if change.change_kind == "form_record_change" and not change.agreed_date:
                raise UserError(
                    self.env._(
                        "“%s”: agree a date first, with “Agree a date”.", change.name
                    )
                )
        self._move("in_development", ("new", "impact_assessment", "agreed"))

    def action_close(self):
        self._move("closed", ("ready",))

    def _move(self, state, sources):
        """Go to a state from one of its sources.

        :raises UserError: if a change is in none of them
        """
        for change in self:
            if change.state not in sources:
                raise UserError(
                    self.env._(
                        "“%(name)s” is “%(state)s”: this step is not the next one.",
                        name=change.name,
                        state=dict(
                            self._fields["state"]._description_selection(self.env)
                        )[change.state],
                    )
                )
        self._put({"state": state})

    def _follow_releases(self):
        """Be ready as soon as a release completes it, and no longer than it stands."""
        moving = self.filtered(lambda one: one.state != "not_applicable")
        ready = moving.filtered("ready_date")
        ready.filtered(lambda one: one.state != "closed")._put({"state": "ready"})
        # sudo: the agreed day is kept or not, whoever it is assigned to
        ready.filtered("agreed_date").sudo().activity_feedback([AGREED])
        undone = (moving - ready).filtered(lambda o: o.state in ("ready", "closed"))
        undone._put({"state": "in_development"})

    def _set_not_applicable(self, reason):
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Reason: say why it does not apply."))
        self._move("not_applicable", ("new", "impact_assessment", "agreed"))
        self._put({"not_applicable_reason": reason})
