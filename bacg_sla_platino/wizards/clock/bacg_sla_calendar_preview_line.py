# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgSlaCalendarPreviewLine(models.TransientModel):
    _name = "bacg.sla.calendar.preview.line"
    _description = "Clock Moved by Changed Business Hours"
    _inherit = ["bacg.sla.preview.line.mixin"]

    preview_id = fields.Many2one(
        comodel_name="bacg.sla.calendar.preview",
        required=True,
        ondelete="cascade",
        index=True,
    )
