# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import retrying

from ...tools.concurrency import TO_RETRY

_logger = logging.getLogger(__name__)

PENDING_AGE = timedelta(minutes=1)
ATTEMPTS_LIMIT = 3
BATCH = 100


class BacgMailInbound(models.Model):
    """What was kept but not finished, as after a crash."""

    _inherit = "bacg.mail.inbound"

    @api.model
    def _cron_process_pending(self):
        """Process what is pending, each in transactions of its own."""
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
        """Process a row; a message that kills the process does so three times at most.

        Commits.
        """
        self.attempts += 1
        self.env["ir.cron"]._commit_progress()
        self._process_kept()

    def _process_kept(self):
        """Process a row that is stored for good, in transactions of its own.

        What meets others is repeated as Odoo repeats requests. What fails for
        another's fault stays pending for the next run.
        """
        try:
            retrying(self._process_or_give_up, self.env)
        except TO_RETRY:
            self.env.cr.rollback()
            self.attempts = 0
        except Exception:
            # Odd, but no reason to let the others wait.
            _logger.exception("Inbound mail %s stays pending", self.id)
            self.env.cr.rollback()

    def _process_or_give_up(self):
        if self.attempts > ATTEMPTS_LIMIT:
            self._quarantine(
                UserError(
                    self.env._("Each time that it was read, the server gave up on it.")
                )
            )
        else:
            self._process()
