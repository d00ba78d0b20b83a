# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.clock import work_clock
from ...tools.clock.escalation import Plan
from ..agreement.bacg_sla_target import PAUSED_METRICS
from ..clock.bacg_sla_status import LIVE_STATES

# Priorities 1 and 2 are told around the clock, the others in business hours.
AT_ONCE_PRIORITIES = ("3", "2")


class HelpdeskTicket(models.Model):
    """Which steps of the agreement's escalation a clock of this case passes, when."""

    _inherit = "helpdesk.ticket"

    sla_fired_ids = fields.One2many(
        comodel_name="bacg.sla.escalation.fired",
        inverse_name="ticket_id",
        string="Escalations",
        readonly=True,
        copy=False,
    )

    def _sla_add_plans(self, wanted, facts, hours):
        """Add to the values of live clocks the plan of their steps.

        :param wanted: dict from metric to a list of values, as ``_sla_wanted`` has it
        """
        for values_list in wanted.values():
            for values in values_list:
                if values["state"] in LIVE_STATES:
                    target = self.env["bacg.sla.target"].browse(values["target_id"])
                    values["plan"] = self._sla_plan(target, values, facts, hours)

    def _sla_plan(self, target, values, facts, hours):
        """Return the plan of a clock's steps.

        :param values: of the clock: ``started_at`` and ``deadline``
        :param hours: dict that keeps the open hours of calendars
        """
        return Plan(
            steps=self.agreement_id._steps(target.metric, self.priority),
            clock=self._sla_hours(target, hours),
            telling=self._sla_telling_hours(hours),
            start=values["started_at"],
            minutes=self._sla_promised_minutes(target, values, hours),
            pauses=facts.pause_pairs() if target.metric in PAUSED_METRICS else [],
            deadline=values["deadline"],
            known_until=facts.known_until(),
        )

    def _sla_telling_hours(self, hours):
        """Return the hours in which people are told of this case."""
        if self.priority in AT_ONCE_PRIORITIES:
            return work_clock.ClockHours()
        calendar = self._sla_calendar()
        if calendar not in hours:
            try:
                hours[calendar] = calendar._sla_hours()
            except UserError:
                return work_clock.ClockHours()
        return hours[calendar]
