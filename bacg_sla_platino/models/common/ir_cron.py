# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import ConcurrencyError
from odoo.service.model import retrying

ADDONS = "bacg_"


class IrCron(models.Model):
    """Scheduled actions of ours that meet another transaction."""

    _inherit = "ir.cron"

    def _callback(self, cron_name, server_action_id):
        """Run an action of ours again at once if another transaction came first.

        What it had committed stays done: it looks for what is left to do.
        """
        run = super()._callback
        if not self.get_external_id()[self.id].startswith(ADDONS):
            return run(cron_name, server_action_id)

        def attempt():
            try:
                return run(cron_name, server_action_id)
            except ValueError as error:
                # The code of an action wraps what it raises, but for SQL's errors.
                if isinstance(error.__context__, ConcurrencyError):
                    raise error.__context__ from None
                raise

        return retrying(attempt, self.env)
