# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgSlaContractVersion(models.Model):
    _inherit = "bacg.sla.contract.version"

    acceptance_id = fields.Many2one(
        comodel_name="bacg.sla.contract.acceptance",
        string="Accepted by",
        ondelete="restrict",
        index="btree_not_null",
        help="The approval of both sides, or the signed document. Empty: the version "
        "was in force when acceptances were begun to be kept.",
    )
