# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 1000  # days of an instance that one vacuum's step makes


class BacgUptimeHour(models.Model):
    """What the looks at a login page came to in an hour, later in a day.

    For response times; availability is counted from the states (bacg.uptime.span).
    """

    _name = "bacg.uptime.hour"
    _description = "Checks of an Hour"
    _order = "instance_id, start desc"
    _rec_name = "start"
    _log_access = False

    instance_id = fields.Many2one(
        comodel_name="bacg.hosted.instance",
        required=True,
        ondelete="cascade",
    )
    start = fields.Datetime(required=True)
    hours = fields.Integer(required=True, help="1, or 24 once the day is old.")
    looks = fields.Integer(required=True)
    failures = fields.Integer(required=True)
    response_ms = fields.Integer(
        string="Milliseconds", required=True, aggregator="avg", help="On average."
    )
    slowest_ms = fields.Integer(string="Slowest (ms)", required=True, aggregator="max")

    _instance_start_uniq = models.UniqueIndex("(instance_id, hours, start)")

    @api.autovacuum
    def _gc_hours(self):
        """Make a day of the hours that are old enough.

        :return: for the vacuum: how many days, whether there may be more
        """
        days = self.env["bacg.uptime.check"]._get_setting("hour_days")
        limit = fields.Datetime.now().replace(hour=0, minute=0, second=0)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH old AS (
                    SELECT instance_id, date_trunc('day', start) AS day
                      FROM bacg_uptime_hour
                     WHERE hours = 1 AND start < %s
                  GROUP BY 1, 2 LIMIT %s
                ), gone AS (
                    DELETE FROM bacg_uptime_hour hour USING old
                     WHERE hour.hours = 1
                       AND hour.instance_id = old.instance_id
                       AND hour.start >= old.day
                       AND hour.start < old.day + interval '1 day'
                 RETURNING hour.*
                )
                INSERT INTO bacg_uptime_hour (
                    instance_id, start, hours, looks, failures, response_ms, slowest_ms
                )
                SELECT instance_id, date_trunc('day', start), 24,
                       sum(looks), sum(failures),
                       round(sum(response_ms::bigint * looks) / sum(looks)),
                       max(slowest_ms)
                  FROM gone GROUP BY 1, 2
                """,
                limit - timedelta(days=days),
                BATCH,
            )
        )
        done = self.env.cr.rowcount
        self.invalidate_model()
        return done, done == BATCH
