# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgDevelopmentWorkaround(models.TransientModel):
    """Tell the customer a workaround, or note that it does not help (SLA 4.03)."""

    _name = "bacg.development.workaround"
    _description = "Workaround of a Bug"
    _inherit = ["bacg.sla.window.mixin"]

    ticket_id = fields.Many2one(comodel_name="helpdesk.ticket", required=True)
    refuted = fields.Boolean(help="The workaround that was given does not help.")
    text = fields.Text(
        string="Workaround", help="The customer reads it and works by it."
    )
    reason = fields.Char(string="What does not help")

    def action_confirm(self):
        self.ensure_one()
        ticket = self.ticket_id
        ticket._check_agent_access()
        if self.refuted:
            ticket._development_refute_workaround(self.reason)
        else:
            ticket._development_give_workaround(self.text)
