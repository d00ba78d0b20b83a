# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgSlaContractExtra(models.Model):
    """What a customer bought beyond the agreement, such as an interface (SLA 7.01)."""

    _name = "bacg.sla.contract.extra"
    _description = "Extra of an SLA Contract"
    _inherit = ["bacg.sla.company.mixin"]
    _order = "kind, name, id"

    contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    kind = fields.Selection(
        selection=[
            ("interface", "Interface with another system"),
            ("other", "Other"),
        ],
        required=True,
        default="interface",
    )
    name = fields.Char(string="What", required=True)
    date_from = fields.Date(help="Empty: from the first day of the contract.")
    date_to = fields.Date(
        string="Last day", help="Empty: to the last day of the contract."
    )
    note = fields.Char()

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "The last day of an extra is not before its first.",
    )

    def _valid_on(self, day):
        return (not self.date_from or self.date_from <= day) and (
            not self.date_to or day <= self.date_to
        )
