# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError


class BacgSlaPublishedMixin(models.AbstractModel):
    """Parts of an agreement that are read-only once it is published.

    What cases ask of them is cached: see ``bacg.sla.agreement``.
    """

    _name = "bacg.sla.published.mixin"
    _description = "Part of a Published Agreement"
    _inherit = ["bacg.sla.cached.mixin", "bacg.sla.company.mixin"]

    def _sla_agreements(self):
        return self.agreement_id

    def _sla_free_fields(self):
        """Return the names of the fields that may change after publication."""
        return set()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._sla_check_unpublished()
        return records

    def write(self, vals):
        changed = set(vals) - self._sla_free_fields()
        if changed and any(record._sla_differs(vals, changed) for record in self):
            self._sla_check_unpublished()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._sla_check_unpublished()

    def _sla_differs(self, vals, names):
        # Writing back the same values, as a form or an import does, is no change.
        return any(
            self._fields[name].type in ("one2many", "many2many")
            or self._fields[name].convert_to_cache(vals[name], self)
            != self._fields[name].convert_to_cache(self[name], self)
            for name in names
            if name in self._fields
        )

    def _sla_check_unpublished(self):
        for agreement in self._sla_agreements():
            if agreement.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(name)s” is published: cases are measured by it, so its "
                        "text and times stay as they are. Use “New version” on the "
                        "agreement and change that one.",
                        name=agreement.display_name,
                    )
                )
