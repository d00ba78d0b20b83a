# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgLegalImportLine(models.TransientModel):
    """An error in a row of a file of changes of the law."""

    _name = "bacg.legal.import.line"
    _description = "Error in a File of Legal Changes"
    _inherit = ["bacg.sla.import.line.mixin"]

    import_id = fields.Many2one(
        comodel_name="bacg.legal.import", required=True, ondelete="cascade", index=True
    )
