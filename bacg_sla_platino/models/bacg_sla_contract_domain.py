# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Anybody can have an address there: it says nothing about the company.
PUBLIC_PROVIDERS = frozenset(
    {
        "aol.com",
        "gmail.com",
        "gmx.com",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "hotmail.es",
        "icloud.com",
        "live.com",
        "live.com.mx",
        "mac.com",
        "mail.com",
        "me.com",
        "msn.com",
        "outlook.com",
        "outlook.es",
        "proton.me",
        "protonmail.com",
        "yahoo.com",
        "yahoo.com.mx",
        "yahoo.es",
        "yandex.com",
        "ymail.com",
        "zoho.com",
    }
)


class BacgSlaContractDomain(models.Model):
    _name = "bacg.sla.contract.domain"
    _description = "Mail Domain of an SLA Contract"
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
        mail_domain = (email_normalized or "").rpartition("@")[2]
        if not mail_domain or mail_domain in PUBLIC_PROVIDERS:
            return self.env["res.partner"]
        # sudo: the mail gateway asks, for whoever sent the mail
        found = self.sudo().search(
            [
                ("name", "=", mail_domain),
                ("company_id", "=", company.id),
                ("contract_id.active", "=", True),
            ],
            limit=1,
        )
        return found.contract_id.partner_id
