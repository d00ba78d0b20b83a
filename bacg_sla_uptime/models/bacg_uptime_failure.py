# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

from .bacg_uptime_check import REASONS

BATCH = 10_000


class BacgUptimeFailure(models.Model):
    """A look that failed, whether it was believed or not; kept for some days."""

    _name = "bacg.uptime.failure"
    _description = "Failed Look at an Instance"
    _order = "at desc, id desc"
    _rec_name = "at"
    _log_access = False

    check_id = fields.Many2one(
        comodel_name="bacg.uptime.check", required=True, index=True, ondelete="cascade"
    )
    instance_id = fields.Many2one(related="check_id.instance_id")
    at = fields.Datetime(string="Moment", required=True, index=True)
    reason = fields.Selection(selection=REASONS, string="What was wrong", required=True)
    detail = fields.Char()
    response_ms = fields.Integer(string="Milliseconds", aggregator="avg")
    monitor_fault = fields.Boolean(
        string="Rather our monitor", help="Too many unrelated instances failed at once."
    )

    @api.autovacuum
    def _gc_failures(self):
        """Delete failures that are older than the setting says.

        :return: for the vacuum: how many, whether there may be more
        """
        days = self.env["bacg.uptime.check"]._get_setting("failure_days")
        limit = fields.Datetime.now() - timedelta(days=days)
        old = self.search([("at", "<", limit)], limit=BATCH, order="id")
        done = len(old)
        old.unlink()
        return done, done == BATCH
