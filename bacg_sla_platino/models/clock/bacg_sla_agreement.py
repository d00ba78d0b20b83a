# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ...tools.clock import work_clock
from .bacg_sla_status import LIVE_STATES

BATCH = 200


class Comparison(NamedTuple):
    """A case under a new version, beside the one by which it runs."""

    #: pairs of a clock and its new deadline
    moves: list
    #: the number of clocks that wait, without a deadline to compare
    waiting: int
    #: whether a clock more would run
    is_added: bool


class BacgSlaAgreement(models.Model):
    """What a version would say of the cases that run under the one before."""

    _inherit = "bacg.sla.agreement"

    def action_sla_preview(self):
        """Open how the running cases would stand under this version; nothing moves."""
        self.ensure_one()
        preview = self.env["bacg.sla.agreement.preview"]._make(self)
        return preview._get_records_action(
            name=self.env._("What %s would move", self.display_name), target="new"
        )

    def _sla_get_running_cases(self):
        """Return the cases that run under this version, of those the user may see."""
        live = [("state", "in", LIVE_STATES)]
        return self.env["helpdesk.ticket"].search(
            [("agreement_id", "=", self.id), ("sla_status_ids", "any", live)]
        )

    def _sla_compare(self, tickets):
        """Yield a ``Comparison`` for each case: what this version would change.

        :param tickets: running cases of the version before
        """
        hours = {}
        # sudo: clocks and facts of cases that the user may see
        for batch in split_every(BATCH, tickets.ids, tickets.sudo().browse):
            facts = batch._sla_read_facts()
            for ticket in batch:
                yield self._sla_compare_case(ticket, facts[ticket], hours)

    def _sla_compare_case(self, ticket, facts, hours):
        policy = self._policy_for(
            ticket.priority, ticket.category_id, ticket.outage_scope
        )
        live = ticket.sla_status_ids.filtered(lambda s: s.state in LIVE_STATES)
        # While a clock is paused it has no deadline.
        waiting = live.filtered(lambda status: status.state == "paused")
        deadlines = {
            status: self._sla_deadline_of(status, policy, facts, hours)
            for status in live
            if status.deadline
        }
        wanted = self._sla_get_wanted(ticket, facts, policy, hours)
        return Comparison(
            moves=[
                (status, deadline)
                for status, deadline in deadlines.items()
                if deadline != status.deadline
            ],
            waiting=len(waiting),
            is_added=bool(wanted - set(live.mapped("metric"))),
        )

    def _sla_get_wanted(self, ticket, facts, policy, hours):
        """Return the metrics that would run on a case under a policy."""
        try:
            wanted = ticket._sla_measure_all(facts, policy, hours)
        except (UserError, work_clock.NoOpenTime):
            return set()
        return {
            metric
            for metric, clocks in wanted.items()
            if any(values["state"] in LIVE_STATES for values in clocks)
        }

    def _sla_deadline_of(self, status, policy, facts, hours):
        """Return the deadline of a running clock under a policy.

        It is naive UTC, False if the policy does not promise the metric.
        """
        target = status.ticket_id._sla_target(status.metric, False, facts, policy)
        if not target:
            return False
        try:
            return status._measured_deadline(facts, hours, target)
        except (UserError, work_clock.NoOpenTime):
            return False
