# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, models
from odoo.fields import Domain

from ...tools.concurrency import is_nobodys_fault

_logger = logging.getLogger(__name__)


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
            contract._follow_isolated()
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

    def _follow_isolated(self):
        try:
            with self.env.cr.savepoint():
                self._follow_calendar()
                self.env.flush_all()
        except Exception as error:
            if is_nobodys_fault(error):
                raise
            self.env.invalidate_all()
            _logger.exception("Contract %s does not follow the day", self.id)

    def _follow_calendar(self):
        """Bring one contract up to the present day of its customer."""
        self._remind_of_renewal()
