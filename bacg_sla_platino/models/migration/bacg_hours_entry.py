# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgHoursEntry(models.Model):
    """Time on a migration, which its customer does not pay (SLA 5.01)."""

    _inherit = "bacg.hours.entry"

    migration_id = fields.Many2one(
        comodel_name="bacg.migration", ondelete="restrict", index="btree_not_null"
    )

    @api.model
    def _get_work_fields(self):
        return [*super()._get_work_fields(), "migration_id"]
