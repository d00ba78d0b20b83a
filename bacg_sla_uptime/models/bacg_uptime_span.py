# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgUptimeSpan(models.Model):
    """What our monitor knew of an instance, one row per change of state."""

    _name = "bacg.uptime.span"
    _description = "State of an Instance"
    _order = "instance_id, start, id"
    _rec_name = "state"
    _log_access = False

    instance_id = fields.Many2one(
        comodel_name="bacg.hosted.instance",
        required=True,
        ondelete="cascade",
        index=True,
    )
    state = fields.Selection(
        selection=[
            ("up", "Up"),
            ("down", "Down"),
            ("unknown_data", "Unknown: no data"),
            ("unknown_monitor", "Unknown: our monitor did not run"),
        ],
        required=True,
    )
    start = fields.Datetime(required=True)
    stop = fields.Datetime(help="Empty: until now.")

    _instance_start_idx = models.Index("(instance_id, start)")
