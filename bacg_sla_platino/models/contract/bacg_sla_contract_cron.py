# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from ...tools.concurrency import isolated


class BacgSlaContract(models.Model):
    """What the passing of days does to contracts."""

    _inherit = "bacg.sla.contract"

    @api.model
    def _cron_contracts(self):
        """Follow the calendar: states, reminders and what hangs on a contract's day.

        Idempotent. A contract's day changes in its customer's zone, so that it runs
        every hour; a contract that fails stops no other.
        """
        self._refresh_states()
        due = self._contracts_to_follow()
        for done, contract in enumerate(due, start=1):
            with isolated(contract):
                contract._follow_calendar()
            left = len(due) - done
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                break

    @api.model
    def _refresh_states(self):
        moving = self.search(
            Domain("state", "=", "future")
            | Domain("state", "!=", "expired") & Domain("date_to", "!=", False)
        )
        self.env.add_to_compute(self._fields["state"], moving)
        moving.flush_recordset(["state"])

    @api.model
    def _contracts_to_follow(self):
        """Return the contracts for which a day may have come."""
        ending = self.search([("state", "=", "expiring")])
        return ending.filtered(lambda one: one.renewal_told_for != one.date_to)

    def _follow_calendar(self):
        """Bring one contract up to the present day of its customer."""
        self._remind_of_renewal()
