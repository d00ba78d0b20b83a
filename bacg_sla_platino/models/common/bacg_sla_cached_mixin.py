# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class BacgSlaCachedMixin(models.AbstractModel):
    """Rows of which answers are cached: a change of them clears the caches."""

    _name = "bacg.sla.cached.mixin"
    _description = "Cached Rows"

    # The names of the fields on which the answers depend; None: all of them.
    _cached_fields = None

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        if self._cached_fields is None or self._cached_fields & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
