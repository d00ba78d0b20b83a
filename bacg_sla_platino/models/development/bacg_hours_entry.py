# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgHoursEntry(models.Model):
    """Time on a development or a known bug, which its customer does not pay."""

    _inherit = "bacg.hours.entry"

    development_id = fields.Many2one(
        comodel_name="bacg.development", ondelete="restrict", index="btree_not_null"
    )
    known_bug_id = fields.Many2one(
        comodel_name="bacg.known.bug", ondelete="restrict", index="btree_not_null"
    )

    @api.model
    def _get_work_fields(self):
        return [*super()._get_work_fields(), "development_id", "known_bug_id"]
