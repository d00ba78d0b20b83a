# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class BacgSlaCustomerMixin(models.AbstractModel):
    """What a customer, who is a company and no contact of one, has of ours."""

    _name = "bacg.sla.customer.mixin"
    _description = "Of a Customer"
    _inherit = ["mail.thread", "bacg.sla.company.mixin"]
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        tracking=True,
        domain="[('parent_id', '=', False)]",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )

    @api.constrains("partner_id")
    def _check_commercial_partner(self):
        self.partner_id._check_commercial()
