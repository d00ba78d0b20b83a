# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgSlaSessionWizardMixin(models.AbstractModel):
    """Common fields of the wizards about sessions: the case and the attendees."""

    _name = "bacg.sla.session.wizard.mixin"
    _description = "Session Wizard"
    _inherit = ["bacg.sla.window.mixin"]

    ticket_id = fields.Many2one(comodel_name="helpdesk.ticket", required=True)
    session_id = fields.Many2one(comodel_name="bacg.sla.session")
    state = fields.Selection(related="session_id.state")
    commercial_partner_id = fields.Many2one(related="ticket_id.commercial_partner_id")
    customer_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Customer's attendees",
        compute="_compute_customer_ids",
        store=True,
        precompute=True,
        readonly=False,
        domain="[('id', 'child_of', commercial_partner_id)]",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        session = self.env["bacg.sla.session"].browse(values.get("session_id"))
        return {**values, **self._session_values(session)} if session else values

    @api.model
    def _session_values(self, session):
        """Return the default values from an existing session."""
        return {"customer_ids": [(6, 0, session.customer_ids.ids)]}

    @api.depends("ticket_id")
    def _compute_customer_ids(self):
        for wizard in self:
            wizard.customer_ids = wizard.ticket_id._session_customers()
