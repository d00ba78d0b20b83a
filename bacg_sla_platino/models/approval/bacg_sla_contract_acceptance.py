# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class BacgSlaContractAcceptance(models.Model):
    """A version of the agreement that a customer accepts for his contract.

    By an approval of both sides, or with the signed document.
    """

    _name = "bacg.sla.contract.acceptance"
    _description = "Version of the Agreement, Accepted"
    _inherit = ["bacg.approval.mixin", "bacg.sla.company.mixin"]
    _order = "contract_id, id desc"

    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    partner_id = fields.Many2one(
        related="contract_id.partner_id", string="Customer", store=True
    )
    agreement_id = fields.Many2one(
        comodel_name="bacg.sla.agreement",
        required=True,
        index=True,
        domain="[('state', '!=', 'draft')]",
    )
    effective_from = fields.Date(related="agreement_id.effective_from")
    note = fields.Text(
        string="Agreed with it", help="What both sides agree on beside the document."
    )
    signed_file = fields.Binary(
        string="Signed document", attachment=True, help="The signed PDF, if there is."
    )
    signed_filename = fields.Char()

    _agreement_uniq = models.Constraint(
        "UNIQUE (contract_id, agreement_id)",
        "A contract accepts a version of the agreement once.",
    )

    @api.depends("agreement_id", "partner_id")
    def _compute_display_name(self):
        for acceptance in self:
            acceptance.display_name = acceptance.env._(
                "%(agreement)s for %(customer)s",
                agreement=acceptance.agreement_id.display_name,
                customer=acceptance.partner_id.name,
            )

    @api.constrains("agreement_id")
    def _check_published(self):
        for acceptance in self:
            if acceptance.agreement_id.state == "draft":
                raise ValidationError(
                    self.env._(
                        "%s is a draft: publish it first, then customers accept it.",
                        acceptance.agreement_id.display_name,
                    )
                )

    def _approval_get_fields(self):
        return ["contract_id", "agreement_id", "effective_from", "note"]

    def _approval_get_planned_at(self):
        """Return the version's first day while it is to come; later it may be late."""
        day = self.effective_from
        return bool(day and day > fields.Date.today()) and datetime.combine(
            day, time.min
        )

    def _is_accepted(self):
        return self.approval_state == "approved" or bool(self.signed_file)
