# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class BacgSlaContractContact(models.Model):
    """A contact of the customer and what he may decide; higher rooms add the rights."""

    _name = "bacg.sla.contract.contact"
    _description = "Who Decides under an SLA Contract"
    _inherit = ["bacg.sla.company.mixin"]
    _order = "contract_id, id"
    _rec_name = "partner_id"

    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        required=True,
        ondelete="cascade",
        index=True,
    )

    _partner_uniq = models.Constraint(
        "UNIQUE (contract_id, partner_id)",
        "What a contact may decide stands in one row of the contract.",
    )

    @api.constrains("partner_id", "contract_id")
    def _check_customer(self):
        for row in self:
            customer = row.contract_id.partner_id
            if row.partner_id.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "May decide: %(name)s is not a contact of %(customer)s.",
                        name=row.partner_id.display_name,
                        customer=customer.display_name,
                    )
                )

    @api.model
    def _search_contracts(self, right, operator, value):
        """Return the domain of the contracts under which one of ``value`` has a right.

        :param right: the name of a boolean field of these rows
        """
        if operator not in ("in", "any", "any!"):
            return NotImplemented
        rows = Domain(right, "=", True) & Domain("partner_id", operator, value)
        return Domain("decider_ids", "any", rows)
