# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, models

from ...tools.concurrency import is_nobodys_fault

_logger = logging.getLogger(__name__)


class BacgSlaStatement(models.Model):
    """The scheduled action: last month's statement of every contract."""

    _inherit = "bacg.sla.statement"

    @api.model
    def _cron_statements(self):
        """Make last month's statement of every contract that has none yet.

        Idempotent: it may run every day, and on several servers.
        """
        missing = self._missing_statements()
        for done, (contract, first, last) in enumerate(missing, start=1):
            self._make_isolated(contract, first, last)
            left = len(missing) - done
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                break

    @api.model
    def _missing_statements(self):
        """Return ``(contract, first day, last day)`` of the statements to be made."""
        contracts = self.env["bacg.sla.contract"].search(
            [("company_id.sla_statements", "!=", "off")]
        )
        made = {
            (statement.contract_id, statement.date_from)
            for statement in self.search([("contract_id", "in", contracts.ids)])
        }
        periods = (
            (contract, *contract._statement_last_month()) for contract in contracts
        )
        owing = contracts._owing_statements()
        return [
            (contract, first, last)
            for contract, first, last in periods
            if (contract._statement_runs_between(first, last) or contract in owing)
            and (contract, first) not in made
        ]

    @api.model
    def _make_isolated(self, contract, first, last):
        """Make one statement as its company has set; a failure does not stop others."""
        try:
            with self.env.cr.savepoint():
                if not contract.try_lock_for_update(allow_referencing=True):
                    return  # another server is making it
                statement = self._make(contract, first, last)
                mode = contract.company_id.sla_statements
                if mode == "draft":
                    statement._fill()
                else:
                    statement._issue()
                if mode == "send":
                    statement._send()
                self.env.flush_all()
        except Exception as error:
            if is_nobodys_fault(error):
                raise
            self.env.invalidate_all()
            _logger.exception("The SLA statement of contract %s failed", contract.id)
