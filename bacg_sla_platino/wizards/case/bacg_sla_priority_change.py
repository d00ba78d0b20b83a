# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.common.selections import PRIORITIES


class BacgSlaPriorityChange(models.TransientModel):
    """Changes the priority of a misjudged case, or of one that got worse (SLA 1.20)."""

    _name = "bacg.sla.priority.change"
    _description = "Change a Case's Priority"
    _inherit = ["bacg.sla.window.mixin"]

    ticket_id = fields.Many2one(comodel_name="helpdesk.ticket", required=True)
    sla_priority_choices = fields.Json(related="ticket_id.sla_priority_choices")
    priority = fields.Selection(
        selection=PRIORITIES,
        required=True,
        compute="_compute_priority",
        store=True,
        readonly=False,
    )
    mode = fields.Selection(
        selection=[
            ("misclassified", "It was misjudged: count from the report"),
            ("worse", "It got worse: count from now"),
        ],
        required=True,
        default="misclassified",
    )
    reason = fields.Char(required=True)

    @api.depends("ticket_id")
    def _compute_priority(self):
        for wizard in self:
            wizard.priority = wizard.ticket_id.priority

    def action_confirm(self):
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(
                self.env._("Reason: explain in a sentence why the priority changes.")
            )
        worse = self.mode == "worse"
        self.ticket_id._case_classify(self.priority, reason=reason, from_now=worse)
