# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import select
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, freeze_time, tagged

from ...models.common import ir_cron

SENDING = "bacg_sla_platino.ir_cron_sla_webhooks"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-09 14:00:00")
class TestScheduler(TransactionCase):
    def _waits(self, **moment):
        """Return in how many seconds the scheduler is woken for a moment from now."""
        woken = []
        cron = self.env.ref(SENDING)
        at = fields.Datetime.now() + timedelta(**moment)
        self.env.cr.postcommit.clear()
        cron._sla_trigger_at(at)
        with patch.object(
            ir_cron, "_wake_later", lambda _name, wait: woken.append(wait)
        ):
            self.env.cr.postcommit.run()
        triggers = self.env["ir.cron.trigger"]
        self.assertTrue(
            triggers.search([("cron_id", "=", cron.id), ("call_at", "=", at)])
        )
        return woken

    def test_near_moments_wake_the_scheduler(self):
        """A retry after ten seconds does not wait for the look of the next minute."""
        self.assertEqual(self._waits(seconds=10), [10])
        self.assertEqual(self._waits(minutes=5), [])

    def test_scheduler_is_woken(self):
        """PostgreSQL tells who listens for this database, as core's own call does."""
        with db_connect("postgres").cursor() as cr:
            cr.execute("LISTEN cron_trigger")
            cr.commit()  # pylint: disable=invalid-commit # it listens from then on
            connection = cr._cnx
            ir_cron._wake_later(self.env.cr.dbname, 0).join()
            select.select([connection], [], [], 30)
            connection.poll()
            told = {notice.payload for notice in connection.notifies}
        self.assertIn(self.env.cr.dbname, told)
