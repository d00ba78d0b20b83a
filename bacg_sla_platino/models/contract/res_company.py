# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    sla_agreement_id = fields.Many2one(
        comodel_name="bacg.sla.agreement",
        string="Agreement",
        domain="[('state', '=', 'published'), ('company_id', 'in', [False, id])]",
        help="Proposed for new contracts.",
        groups="base.group_user",
    )
    sla_without_contract = fields.Boolean(
        string="Measure senders without a contract",
        help="Their cases run on the agreement above. Otherwise they have no clock "
        "until their contract is identified; then it counts from the report.",
        groups="base.group_user",
    )
    sla_renewal_days = fields.Integer(
        string="Days before the end",
        default=60,
        help="The account manager is told to renew a contract.",
        groups="base.group_user",
    )

    @api.constrains("sla_renewal_days")
    def _check_sla_renewal_days(self):
        for company in self:
            if company.sla_renewal_days < 0:
                raise ValidationError(
                    self.env._("Days before the end of a contract: give 0 or more.")
                )
