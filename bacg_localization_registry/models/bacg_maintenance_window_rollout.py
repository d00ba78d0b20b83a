# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class BacgMaintenanceWindow(models.Model):
    _inherit = "bacg.maintenance.window"

    def _changed(self):
        """What is safe in other windows is reckoned anew."""
        result = super()._changed()
        # sudo: whoever changes a window need not see what is rolled out
        rollouts = self.env["bacg.localization.rollout"].sudo()
        rollouts.search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        )._refresh_exposure()
        return result
