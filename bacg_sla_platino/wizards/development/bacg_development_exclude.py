# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...models.development.helpdesk_ticket import EXCLUSIONS


class BacgDevelopmentExclude(models.TransientModel):
    """A fault that was diagnosed and is not the development's (SLA 4.01)."""

    _name = "bacg.development.exclude"
    _description = "Exclude a Bug from the Warranty"
    _inherit = ["bacg.sla.window.mixin"]

    ticket_id = fields.Many2one(comodel_name="helpdesk.ticket", required=True)
    agreement_id = fields.Many2one(related="ticket_id.agreement_id")
    exclusion = fields.Selection(
        selection=EXCLUSIONS,
        string="What changed it",
        help="Empty: it is a bug under warranty after all.",
    )
    reason = fields.Char(help="What was found; the customer reads it.")
    clause_id = fields.Many2one(
        comodel_name="bacg.sla.clause",
        default=lambda self: self._default_clause_id(),
        domain="[('agreement_id', '=', agreement_id)]",
    )

    def _default_clause_id(self):
        ticket_id = self.env.context.get("default_ticket_id")
        ticket = self.env["helpdesk.ticket"].browse(ticket_id)
        return ticket._coverage_get_clause("4.01")[:1]

    def action_confirm(self):
        self.ensure_one()
        self.ticket_id._development_exclude(self.exclusion, self.reason, self.clause_id)
