# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgSlaOutageClaim(models.TransientModel):
    """Registers an outage that a customer claims by telephone (SLA 2.02)."""

    _name = "bacg.sla.outage.claim"
    _description = "Claim an Outage for a Customer"
    _inherit = ["bacg.sla.window.mixin"]

    ticket_id = fields.Many2one(comodel_name="helpdesk.ticket", required=True)
    first_response_at = fields.Datetime(related="ticket_id.first_response_at")
    mode = fields.Selection(
        selection=[
            ("now", "It started now: count from this call"),
            ("report", "The case was about it from the start: count from its report"),
        ],
        string="Since when",
        required=True,
        compute="_compute_mode",
        store=True,
        readonly=False,
    )
    reason = fields.Char(string="What the customer says", required=True)
    contact_made = fields.Boolean(
        string="I spoke with the customer",
        default=True,
        help="This counts as the first response.",
    )

    @api.depends("ticket_id")
    def _compute_mode(self):
        for wizard in self:
            wizard.mode = "now" if wizard.ticket_id.classified_at else "report"

    def action_confirm(self):
        self.ensure_one()
        ticket = self.ticket_id
        ticket._outage_claim(self.reason, from_now=self.mode == "now")
        if self.contact_made and not ticket.first_response_at:
            ticket._sla_contact_made()
