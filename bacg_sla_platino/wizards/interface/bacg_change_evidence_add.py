# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class BacgChangeEvidenceAdd(models.TransientModel):
    """Add what shows that changes were tested (SLA 7.05, 7.06)."""

    _name = "bacg.change.evidence.add"
    _description = "Add Evidence of a Test"
    _inherit = ["bacg.sla.window.mixin"]

    minute_id = fields.Many2one(comodel_name="bacg.change.minute", required=True)
    partner_id = fields.Many2one(related="minute_id.partner_id")
    line_ids = fields.Many2many(
        comodel_name="bacg.change.line",
        string="Changes",
        compute="_compute_line_ids",
        store=True,
        precompute=True,
        readonly=False,
        domain="[('minute_id', '=', minute_id)]",
    )
    name = fields.Char(string="What it shows")
    file = fields.Binary()
    filename = fields.Char()
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Case",
        domain="[('commercial_partner_id', '=', partner_id)]",
    )

    @api.depends("minute_id")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = wizard.minute_id.line_ids

    def action_confirm(self):
        self.ensure_one()
        if not self.line_ids or self.line_ids.minute_id != self.minute_id:
            raise UserError(
                self.env._("Changes: choose those of %s.", self.minute_id.name)
            )
        self.env["bacg.change.evidence"]._add(
            self.line_ids, self.name, self.file, self.filename, self.ticket_id
        )
