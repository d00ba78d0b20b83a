# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResPartner(models.Model):
    """The customer: his contracts, and his cases when he becomes someone else's."""

    _inherit = "res.partner"

    sla_contract_ids = fields.One2many(
        comodel_name="bacg.sla.contract",
        inverse_name="partner_id",
        # The portal's rule asks by it; the portal has no access to contracts.
        bypass_search_access=True,
    )

    def write(self, vals):
        """Let the cases that wait for a contract follow their contact to a customer.

        The others keep theirs: whoever changes his employer leaves his cases behind.
        """
        if not {"parent_id", "is_company"} & set(vals):
            return super().write(vals)
        # sudo: clocks are facts about the customer, whoever sees his cases
        cases = self.env["helpdesk.ticket"].sudo().with_context(active_test=False)
        tickets = cases.search(
            [("partner_id", "child_of", self.ids), ("contract_id", "=", False)]
        )
        before = {ticket.id: ticket._sla_snapshot() for ticket in tickets}
        result = super().write(vals)
        tickets._sla_facts_changed(before)
        return result

    def _sla_in_force(self, company):
        """Tell whether a contract of the contact's company is in force today."""
        self.ensure_one()
        key = (self.commercial_partner_id, company, fields.Datetime.now())
        return bool(self.env["bacg.sla.contract"]._find_for([key]))
