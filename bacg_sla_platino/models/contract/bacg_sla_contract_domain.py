# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.mail.mail_address import PUBLIC_PROVIDERS, is_public, mail_domain


class BacgSlaContractDomain(models.Model):
    _name = "bacg.sla.contract.domain"
    _description = "Mail Domain of an SLA Contract"
    _inherit = ["bacg.sla.company.mixin"]
    _order = "name"

    name = fields.Char(string="Mail domain", required=True)
    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)

    _name_uniq = models.Constraint(
        "UNIQUE (name, company_id)", "This mail domain belongs to another contract."
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._sla_normalized(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._sla_normalized(vals))

    @api.constrains("name")
    def _check_name(self):
        for domain in self:
            if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", domain.name):
                raise ValidationError(
                    self.env._(
                        "Mail domain “%s”: write it as in customer.com.gt, without @.",
                        domain.name,
                    )
                )
            if domain.name in PUBLIC_PROVIDERS:
                raise ValidationError(
                    self.env._(
                        "Mail domain “%s” is a public provider's: anybody can write "
                        "from there. Add the customer's people as contacts instead.",
                        domain.name,
                    )
                )

    def _sla_normalized(self, vals):
        if vals.get("name"):
            return dict(vals, name=vals["name"].strip().lstrip("@").rstrip(".").lower())
        return vals

    @api.model
    def _find_customer(self, email_normalized, company):
        """Return the customer whose running contract holds this address's domain."""
        return self._find_by_address(email_normalized, company).contract_id.partner_id

    @api.model
    def _find_by_address(self, email_normalized, company):
        """Return the row of this address's domain; public providers have none."""
        if not email_normalized or is_public(email_normalized):
            return self.browse()
        # sudo: the mail gateway asks, for whoever sent the mail
        return self.sudo().search(
            [
                ("name", "=", mail_domain(email_normalized)),
                ("company_id", "=", company.id),
                ("contract_id.active", "=", True),
            ],
            limit=1,
        )
