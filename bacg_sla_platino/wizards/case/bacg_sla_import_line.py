# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgSlaImportLine(models.TransientModel):
    """An error in a row of a file of open cases."""

    _name = "bacg.sla.import.line"
    _description = "Error in a File of Cases"
    _inherit = ["bacg.sla.import.line.mixin"]

    import_id = fields.Many2one(
        comodel_name="bacg.sla.import", required=True, ondelete="cascade", index=True
    )
    number = fields.Char(string="Case")
