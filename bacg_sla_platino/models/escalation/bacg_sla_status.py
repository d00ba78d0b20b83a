# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models

from ...tools.clock import escalation
from .bacg_sla_status_notify import BreachNotice, StepNotice


class BacgSlaStatus(models.Model):
    """The steps of the agreement's escalation that a clock passes, each once.

    The values by which a live clock is measured hold its ``plan``.
    """

    _inherit = "bacg.sla.status"

    fired_ids = fields.One2many(
        comodel_name="bacg.sla.escalation.fired",
        inverse_name="status_id",
        string="Steps passed",
        readonly=True,
    )

    @api.model
    def _create_clocks(self, values_list):
        """Skip what passed before the clock was matched; wake the action if due."""
        now = fields.Datetime.now()
        told = self._escalation_told(values_list)
        for values in values_list:
            if plan := values.get("plan"):
                plan.skip_passed((), now, told.get(self._escalation_key(values), ()))
                if any(step.key == escalation.BREACH for step in plan.skipped):
                    values["breach_noticed_at"] = now
        created = super()._create_clocks(values_list)
        plans = [values.get("plan") for values in values_list]
        self._escalation_log_skipped(zip(created, plans, strict=True))
        if any(moment and moment < now for moment in created.mapped("next_event_at")):
            # sudo: scheduled actions are the system's
            self.env.ref("bacg_sla_platino.ir_cron_sla_events").sudo()._trigger()
        return created

    @api.model
    def _escalation_key(self, values):
        """Return what people are notified of once: a case, a metric and a moment."""
        return values["ticket_id"], values["metric"], values["deadline"]

    @api.model
    def _escalation_told(self, values_list):
        """Return the steps that former clocks of the same promises have passed.

        A priority that comes back brings the same deadline: nobody hears of it twice.

        :return: dict from :meth:`_escalation_key` to a set of keys of steps
        """
        missed = [values for values in values_list if values["breached_at"]]
        if not missed:
            return {}
        told = defaultdict(set)
        for status in self.search(
            [
                ("ticket_id", "in", [values["ticket_id"] for values in missed]),
                ("state", "=", "cancelled"),
                ("deadline", "!=", False),
            ]
        ):
            key = status.ticket_id.id, status.metric, status.deadline
            told[key] |= status._escalation_passed()
        return told

    def _sla_update(self, values, run):
        """Skip the steps that a deadline passed by moving towards the present."""
        plan, deadline = values.get("plan"), values["deadline"]
        if plan and deadline and self.deadline and deadline < self.deadline:
            plan.skip_passed(self._escalation_passed(), fields.Datetime.now())
            self._escalation_log_skipped([(self, plan)])
        return super()._sla_update(values, run)

    def _next_event(self, values):
        """Add the moment of the next step."""
        moment, plan = super()._next_event(values), values.get("plan")
        if not plan or not values["deadline"] or values["state"] != "running":
            return moment
        step_moment = plan.next_moment(self._escalation_passed())
        return min(filter(None, (moment, step_moment)), default=False)

    @api.model
    def _escalation_log_skipped(self, pairs):
        """Record the steps that were skipped; ``pairs`` of a clock and its plan."""
        self.env["bacg.sla.escalation.fired"]._claim(
            [
                self._escalation_prepare_claim(StepNotice(status, step), "skipped")
                for status, plan in pairs
                if plan
                for step in self._escalation_browse(plan.skipped)
            ]
        )

    @api.model
    def _escalation_browse(self, steps):
        """Return the records of a plan's steps, without the breach, which has none."""
        return self.env["bacg.sla.escalation"].browse(
            step.key for step in steps if step.key != escalation.BREACH
        )

    def _escalation_passed(self):
        """Return the keys of the steps that this clock has passed."""
        passed = set(self.fired_ids.escalation_id.ids)
        return passed | {escalation.BREACH} if self.breach_noticed_at else passed

    def _escalation_run(self, measured):
        """Notify of the steps that are due on these running clocks.

        :param measured: dict from clock to the values by which it was measured
        """
        now = fields.Datetime.now()
        self._escalation_notify_due(
            {
                status: measured[status]["plan"].due(status._escalation_passed(), now)
                for status in self
            }
        )

    def _escalation_notify_due(self, due):
        """Mark what is due as passed, then notify, only of what was marked here.

        :param due: dict from clock to its due steps
        """
        late = self.filtered(
            lambda status: any(step.key == escalation.BREACH for step in due[status])
        )
        late.breach_noticed_at = fields.Datetime.now()
        claims = self._escalation_sort(due)
        claimed = self.env["bacg.sla.escalation.fired"]._claim(
            [self._escalation_prepare_claim(notice, state) for notice, state in claims]
        )
        self._escalation_notify(
            [
                *(BreachNotice(status) for status in late),
                *(
                    notice
                    for notice, state in claims
                    if state == "fired"
                    and (notice.status.id, notice.escalation.id) in claimed
                ),
            ]
        )

    @api.model
    def _escalation_sort(self, due):
        """Return pairs of a :class:`StepNotice` and its state: fired or skipped.

        A later step supersedes the earlier ones; the arrival is notified once a case.
        """
        arrived, pairs = self._escalation_arrivals(due), []
        for status, due_steps in due.items():
            superseded = escalation.superseded(due_steps)
            for step in due_steps:
                if step.key == escalation.BREACH:
                    continue
                key = (status.ticket_id.id, step.key)
                skipped = step in superseded or (step.is_arrival and key in arrived)
                if step.is_arrival:
                    arrived.add(key)
                notice = StepNotice(status, self._escalation_browse([step]))
                pairs.append((notice, "skipped" if skipped else "fired"))
        return pairs

    @api.model
    def _escalation_prepare_claim(self, notice, state):
        """Return the values of the row that marks a step as passed, for ``_claim``."""
        step, ticket = notice.escalation, notice.status.ticket_id
        values = {"status": notice.status, "escalation": step, "state": state}
        if state == "fired" and (step.by_activity or step.by_mail):
            values["recipients"] = ", ".join(step._recipients(ticket).mapped("name"))
            values["mail_pending"] = step.by_mail
        return values

    @api.model
    def _escalation_arrivals(self, due):
        """Return the (case id, step id) of arrivals notified by another clock."""
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
