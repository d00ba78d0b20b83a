# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class BacgSlaStatus(models.Model):
    """A breach is a fact: it counts, once, whatever becomes of its clock.

    Cancelling, archiving or lowering the priority of a late case does not take it out
    of the figures. Only voiding does: of a refuted claim (SLA 2.03), of a corrected
    pause, and where the clock in its place is late by the same facts.
    """

    _inherit = "bacg.sla.status"

    def _counts_late(self):
        """Tell whether this clock's breach counts."""
        self.ensure_one()
        return bool(self.breached_at and not self.voided)

    def _carry_breaches(self):
        """Let breaches that new clocks repeat count on these, and no more before."""
        late = self.filtered(lambda status: status._counts_late())
        if not late:
            return
        before = self.search(
            [
                ("ticket_id", "in", late.ticket_id.ids),
                ("id", "not in", late.ids),
                ("state", "=", "cancelled"),
                ("breached_at", "!=", False),
                ("voided", "=", False),
            ]
        )
        promises = {status._promise_key() for status in late}
        before.filtered(lambda status: status._promise_key() in promises).voided = True

    def _promise_key(self):
        """Return what a case owes once: a metric, and each week's word."""
        week = self.started_at if self.metric == "follow_up" else None
        return self.ticket_id, self.metric, week
