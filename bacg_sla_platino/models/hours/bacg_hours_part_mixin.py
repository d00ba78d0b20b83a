# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgHoursPartMixin(models.AbstractModel):
    """Part of a draw, visible to whoever sees its case, if it has one."""

    _name = "bacg.hours.part.mixin"
    _description = "Part of a Draw of Hours"
    _inherit = ["bacg.sla.case.part.mixin"]

    draw_id = fields.Many2one(
        comodel_name="bacg.hours.draw", required=True, ondelete="cascade", index=True
    )
    ticket_id = fields.Many2one(
        related="draw_id.ticket_id", required=False, store=True, precompute=True
    )
    company_id = fields.Many2one(related="draw_id.company_id")
