# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    sla_claim_check_minutes = fields.Integer(
        string="Minutes to check an outage claim",
        default=10,
        help="An outage claim (URGENTE) stays on top of the agents' queues until it is "
        "checked; after these minutes it is shown in red.",
        groups="base.group_user",
    )

    @api.constrains("sla_claim_check_minutes")
    def _check_sla_claim_check_minutes(self):
        self._check_at_least(0, "sla_claim_check_minutes")
