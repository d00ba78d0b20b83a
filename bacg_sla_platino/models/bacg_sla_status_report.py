# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgSlaStatus(models.Model):
    """What the compliance report needs to know of a clock beside its times."""

    _inherit = "bacg.sla.status"

    cancelled_at = fields.Datetime(
        help="When the clock was taken out of the figures, and why: see the reason."
    )

    def write(self, vals):
        if vals.get("state") == "cancelled" and "cancelled_at" not in vals:
            vals = dict(vals, cancelled_at=self.env["helpdesk.ticket"]._sla_now())
        return super().write(vals)
