# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgHoursLog(models.TransientModel):
    _inherit = "bacg.hours.log"

    migration_id = fields.Many2one(comodel_name="bacg.migration")
