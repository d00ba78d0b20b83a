# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import date_utils, format_datetime, formatLang

from odoo.addons.bacg_sla_platino.models.common.zones import zone_name
from odoo.addons.bacg_sla_platino.tools import intervals
from odoo.addons.bacg_sla_platino.tools.clock.local_day import (
    day_end,
    local_date,
    midnight,
)

from ..tools.availability import floored
from ..tools.budget import Budget
from ..tools.duration import format_roughly

LIVE_STATES = [
    ("down", "Down"),
    ("unknown", "Without measurement"),
    ("up", "Up"),
]


class Month(NamedTuple):
    """How the month of an instance stands."""

    first: date
    #: Of what is measured, naive UTC.
    start: datetime
    now: datetime
    #: Percent, None without evidence.
    availability: Fraction | None
    budget: Budget


class BacgHostedInstance(models.Model):
    """How an instance stands now, and how much downtime its month still allows."""

    _inherit = "bacg.hosted.instance"

    span_ids = fields.One2many(
        comodel_name="bacg.uptime.span", inverse_name="instance_id"
    )
    live_state = fields.Selection(
        selection=LIVE_STATES,
        string="Now",
        compute="_compute_live_state",
        store=True,
        index=True,
        help="Not measured, unless our checks saw it up or down.",
    )
    month_text = fields.Char(
        string="This month", compute="_compute_month", help="With its window and zone."
    )
    budget_text = fields.Char(string="Downtime left", compute="_compute_month")
    budget_percent = fields.Float(
        string="Downtime used (%)", compute="_compute_month", digits=(6, 1)
    )
    budget_tone = fields.Selection(
        selection=[("success", "Fine"), ("warning", "Tight"), ("danger", "Used up")],
        compute="_compute_month",
    )
    forecast_text = fields.Char(string="Forecast", compute="_compute_month")

    # -------------------------------------------------------------------------
    # Now
    # -------------------------------------------------------------------------

    @api.depends(
        "span_ids.state", "span_ids.stop", "outage_ids.state", "outage_ids.stop"
    )
    def _compute_live_state(self):
        # sudo: facts of instances that the caller may read
        spans = self.env["bacg.uptime.span"].sudo()
        # Up is what one monitor of several sees, though another one is silent.
        seen = spans.search(
            [
                ("instance_id", "in", self.ids),
                ("state", "=", "up"),
                ("stop", "=", False),
            ]
        )
        states = dict.fromkeys(seen.instance_id.ids, "up")
        # sudo: as above
        outages = self.env["bacg.uptime.outage"].sudo()
        going_on = outages.search(
            [
                ("instance_id", "in", self.ids),
                ("stop", "=", False),
                ("state", "!=", "rejected"),
            ]
        )
        states.update(dict.fromkeys(going_on.instance_id.ids, "down"))
        for instance in self:
            instance.live_state = states.get(instance.id, "unknown")

    # -------------------------------------------------------------------------
    # This month
    # -------------------------------------------------------------------------

    def _uptime_month(self, moment):
        """Return ``(first day, start, stop)`` of the month that holds a moment.

        :param moment: naive UTC, as start and stop
        """
        zone = self.contract_id._uptime_get_zone()
        first = local_date(moment, zone).replace(day=1)
        last = date_utils.end_of(first, "month")
        return first, midnight(first, zone), day_end(last, zone)

    def _uptime_by_month(self, moment):
        """Return these instances by the month (see ``_uptime_month``) of theirs."""
        return self.grouped(lambda instance: instance._uptime_month(moment))

    def _uptime_get_months(self):
        """Return the present :class:`Month` until now, by instance.

        A constant number of queries for each month.
        """
        now = fields.Datetime.now()
        months = {}
        for (first, start, stop), instances in self._uptime_by_month(now).items():
            so_far = instances._uptime_measure(start, now)
            promised = instances._uptime_get_service(start, stop)
            contracts = instances._uptime_get_contracts()
            for instance in instances:
                measured = so_far[instance]
                months[instance] = Month(
                    first,
                    *instance._uptime_get_bounds(start, now, contracts[instance.id]),
                    measured.availability,
                    Budget(
                        total_s=intervals.total(promised[instance.id])
                        - measured.removed_s,
                        elapsed_s=measured.total_s,
                        used_s=Fraction(measured.down_s),
                        target=measured.method.target,
                    ),
                )
        return months

    def _compute_month(self):
        # sudo: facts of instances that the caller may read
        months = self.filtered("judged").sudo()._uptime_get_months()
        for instance in self:
            month = months.get(instance)
            # Without evidence there is no figure, and none to come.
            budget = month and month.availability is not None and month.budget
            percent = budget and budget.percent
            instance.month_text = month and instance._uptime_text_month(month)
            instance.budget_text = budget and instance._uptime_text_left(budget)
            instance.forecast_text = budget and instance._uptime_text_forecast(budget)
            instance.budget_percent = float(percent or 0)
            instance.budget_tone = budget and self._uptime_tone(percent or 0)

    @api.model
    def _uptime_tone(self, percent):
        if percent >= 100:
            return "danger"
        return "warning" if percent >= 50 else "success"

    # -------------------------------------------------------------------------
    # Texts
    # -------------------------------------------------------------------------

    def _uptime_text_month(self, month):
        """Return a month's percentage, rounded down, with what it is of, and where."""
        zone = self.contract_id._uptime_get_zone()
        window = " – ".join(
            format_datetime(self.env, moment, tz=zone, dt_format="d MMM HH:mm")
            for moment in (month.start, month.now)
        )
        values = {"window": window, "zone": zone_name(self.env, zone)}
        if month.availability is None:
            return self.env._("not measured (%(window)s, %(zone)s)", **values)
        shown = formatLang(self.env, float(floored(month.availability)), digits=2)
        return self.env._(
            "%(percent)s %% (%(window)s, %(zone)s)", percent=shown, **values
        )

    def _uptime_text_left(self, budget):
        left = format_roughly(self.env, budget.left_s)
        if budget.left_s < 0:
            return self.env._("%s more than this month allows", left)
        return self.env._("%s left this month", left)

    def _uptime_text_forecast(self, budget):
        """Return how the month ends if it goes on as until now."""
        projected = budget.projected_s
        if projected is None:
            return False
        down = format_roughly(self.env, projected)
        if budget.is_too_fast:
            return self.env._("At this pace: %s down, more than is allowed", down)
        return self.env._("At this pace: %s down at the month's end", down)
