# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class BacgSlaWindowMixin(models.AbstractModel):
    """A window shows nothing of a record that its user may not read.

    Its related and computed fields would: core computes them for everybody. A record
    rule of each window keeps its rows to who opened it.
    """

    _name = "bacg.sla.window.mixin"
    _description = "Window on Readable Records"

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        self._check_readable(values)
        return values

    def onchange(self, values, field_names, fields_spec):
        self._check_readable(values)
        return super().onchange(values, field_names, fields_spec)

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            self._check_readable(values)
        return super().create(vals_list)

    def write(self, vals):
        self._check_readable(vals)
        return super().write(vals)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or "ticket_id" not in self._fields:
            return result
        forbidden = result[0] if result else self.browse()
        # sudo: only to get from the window to its case
        for window in (self - forbidden).sudo():
            failed = window.ticket_id.sudo(False)._check_access("read")
            if failed:
                return forbidden | window.sudo(False), failed[1]
        return result

    @api.model
    def _check_readable(self, values):
        """Refuse values that name records which the user may not read.

        :raises AccessError: for the first of them
        """
        named = {
            name: value
            for name, value in values.items()
            if value and name in self._fields and self._fields[name].relational
        }
        if self.env.su or not named:
            return
        window = self.new(named)
        for name in named:
            window[name]._origin.check_access("read")
