# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import threading
from datetime import timedelta

from odoo import fields, models
from odoo.sql_db import db_connect
from odoo.tools import SQL

from odoo.addons.base.models.ir_cron import ODOO_NOTIFY_FUNCTION

# How often the scheduler looks by itself.
LOOK = timedelta(minutes=1)


class IrCron(models.Model):
    """Moments that are nearer than the scheduler's next look."""

    _inherit = "ir.cron"

    def _sla_trigger_at(self, moment):
        """Run this action at ``moment`` (naive UTC), not up to a minute later.

        Core wakes the scheduler for what is due at once and leaves the rest to its
        next look. If this process ends before, that look is what remains.
        """
        self._trigger(at=moment)
        wait = moment - fields.Datetime.now()
        if wait < LOOK:
            name, seconds = self.env.cr.dbname, max(wait.total_seconds(), 0)
            self.env.cr.postcommit.add(lambda: _wake_later(name, seconds))


def _wake_later(name, seconds):
    """Wake the scheduler of a database in so many seconds; return the timer."""
    # A moment later, for what is due must have passed by PostgreSQL's clock, too.
    timer = threading.Timer(seconds + 0.2, _wake, [name])
    timer.daemon = True
    timer.start()
    return timer


def _wake(name):
    notify = SQL.identifier(ODOO_NOTIFY_FUNCTION)
    with db_connect("postgres").cursor() as cr:
        cr.execute(SQL("SELECT %s('cron_trigger', %s)", notify, name))
