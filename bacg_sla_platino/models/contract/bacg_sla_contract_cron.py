# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..common.selections import HOURS_POOLS

_logger = logging.getLogger(__name__)


class BacgSlaContract(models.Model):
    """What the passing of days does to contracts and their hours."""

    _inherit = "bacg.sla.contract"

    @api.model
    def _cron_contracts(self):
        """Follow the calendar: states, reminders, proposals, grants, alerts.

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
        # Somewhere it is tomorrow already; each contract then asks its own zone.
        tomorrow = fields.Date.today() + timedelta(days=1)
        proposals = self.env["bacg.hours.draw"].search(
            [("state", "=", "proposed"), ("valid_until", "<", tomorrow)]
        )
        grants = self.env["bacg.hours.grant"].search(
            [("state", "=", "active"), ("date_to", "<", tomorrow)]
        )
        overdrawn = self.env["bacg.hours.allocation"].search([("grant_id", "=", False)])
        ending = self.search([("state", "=", "expiring")])
        return (
            ending.filtered(lambda one: one.renewal_told_for != one.date_to)
            | proposals.contract_id
            | grants.contract_id
            | overdrawn.draw_id.contract_id
        )

    def _follow_isolated(self):
        try:
            with self.env.cr.savepoint():
                self._follow_calendar()
                self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # Somebody works on these hours right now: the next run follows.
            self.env.invalidate_all()
        except Exception:
            self.env.invalidate_all()
            _logger.exception("The hours of contract %s do not follow the day", self.id)

    def _follow_calendar(self):
        """Bring one contract up to the present day of its customer."""
        self._remind_of_renewal()
        self.env["bacg.hours.draw"]._expire(self)
        expired = self._hours_expire()
        if expired or self._hours_overdrawn():
            self._hours_settle()
        if expired:
            for pool, _label in HOURS_POOLS:
                self.env["bacg.hours.alert"]._tell(self, pool)

    def _hours_expire(self):
        """Let the grants end whose last day is over, and return them.

        What was reserved on them is reserved on those that are valid now.
        """
        grants = self.env["bacg.hours.grant"].search(
            [
                ("contract_id", "=", self.id),
                ("state", "=", "active"),
                ("date_to", "<", self._today()),
            ]
        )
        grants.state = "expired"
        reserved = grants.allocation_ids.filtered(lambda row: row.kind == "reserved")
        reserved.draw_id._plan()
        return grants
