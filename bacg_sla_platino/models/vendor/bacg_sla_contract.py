# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain


class BacgSlaContract(models.Model):
    """Cases that hang on the manufacturer, beside the clause (SLA 1.12)."""

    _inherit = "bacg.sla.contract"

    def _service_collect(self, page):
        result = super()._service_collect(page)
        still_open = self._case_open_domain(page)
        escalated = self._case_count(still_open & Domain("scope_state", "=", "vendor"))
        waiting = self._case_count(still_open & Domain("vendor_waiting", "=", True))
        label = self.env._("Open, under the manufacturer's terms")
        page.add_counts(self, "1.12", label, escalated)
        page.add_counts(self, "1.12", self.env._("Waiting for others now"), waiting)
        return result
