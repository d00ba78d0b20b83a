# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgSlaPreviewLineMixin(models.AbstractModel):
    """A clock that a change would move; its window is the model's ``preview_id``."""

    _name = "bacg.sla.preview.line.mixin"
    _description = "Clock That a Change Would Move"
    _inherit = ["bacg.sla.window.mixin"]

    status_id = fields.Many2one(comodel_name="bacg.sla.status", ondelete="cascade")
    ticket_id = fields.Many2one(related="status_id.ticket_id")
    metric = fields.Selection(related="status_id.metric")
    deadline = fields.Datetime(string="Deadline now")
    new_deadline = fields.Datetime(string="New deadline")
    becomes_late = fields.Boolean()
