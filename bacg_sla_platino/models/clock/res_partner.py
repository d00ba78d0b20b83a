# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResPartner(models.Model):
    """Contacts that join a customer take their cases without a contract along."""

    _inherit = "res.partner"

    def write(self, vals):
        """Update cases without a contract when their contact moves to a customer.

        Other cases stay with the customer for whom they were reported.
        """
        if not {"parent_id", "is_company"} & set(vals):
            return super().write(vals)
        # sudo: clocks are facts about the customer, whoever sees their cases
        cases = self.env["helpdesk.ticket"].sudo().with_context(active_test=False)
        tickets = cases.search(
            [("partner_id", "child_of", self.ids), ("contract_id", "=", False)]
        )
        before = tickets._sla_snapshots()
        result = super().write(vals)
        tickets._sla_follow_changes(before)
        return result
