# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain


class BacgSlaContract(models.Model):
    """Cases that hang on the manufacturer, beside the clause (SLA 1.12)."""

    _inherit = "bacg.sla.contract"

    def _service_collect(self, page):
        result = super()._service_collect(page)
        still_open = page.seen() & Domain("closed", "=", False)
        escalated = self._case_count(still_open & Domain("scope_state", "=", "vendor"))
        waiting = self._case_count(still_open & Domain("vendor_waiting", "=", True))
        for contract in self:
            key = (contract.id,)
            page.add(
                contract,
                "1.12",
                self.env._("Open, under the manufacturer's terms"),
                escalated.get(key, 0),
            )
            page.add(
                contract,
                "1.12",
                self.env._("Waiting for others now"),
                waiting.get(key, 0),
            )
        return result
