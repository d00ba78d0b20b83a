# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgSlaImportLineMixin(models.AbstractModel):
    """An error in a row of a file; its window is the model's ``import_id``."""

    _name = "bacg.sla.import.line.mixin"
    _description = "Error in a CSV File"
    _inherit = ["bacg.sla.window.mixin"]
    _order = "line, id"

    line = fields.Integer()
    column = fields.Char()
    reason = fields.Char()
