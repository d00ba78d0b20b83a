# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import date_utils

from odoo.addons.bacg_sla_platino.tools.clock.local_day import (
    day_end,
    local_date,
    midnight,
)

# In the contract's zone: what is unreviewed until then counts (decision 33).
FREEZE_DAY = 3


class BacgHostedInstance(models.Model):
    """Which month of an instance owes a statement."""

    _inherit = "bacg.hosted.instance"

    @api.model
    def _uptime_follow_renewals(self):
        """Put instances under the contract that renews theirs, once it has begun."""
        now = fields.Datetime.now()
        ended = self.with_context(active_test=False).search(
            [("contract_id.date_to", "<=", now.date())]
        )
        for instance in ended:
            contract = instance._uptime_contract_at(now)
            if contract != instance.contract_id and contract.hosted:
                instance.contract_id = contract

    def _uptime_statement_months(self, now, contracts, made):
        """Return the months after the last statement that are due.

        :param now: naive UTC
        :param contracts: all of the customer's that include hosting, by their days
        :param made: first day and stop of the last statement, if any
        :return: list of ``(first day, start, stop)``: what of a month is covered, in
            naive UTC
        """
        self.ensure_one()
        today = local_date(now, self.contract_id._uptime_get_zone(now))
        due = date_utils.subtract(today.replace(day=1), months=1)
        if today.day < FREEZE_DAY:
            due = date_utils.subtract(due, months=1)
        begin = max(self.measured_from, contracts[:1].date_from).replace(day=1)
        first, end = begin, None
        if made:
            first, end = max(begin, date_utils.add(made[0], months=1)), made[1]
        months = []
        while first <= due:
            last = date_utils.end_of(first, "month")
            moment = datetime.combine(last, time.min)
            zone = contracts._uptime_filter_judging(first)._uptime_get_zone(moment)
            start, stop = midnight(first, zone), day_end(last, zone)
            # After a change of the zone no hour is lost and none counted twice.
            if end and abs(start - end) < timedelta(days=1):
                start = end
            start, stop = self._uptime_get_bounds(start, stop, contracts)
            if start < stop:
                months.append((first, start, stop))
            first, end = date_utils.add(first, months=1), stop
        return months

    def _uptime_filter_owing(self, start, stop, now):
        """Return those of these instances that owe a statement of a month.

        The last month of those under contract; any other only if it was watched.
        """
        kept = self.browse()
        if now - stop < timedelta(days=31 + FREEZE_DAY):
            kept = self.filtered(
                lambda one: (
                    one.active and one.hosting == "bacg" and one.contract_id.hosted
                )
            )
        rest = self - kept
        ended = Domain("stop", ">", start)
        going_on = (
            Domain("stop", "=", False)
            & Domain("instance_id.active", "=", True)
            & Domain("instance_id.hosting", "=", "bacg")
        )
        watched = self.env["bacg.uptime.span"]._read_group(
            Domain("instance_id", "in", rest.ids)
            & Domain("start", "<", stop)
            & (ended | going_on),
            ["instance_id"],
        )
        return kept.union(*(instance for [instance] in watched))

    def _uptime_search_windows(self, domain):
        """Return the maintenance of these instances: named ones, or a whole contract's.

        :param domain: which windows
        """
        # The contract of a window may have been renewed since.
        whole = Domain("instance_ids", "=", False)
        return self.env["bacg.uptime.maintenance"].search(
            Domain(domain)
            & (
                Domain("instance_ids", "in", self.ids)
                | whole
                & Domain("partner_id", "in", self.partner_id.ids)
                & Domain("company_id", "in", self.company_id.ids)
            ),
            order="start, id",
        )

    def _uptime_filter_windows(self, windows):
        """Return those of some windows that are this instance's."""
        return windows.filtered(
            lambda one: (
                self in one.instance_ids
                or (
                    not one.instance_ids
                    and one.partner_id == self.partner_id
                    and one.company_id == self.company_id
                )
            )
        )

    def action_view_statements(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "bacg_sla_uptime.bacg_uptime_statement_action"
            ),
            "domain": [("instance_id", "=", self.id)],
        }
