# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import models
from odoo.fields import Domain

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

    def _uptime_statement_bounds(self, now):
        """Return the last month whose statement is due, and what of it is covered.

        :param now: naive UTC
        :return: ``(first day, start, stop)``, the moments naive UTC; None if the
            contract or the instance did not exist in that month
        """
        self.ensure_one()
        contract, zone = self.contract_id, self.contract_id._uptime_get_zone()
        last = local_date(now, zone).replace(day=1) - timedelta(days=1)
        if local_date(now, zone).day < FREEZE_DAY:
            last = last.replace(day=1) - timedelta(days=1)
        first = last.replace(day=1)
        begin = max(first, contract.date_from, self.measured_from)
        end = min(last, contract.date_to or last)
        if end < begin:
            return None
        return first, midnight(begin, zone), day_end(end, zone)

    def _uptime_filter_watched(self, start, stop):
        """Return these instances without the archived ones that nobody watched."""
        archived = self.filtered(lambda instance: not instance.active)
        if not archived:
            return self
        watched = self.env["bacg.uptime.span"]._read_group(
            [
                ("instance_id", "in", archived.ids),
                ("start", "<", stop),
                ("stop", ">", start),
            ],
            ["instance_id"],
        )
        kept = {instance.id for (instance,) in watched}
        return self.filtered(lambda one: one.active or one.id in kept)

    def _uptime_search_windows(self, domain):
        """Return the maintenance of these instances: named ones, or a whole contract's.

        :param domain: which windows
        """
        whole = Domain("instance_ids", "=", False)
        return self.env["bacg.uptime.maintenance"].search(
            Domain(domain)
            & (
                Domain("instance_ids", "in", self.ids)
                | whole & Domain("contract_id", "in", self.contract_id.ids)
            ),
            order="start, id",
        )

    def _uptime_filter_windows(self, windows):
        """Return those of some windows that are this instance's."""
        return windows.filtered(
            lambda one: (
                self in one.instance_ids
                or (not one.instance_ids and one.contract_id == self.contract_id)
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
