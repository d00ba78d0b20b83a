# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgSlaAgreementPreviewLine(models.TransientModel):
    _name = "bacg.sla.agreement.preview.line"
    _description = "Clock that a Version Would Move"
    _inherit = ["bacg.sla.preview.line.mixin"]

    preview_id = fields.Many2one(
        comodel_name="bacg.sla.agreement.preview",
        required=True,
        ondelete="cascade",
        index=True,
    )
    deadline = fields.Datetime(string="Deadline, and it stays")
    new_deadline = fields.Datetime(string="Under this version")
    becomes_late = fields.Boolean(string="Would be late")
