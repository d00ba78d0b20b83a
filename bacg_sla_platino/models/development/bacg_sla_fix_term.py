# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..common.selections import PRIORITIES

BUG_TYPES = [
    ("function", "It does not work"),
    ("data", "Wrong data or amounts"),
    ("document", "Document or report"),
    ("speed", "Slow"),
    ("display", "Appearance"),
]
# Days to the fix, by type of bug, of the priorities 1, 2, 3 and 4 (decision 24).
DEFAULT_DAYS = {
    "data": (3, 7, 15, 30),
    "function": (5, 10, 20, 30),
    "document": (5, 10, 20, 30),
    "speed": (10, 15, 30, 45),
    "display": (15, 20, 45, 60),
}


class BacgSlaFixTerm(models.Model):
    """In how many days a bug of a type and a criticality is fixed (SLA 4.02)."""

    _name = "bacg.sla.fix.term"
    _description = "Term to Fix a Bug"
    _inherit = ["bacg.sla.published.mixin"]
    _order = "agreement_id, bug_type, priority desc"

    agreement_id = fields.Many2one(
        comodel_name="bacg.sla.agreement",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="agreement_id.company_id", store=True)
    bug_type = fields.Selection(selection=BUG_TYPES, required=True)
    priority = fields.Selection(
        selection=PRIORITIES, string="Criticality", required=True
    )
    days = fields.Integer(
        required=True, help="Calendar days from the report to the day of the fix."
    )

    _term_uniq = models.Constraint(
        "UNIQUE (agreement_id, bug_type, priority)",
        "An agreement has one term for a type of bug and a criticality.",
    )
    _days_positive = models.Constraint(
        "CHECK (days > 0 AND days <= 3650)",
        "The term of a fix is at least a day and at most ten years.",
    )

    @api.depends("bug_type", "priority", "days")
    def _compute_display_name(self):
        for term in self:
            term.display_name = self.env._("%s days", term.days)

    @api.model
    def _default_terms(self):
        """Return ``(bug type, priority, days)`` of a new agreement."""
        return [
            (bug_type, priority, days)
            for bug_type, terms in DEFAULT_DAYS.items()
            for priority, days in zip("3210", terms, strict=True)
        ]

    @api.model
    def _create_default_terms(self, agreement_ids):
        """Give agreements that are no longer than drafts the usual terms."""
        self.create(
            [
                {
                    "agreement_id": agreement_id,
                    "bug_type": bug_type,
                    "priority": priority,
                    "days": days,
                }
                for agreement_id in agreement_ids
                for bug_type, priority, days in self._default_terms()
            ]
        )
