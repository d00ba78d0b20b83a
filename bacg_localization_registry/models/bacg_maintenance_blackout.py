# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class BacgMaintenanceBlackout(models.Model):
    """Days on which a customer's windows are closed, as the end of a month."""

    _name = "bacg.maintenance.blackout"
    _description = "Blocked Days of a Maintenance Window"
    _inherit = ["bacg.sla.company.mixin"]
    _order = "date_from, id"

    window_id = fields.Many2one(
        comodel_name="bacg.maintenance.window",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="window_id.company_id", store=True)
    name = fields.Char(string="Reason", required=True)
    date_from = fields.Date(string="First day", required=True)
    date_to = fields.Date(string="Last day", required=True)

    @api.constrains("date_from", "date_to")
    def _check_days(self):
        for blackout in self:
            if blackout.date_to < blackout.date_from:
                raise ValidationError(
                    self.env._(
                        "Blocked days: the last day of “%s” is before the first.",
                        blackout.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        blackouts = super().create(vals_list)
        blackouts._changed(blackouts.window_id)
        return blackouts

    def write(self, vals):
        windows = self.window_id
        result = super().write(vals)
        self._changed(windows | self.window_id)
        return result

    def unlink(self):
        windows = self.window_id
        result = super().unlink()
        self._changed(windows)
        return result

    def _changed(self, windows):
        if not self.env.su:
            windows._drop_pick()
        windows._changed()
