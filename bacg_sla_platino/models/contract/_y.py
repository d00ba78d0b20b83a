# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgSlaContract(models.Model):
    _inherit = "bacg.sla.contract"

    extra_ids = fields.One2many(
        comodel_name="bacg.sla.contract.extra",
        inverse_name="contract_id",
        string="Extras",
        help="An interface with another system is supported if it is bought as an "
        "extra (SLA 7.01).",
    )

    def _has_extra(self, kind, moment):
        """Tell whether the customer has an extra of this kind at a naive UTC moment."""
        self.ensure_one()
        day = self._local_day(moment)
        return any(
            extra.kind == kind and extra._valid_on(day) for extra in self.extra_ids
        )
