# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class BacgSlaContract(models.Model):
    _inherit = "bacg.sla.contract"

    def _owing_statements(self):
        """Add those that ended and of whose hours something was noted later."""
        entries = self.env["bacg.hours.entry"].search([("statement_id", "=", False)])
        ended = (entries.draw_id.contract_id & self).filtered(
            lambda contract: contract.state == "expired" and not contract.successor_id
        )
        return super()._owing_statements() | ended
