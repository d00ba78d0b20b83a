# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgMigrationCancel(models.TransientModel):
    """Give a migration up, with a reason (SLA 5.02)."""

    _name = "bacg.migration.cancel"
    _description = "Cancel a Migration"
    _inherit = ["bacg.sla.window.mixin"]

    migration_id = fields.Many2one(comodel_name="bacg.migration", required=True)
    reason = fields.Char(help="The customer reads it.")

    def action_confirm(self):
        self.ensure_one()
        self.migration_id._cancel(self.reason)
