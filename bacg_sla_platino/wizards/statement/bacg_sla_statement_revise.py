# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgSlaStatementRevise(models.TransientModel):
    """Issue the next revision of a statement and say why."""

    _name = "bacg.sla.statement.revise"
    _description = "Revise an SLA Statement"
    _inherit = ["bacg.sla.statement.revise.mixin"]

    statement_id = fields.Many2one(comodel_name="bacg.sla.statement", required=True)
