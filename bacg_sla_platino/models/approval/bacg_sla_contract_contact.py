# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgSlaContractContact(models.Model):
    _inherit = "bacg.sla.contract.contact"

    may_approve = fields.Boolean(
        string="May approve",
        help="Approves for the customer what both sides have to agree on: plans of "
        "migrations, exceptions, versions of the agreement.",
    )
