# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.clock import work_clock
from ...tools.clock.escalation import Plan
from ..agreement.bacg_sla_target import PAUSED_METRICS
from ..clock.bacg_sla_status import LIVE_STATES

# Priorities 1 and 2 are notified around the clock, the others in business hours.
AT_ONCE_PRIORITIES = ("3", "2")


class HelpdeskTicket(models.Model):
    """When the clocks of a case pass the steps of the agreement's escalation."""

    _inherit = "helpdesk.ticket"

    sla_fired_ids = fields.One2many(
        comodel_name="bacg.sla.escalation.fired",
        inverse_name="ticket_id",
        string="Escalations",
        readonly=True,
        sla_fact=True,
        copy=False,
        groups="base.group_user",
    )

    def _sla_measure_all(self, facts, policy, hours):
        """Add to the values of each live clock the ``plan`` of its steps."""
        wanted = super()._sla_measure_all(facts, policy, hours)
        for values_list in wanted.values():
            for values in values_list:
                if values["state"] in LIVE_STATES:
                    values["plan"] = self._escalation_plan(values, facts, hours)
        return wanted

    def _escalation_plan(self, values, facts, hours):
        """Return the :class:`Plan` of a clock's steps.

        :param values: dict as ``_sla_measure`` returns it
        :param facts: the case's ``CaseFacts``
        :param hours: dict that keeps the open hours of calendars
        """
        target = self.env["bacg.sla.target"].browse(values["target_id"])
        return Plan(
            steps=self.agreement_id._escalation_steps(target.metric, self.priority),
            clock=self._sla_hours(target, hours),
            telling=self._escalation_hours(hours),
            start=values["started_at"],
            minutes=values["promised_minutes"],
            pauses=facts.pause_pairs() if target.metric in PAUSED_METRICS else [],
            deadline=values["deadline"],
            known_until=facts.known_until(),
        )

    def _escalation_hours(self, hours):
        """Return the hours in which people are notified of this case."""
        if self.priority in AT_ONCE_PRIORITIES:
            return work_clock.ClockHours()
        try:
            return self._sla_business_hours(hours, self.agreement_id)
        except UserError:
            return work_clock.ClockHours()
