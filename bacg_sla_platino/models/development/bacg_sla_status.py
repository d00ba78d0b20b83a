# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgSlaStatus(models.Model):
    _inherit = "bacg.sla.status"

    cancel_reason = fields.Selection(
        selection_add=[("bug", "The fix of a bug has a day of its own")]
    )
