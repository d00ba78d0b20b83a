# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgSlaContractContact(models.Model):
    _inherit = "bacg.sla.contract.contact"

    may_agree_hours = fields.Boolean(
        string="May agree to hours",
        help="Agrees in the portal before hours are drawn (SLA 1.18).",
    )
