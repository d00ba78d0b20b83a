# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

# The clause of each area's requests (SLA 1.14 to 1.16) stands on their kinds.
ROUTED = "routed"


class BacgSlaContract(models.Model):
    """What was covered and what was not, beside the clauses (SLA 1.11 to 1.16)."""

    _inherit = "bacg.sla.contract"

    def _service_case_domain(self):
        """A lead for sales is no case of the customer's, whose contact it names."""
        return super()._service_case_domain() & Domain("lead_origin_id", "=", False)

    def _service_collect(self, page):
        result = super()._service_collect(page)
        reported = self._case_reported_domain(page)
        counts = self._case_count(reported, "scope_state", "category_id", "closed")
        kinds = self._coverage_get_routed_clauses()
        for contract in self:
            rows = {key[1:]: n for key, n in counts.items() if key[0] == contract.id}
            contract._coverage_add_covered(page, rows)
            contract._coverage_add_routed(page, rows, kinds)
        return result

    def _coverage_get_routed_clauses(self):
        """Return the numbers of the clauses by which requests go to another area."""
        # sudo: the catalogue is the same for everybody
        kinds = self.env["helpdesk.ticket.category"].sudo()
        return set(
            kinds.search([("scope_state", "=", ROUTED)]).clause_id.mapped("number")
        )

    def _coverage_add_covered(self, page, rows):
        """Put how many of the month's cases the agreement covered (SLA 1.11, 1.13)."""
        excluded = self.env._("Not covered this month")
        covered = self.env._("Covered this month")
        figures = (("1.11", "excluded", excluded), ("1.13", "in_scope", covered))
        for number, wanted, label in figures:
            count = sum(n for (state, *_rest), n in rows.items() if state == wanted)
            page.add(self, number, label, count)

    def _coverage_add_routed(self, page, rows, clauses):
        """Put what other areas got, and have closed (SLA 1.14 to 1.16)."""
        for clause in clauses:
            mine = {
                closed: sum(
                    n
                    for (state, kind, shut), n in rows.items()
                    if state == ROUTED
                    and kind.clause_id.number == clause
                    and shut == closed
                )
                for closed in (True, False)
            }
            page.add(
                self, clause, self.env._("Requests this month"), sum(mine.values())
            )
            page.add(self, clause, self.env._("Closed already"), mine[True])
