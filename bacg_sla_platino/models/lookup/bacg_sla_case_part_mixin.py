# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class BacgSlaCasePartMixin(models.AbstractModel):
    _inherit = "bacg.sla.case.part.mixin"

    @api.model
    def _add_precomputed_values(self, vals_list):
        # The company is read where it is: core makes a record in memory of each row.
        through, name = self._fields["company_id"].related.split(".")
        # sudo: as core computes related fields
        others = self.env[self._fields[through].comodel_name].sudo()
        for vals in vals_list:
            vals["company_id"] = others.browse(vals.get(through))[name].id
        return super()._add_precomputed_values(vals_list)
