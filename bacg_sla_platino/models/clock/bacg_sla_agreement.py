# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ...tools.clock import work_clock
from .bacg_sla_status import LIVE_STATES

BATCH = 200


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

    def _sla_iter_moves(self, tickets):
        """Yield ``(status, deadline)`` of the clocks that this version would move.

        The deadline is naive UTC, False if this version does not promise the metric.

        :param tickets: running cases of the version before
        """
        hours = {}
        # sudo: clocks and facts of cases that the user may see
        for batch in split_every(BATCH, tickets.ids, tickets.sudo().browse):
            facts = batch._sla_read_facts()
            for ticket in batch:
                policy = self._policy_for(
                    ticket.priority, ticket.category_id, ticket.outage_scope
                )
                for status in ticket.sla_status_ids:
                    if status.state not in LIVE_STATES or not status.deadline:
                        continue  # while a clock is paused it has no deadline
                    deadline = self._sla_deadline_of(
                        status, policy, facts[ticket], hours
                    )
                    if deadline != status.deadline:
                        yield status, deadline

    def _sla_count_uncompared(self, tickets):
        """Return how many clocks wait, and how many cases would get one more.

        Neither has two deadlines to compare.

        :param tickets: running cases of the version before
        """
        hours, waiting, added = {}, 0, 0
        # sudo: clocks and facts of cases that the user may see
        for batch in split_every(BATCH, tickets.ids, tickets.sudo().browse):
            facts = batch._sla_read_facts()
            for ticket in batch:
                live = ticket.sla_status_ids.filtered(lambda s: s.state in LIVE_STATES)
                waiting += len(live.filtered(lambda s: s.state == "paused"))
                wanted = self._sla_get_wanted(ticket, facts[ticket], hours)
                added += bool(wanted - set(live.mapped("metric")))
        return waiting, added

    def _sla_get_wanted(self, ticket, facts, hours):
        """Return the metrics that would run on a case under this version."""
        policy = self._policy_for(
            ticket.priority, ticket.category_id, ticket.outage_scope
        )
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
        """Return the deadline of a running clock under a policy of this version."""
        target = status.ticket_id._sla_target(status.metric, False, facts, policy)
        if not target:
            return False
        try:
            return status._measured_deadline(facts, hours, target)
        except (UserError, work_clock.NoOpenTime):
            return False
