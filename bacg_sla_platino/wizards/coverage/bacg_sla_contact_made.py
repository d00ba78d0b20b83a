# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.coverage.helpdesk_ticket_area import MEDIA


class BacgSlaContactMade(models.TransientModel):
    """Registers a contact with the customer and its result (SLA 1.14 to 1.16)."""

    _name = "bacg.sla.contact.made"
    _description = "Contact Made"
    _inherit = ["bacg.sla.window.mixin", "bacg.sla.late.reason.mixin"]

    ticket_id = fields.Many2one(comodel_name="helpdesk.ticket", required=True)
    commercial_partner_id = fields.Many2one(related="ticket_id.commercial_partner_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Whom",
        required=True,
        compute="_compute_partner_id",
        store=True,
        precompute=True,
        readonly=False,
        domain="[('id', 'child_of', commercial_partner_id)]",
        help="The contract's contact point unless you choose somebody else.",
    )
    medium = fields.Selection(
        selection=MEDIA, string="How", required=True, default="phone"
    )
    moment = fields.Datetime(string="When", required=True, default=fields.Datetime.now)
    result = fields.Text(
        required=True, help="What was agreed, in a sentence. The customer reads it."
    )
    closes = fields.Boolean(related="ticket_id.category_id.closes_on_contact")

    @api.depends("ticket_id")
    def _compute_partner_id(self):
        for wizard in self:
            wizard.partner_id = wizard.ticket_id._coverage_get_contact_point()

    @api.depends("moment", "closes")
    def _compute_asks_late_reason(self):
        return super()._compute_asks_late_reason()

    def _is_closing_late(self):
        ticket = self.ticket_id
        closing = self.closes and not ticket.closed
        # Empty while the user edits it.
        moment = self.moment or fields.Datetime.now()
        return closing and ticket._sla_at(moment)._sla_counts_late()

    def action_confirm(self):
        self.ensure_one()
        result = (self.result or "").strip()
        if not result:
            raise UserError(self.env._("Result: enter in a sentence what was agreed."))
        ticket = self.ticket_id
        ticket._coverage_contact_made(
            self.partner_id,
            self.medium,
            self.moment,
            result,
            late_reason=self.asks_late_reason and self.late_reason,
        )
        template = self.env.ref("bacg_sla_platino.mail_template_contact_made")
        ticket._send_automatic_mail(
            template.with_context(
                contact_name=self.partner_id.name, contact_result=result
            )
        )
