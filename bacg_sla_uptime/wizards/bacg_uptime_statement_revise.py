# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgUptimeStatementRevise(models.TransientModel):
    """Issue the next revision of an availability statement and say why."""

    _name = "bacg.uptime.statement.revise"
    _description = "Revise an Availability Statement"
    _inherit = ["bacg.sla.statement.revise.mixin"]

    statement_id = fields.Many2one(comodel_name="bacg.uptime.statement", required=True)
