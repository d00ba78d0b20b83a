# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import retrying

from ...tools.concurrency import is_nobodys_fault

_logger = logging.getLogger(__name__)

PENDING_AGE = timedelta(minutes=1)
ATTEMPTS_LIMIT = 3
BATCH = 100


class BacgMailInbound(models.Model):
    """Messages that were kept but not processed, as after a crash."""

    _inherit = "bacg.mail.inbound"

    @api.model
    def _cron_process_pending(self):
        """Process pending messages, each in transactions of its own."""
        domain = [
            ("state", "=", "pending"),
            ("create_date", "<", fields.Datetime.now() - PENDING_AGE),
        ]
        rows = self.search(domain, limit=BATCH, order="id")
        for row in rows:
            row._attempt()
            if not self.env["ir.cron"]._commit_progress(1):
                break
        if len(rows) == BATCH:
            self.env["ir.cron"]._commit_progress(remaining=self.search_count(domain))

    def _attempt(self):
        """Process a row; a message that kills the process is tried three times at most.

        Commits.
        """
        self.attempts += 1
        self.env["ir.cron"]._commit_progress()
        self._process_kept()

    def _process_kept(self):
        """Process a row that is stored for good, in transactions of its own.

        Concurrency errors are retried as Odoo retries requests; a row that still
        meets them, or a database that goes away, stays pending for the next run.
        """
        try:
            retrying(self._process_or_give_up, self.env)
        except Exception as error:
            self.env.cr.rollback()
            if is_nobodys_fault(error):
                self.attempts = 0
            else:
                # Unexpected, but the other rows must not wait for it.
                _logger.exception("Inbound mail %s stays pending", self.id)

    def _process_or_give_up(self):
        if self.attempts > ATTEMPTS_LIMIT:
            self._quarantine(
                UserError(
                    self.env._("The server failed each time it tried to read it.")
                )
            )
        else:
            self._process()
