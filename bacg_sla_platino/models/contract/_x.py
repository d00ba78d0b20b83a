# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class BacgSlaContract(models.Model):
    _inherit = "bacg.sla.contract"

    def _ended_before(self, moment):
        """Tell whether the last day was over at a naive UTC ``moment``."""
        return bool(self.date_to) and self.date_to < self._local_day(moment)
