# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


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
        self._check_at_least(0, "sla_renewal_days")
