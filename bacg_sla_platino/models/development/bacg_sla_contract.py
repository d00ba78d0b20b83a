# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain


class BacgSlaContract(models.Model):
    """Developments under warranty, and their fixes, beside the clauses (SLA 4)."""

    _inherit = "bacg.sla.contract"

    def _service_collect(self, page):
        result = super()._service_collect(page)
        self._development_add_warranty(page)
        self._development_add_fixes(page)
        return result

    def _development_add_warranty(self, page):
        """Put which developments are under warranty (SLA 4.01)."""
        # sudo: the domain says whose they are; all people of a customer see them
        developments = self.env["bacg.development"].sudo()
        made = developments.search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "in", ("delivered", "accepted")),
            ]
        ).grouped(lambda one: (one.partner_id, one.company_id))
        bugs = self._case_count(
            self._case_open_domain(page) & Domain("bug_under_warranty", "=", True)
        )
        for contract in self:
            today = contract._today()
            mine = made.get((contract.partner_id, contract.company_id), developments)
            covered = mine.filtered(lambda one, day=today: one._covers(day))
            page.add(contract, "4.01", self.env._("Under warranty"), len(covered))
            page.link(contract, "4.01", "/my/developments")
        page.add_counts(self, "4.01", self.env._("Bugs open now"), bugs)

    def _development_add_fixes(self, page):
        """Put how the fixes of the month were kept (SLA 4.02)."""
        due = page.get_case_domain() & Domain("bug_fix_due", "!=", False)
        fixed = page.get_month_domain(lambda start: Domain("closed_date", ">=", start))
        # sudo: the domain says which cases are counted
        tickets = self.env["helpdesk.ticket"].sudo().with_context(active_test=False)
        still_open = self._case_open_domain(page)
        tickets = tickets.search(due & (still_open | fixed))
        by_contract = tickets.grouped("contract_id")
        for contract in self:
            mine = by_contract.get(contract, tickets.browse())
            states = mine.mapped("bug_fix_state")
            kept = states.count("kept")
            page.add(
                contract,
                "4.02",
                self.env._("Fixed by their day this month"),
                self.env._(
                    "%(kept)s of %(judged)s",
                    kept=kept,
                    judged=kept + states.count("kept_late"),
                ),
            )
            waiting = states.count("open") + states.count("late")
            page.add(contract, "4.02", self.env._("To be fixed"), waiting)
            page.add(
                contract, "4.02", self.env._("Past their day"), states.count("late")
            )
