# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..common.selections import selection_labels


class BacgSlaAgreement(models.Model):
    _inherit = "bacg.sla.agreement"

    fix_term_ids = fields.One2many(
        comodel_name="bacg.sla.fix.term",
        inverse_name="agreement_id",
        string="Terms to fix bugs",
        copy=True,
    )

    def _development_get_fix_days(self, bug_type, priority):
        """Return the days in which such a bug is fixed, None if none are agreed."""
        # sudo: what was agreed is the customer's, too
        terms = self.sudo().fix_term_ids.filtered(
            lambda term: term.bug_type == bug_type and term.priority == priority
        )
        return terms[:1].days or None

    def _get_lines(self):
        types = selection_labels(self.fix_term_ids, "bug_type")
        priorities = selection_labels(self.fix_term_ids, "priority")
        return {
            **super()._get_lines(),
            **{
                self.env._(
                    "Fix of a bug: %(type)s, priority %(priority)s",
                    type=types[term.bug_type],
                    priority=priorities[term.priority],
                ): term.display_name
                for term in self.fix_term_ids
            },
        }
