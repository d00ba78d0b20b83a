# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class BacgSlaPause(models.Model):
    _inherit = "bacg.sla.pause"

    def action_end(self):
        with self.ticket_id._vendor_notifying_waits():
            return super().action_end()

    def _void(self, reason, replacement=None):
        before = self.ticket_id._vendor_get_deadline("resolution")
        new = super()._void(reason, replacement)
        self.ticket_id._vendor_notify_correction(before)
        return new
