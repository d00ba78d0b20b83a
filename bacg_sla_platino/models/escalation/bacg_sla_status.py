# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from odoo import api, fields, models

from ...tools.clock import escalation


class Notice(NamedTuple):
    """What somebody is told: a step of a clock; without step, that it is late."""

    status: models.BaseModel
    step: models.BaseModel


class BacgSlaStatus(models.Model):
    """The steps of the agreement's escalation that a clock passes, each once."""

    _inherit = "bacg.sla.status"

    fired_ids = fields.One2many(
        comodel_name="bacg.sla.escalation.fired",
        inverse_name="status_id",
        string="Steps passed",
        readonly=True,
    )

    @api.model
    def _sla_create(self, values_list):
        """Create clocks that were just matched; what passed before it is skipped."""
        now = fields.Datetime.now()
        plans = [values.pop("plan", None) for values in values_list]
        for values, plan in zip(values_list, plans, strict=True):
            if plan:
                plan.skip_passed((), now)
                if any(step.key == escalation.BREACH for step in plan.skipped):
                    values["breach_noticed_at"] = now
            values["next_event_at"] = self._next_event(dict(values, plan=plan))
        created = self.create(values_list)
        self._log_skipped(zip(created, plans, strict=True))
        if any(moment and moment < now for moment in created.mapped("next_event_at")):
            self.env.ref("bacg_sla_platino.ir_cron_sla_events").sudo()._trigger()
        return created

    def _sla_rematch(self, values):
        """Skip the steps that a deadline passed by which moved towards the present."""
        plan, deadline = values.get("plan"), values["deadline"]
        if plan and deadline and self.deadline and deadline < self.deadline:
            plan.skip_passed(self._done_steps(), fields.Datetime.now())
            self._log_skipped([(self, plan)])

    @api.model
    def _log_skipped(self, pairs):
        """Keep the steps that were skipped; ``pairs`` of a clock and its plan."""
        steps = self.env["bacg.sla.escalation"]
        self.env["bacg.sla.escalation.fired"]._claim(
            [
                {
                    "status": status,
                    "escalation": steps.browse(step.key),
                    "state": "skipped",
                }
                for status, plan in pairs
                if plan
                for step in plan.skipped
                if step.key != escalation.BREACH
            ]
        )

    def _next_event(self, values):
        """Return when the scheduled action has to look at this clock again.

        :param values: as ``_sla_measure`` makes them, with the clock's ``plan``
        """
        plan, deadline = values.get("plan"), values["deadline"]
        if not plan or not deadline or values["state"] != "running":
            return False
        moments = [plan.next_moment(self._done_steps())]
        if not (self.breached_at or values["breached_at"]):
            moments += [deadline, not self.warned_at and values["at_risk_at"]]
        return min(filter(None, moments), default=False)

    def _done_steps(self):
        """Return the keys of the steps that this clock has passed."""
        done = set(self.fired_ids.escalation_id.ids)
        return done | {escalation.BREACH} if self.breach_noticed_at else done

    def _run_steps(self):
        """Tell of the steps that are due on these running clocks; lay down the next."""
        now, hours = fields.Datetime.now(), {}
        facts = self.ticket_id._sla_read_facts()
        plans = {
            status: status.ticket_id._sla_plan(
                status.target_id, status._as_values(), facts[status.ticket_id], hours
            )
            for status in self
        }
        due = {
            status: plan.due(status._done_steps(), now)
            for status, plan in plans.items()
        }
        self._claim_and_tell(due, now)
        for status, plan in plans.items():
            moment = status._next_event(dict(status._as_values(), plan=plan))
            if status.next_event_at != moment:
                status.next_event_at = moment

    def _claim_and_tell(self, due, now):
        """Mark what is due as told, then tell: a step that is not ours is not told.

        :param due: dict from clock to its due steps
        """
        late = self.filtered(
            lambda status: any(step.key == escalation.BREACH for step in due[status])
        )
        late.breach_noticed_at = now
        claims = self._sort_due(due)
        claimed = self.env["bacg.sla.escalation.fired"]._claim(
            [self._claim_values(notice, state) for notice, state in claims]
        )
        self._tell(
            [
                *(Notice(status, self.env["bacg.sla.escalation"]) for status in late),
                *(
                    notice
                    for notice, state in claims
                    if state == "fired"
                    and (notice.status.id, notice.step.id) in claimed
                ),
            ]
        )

    @api.model
    def _sort_due(self, due):
        """Return (notice, state) of the due steps: what is told, and what is not.

        A later step outruns the earlier ones; the arrival is told once a case.
        """
        arrived, sorted_steps = self._told_on_arrival(due), []
        for status, due_steps in due.items():
            outrun = escalation.superseded(due_steps)
            for step in due_steps:
                if step.key == escalation.BREACH:
                    continue
                key = (status.ticket_id.id, step.key)
                skipped = step in outrun or (step.is_arrival and key in arrived)
                if step.is_arrival:
                    arrived.add(key)
                escalations = self.env["bacg.sla.escalation"].browse(step.key)
                notice = Notice(status, escalations)
                sorted_steps.append((notice, "skipped" if skipped else "fired"))
        return sorted_steps

    @api.model
    def _claim_values(self, notice, state):
        step, ticket = notice.step, notice.status.ticket_id
        values = {"status": notice.status, "escalation": step, "state": state}
        if state == "fired" and (step.by_activity or step.by_mail):
            values["recipients"] = ", ".join(step._recipients(ticket).mapped("name"))
            values["mail_pending"] = step.by_mail
        return values

    @api.model
    def _told_on_arrival(self, due):
        """Return the (case id, step id) of arrivals that another clock told of."""
        arrivals = [
            (status.ticket_id.id, step.key)
            for status, steps in due.items()
            for step in steps
            if step.is_arrival
        ]
        if not arrivals:
            return set()
        tickets, keys = zip(*arrivals, strict=True)
        rows = self.env["bacg.sla.escalation.fired"].search(
            [
                ("ticket_id", "in", tickets),
                ("escalation_id", "in", keys),
                ("state", "=", "fired"),
            ]
        )
        return {(row.ticket_id.id, row.escalation_id.id) for row in rows}
