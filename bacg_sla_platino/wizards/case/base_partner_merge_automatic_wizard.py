# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from itertools import combinations

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging contacts moves contracts and cases by SQL, which skips constraints.

    The constraints are checked before the merge, the clocks updated after it.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if len(partners) < 2:
            return super()._merge(partner_ids, dst_partner, extra_checks)
        # sudo: whoever merges contacts need not see contracts and cases
        contracts = self.env["bacg.sla.contract"].sudo()
        contracts = contracts.search([("partner_id", "in", partners.ids)])
        self._case_check_overlap(contracts)
        self._case_check_destination(contracts, partners, dst_partner)
        tickets = self._case_get_tickets(partners)
        before = tickets._sla_snapshots()
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        self._case_follow_merge(partners.exists(), contracts, tickets, before)
        return result

    @api.model
    def _case_check_overlap(self, contracts):
        """Raise if one customer would get two contracts for the same days."""
        for first, second in combinations(contracts, 2):
            other = first.partner_id != second.partner_id
            if other and first._overlaps(second):
                raise UserError(
                    self.env._(
                        "%(customer)s and %(other)s both have a contract from %(day)s "
                        "on: “%(contract)s” and “%(second)s”. End or archive one of "
                        "them before the merge.",
                        customer=first.partner_id.display_name,
                        other=second.partner_id.display_name,
                        day=format_date(
                            self.env, max(first.date_from, second.date_from)
                        ),
                        contract=first.name,
                        second=second.name,
                    )
                )

    def _case_check_destination(self, contracts, partners, destination):
        """Raise if a contract would move to a contact of a company."""
        if not destination or destination not in partners:
            destination = self._get_ordered_partner(partners.ids)[-1]
        company = destination.commercial_partner_id
        if contracts and destination != company:
            raise UserError(
                self.env._(
                    "%(customer)s has the contract “%(contract)s”, which belongs to a "
                    "company: it cannot move to %(contact)s, a contact of %(company)s. "
                    "Choose another destination.",
                    customer=contracts[0].partner_id.display_name,
                    contract=contracts[0].name,
                    contact=destination.name,
                    company=company.display_name,
                )
            )

    @api.model
    def _case_get_tickets(self, partners):
        # sudo: as above
        tickets = self.env["helpdesk.ticket"].sudo().with_context(active_test=False)
        return tickets.search(
            [
                "|",
                ("partner_id", "in", partners.ids),
                ("commercial_partner_id", "in", partners.ids),
            ]
        )

    @api.model
    def _case_follow_merge(self, destination, contracts, tickets, before):
        """Recompute the fields that depend on the customer after the merge.

        :param before: dict from ticket id to its snapshot before the merge
        """
        self.env.flush_all()
        self.env.invalidate_all()
        family = destination.sudo().with_context(active_test=False)
        family = family.search([("id", "child_of", destination.ids)])
        for records in (family, tickets):
            field = records._fields["commercial_partner_id"]
            self.env.add_to_compute(field, records)
        contracts._check_commercial_partner()
        tickets._sla_follow_changes(before)
