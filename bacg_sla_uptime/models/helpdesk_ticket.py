# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    hosted_instance_id = fields.Many2one(
        comodel_name="bacg.hosted.instance",
        compute="_compute_hosted_instance_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('partner_id', '=', commercial_partner_id)]",
        help="The ERP that the case is about; by itself the customer's only one, or "
        "his only one in production.",
    )

    @api.depends("commercial_partner_id", "company_id")
    def _compute_hosted_instance_id(self):
        instances = (
            self.env["bacg.hosted.instance"]
            .search([("partner_id", "in", self.commercial_partner_id.ids)])
            .grouped(lambda instance: (instance.partner_id, instance.company_id))
        )
        for ticket in self:
            customer = (ticket.commercial_partner_id, ticket.company_id)
            chosen = ticket.hosted_instance_id
            if chosen and customer == (chosen.partner_id, chosen.company_id):
                continue
            own = instances.get(customer, chosen.browse())
            # Work stands still where people work, not on a test server.
            own = own.filtered(lambda one: one.environment == "production") or own
            ticket.hosted_instance_id = own if len(own) == 1 else False

    @api.model
    def _sla_agent_fields(self):
        return super()._sla_agent_fields() | {"hosted_instance_id"}
