# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class BacgSlaPause(models.Model):
    _inherit = "bacg.sla.pause"

    def _hold(self, moment):
        """Tell whether one of these pauses holds at ``moment``, its ends included."""
        return any(
            pause.start <= moment and (not pause.stop or moment <= pause.stop)
            for pause in self
        )
