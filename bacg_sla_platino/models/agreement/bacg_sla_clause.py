# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BacgSlaClause(models.Model):
    """A clause of the agreement, in the document's own words."""

    _name = "bacg.sla.clause"
    _description = "SLA Clause"
    _inherit = ["bacg.sla.published.mixin"]
    _order = "agreement_id, number"
    _rec_name = "number"

    agreement_id = fields.Many2one(
        comodel_name="bacg.sla.agreement",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="agreement_id.company_id", store=True)
    number = fields.Char(required=True)
    title = fields.Char(required=True, translate=True)
    text = fields.Text(
        help="Verbatim text of the document. Empty for a derived clause, "
        "which is no sentence of the document and is never shown as one.",
    )
    derived = fields.Boolean()

    _number_uniq = models.Constraint(
        "UNIQUE (agreement_id, number)",
        "A clause number occurs only once in an agreement.",
    )

    def _compute_display_name(self):
        for clause in self:
            clause.display_name = f"{clause.number} {clause.title}"
