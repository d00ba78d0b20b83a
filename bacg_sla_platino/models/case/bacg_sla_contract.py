# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

from ..common.selections import selection_labels

# Waits that the customer does not end himself (SLA 1.19).
WAITS = ("vendor", "third_party", "technical_review")


class BacgSlaContract(models.Model):
    """Cases, their priorities and their waits beside the clauses (SLA 1.01 to 1.20)."""

    _inherit = "bacg.sla.contract"

    def _service_collect(self, page):
        result = super()._service_collect(page)
        self._case_add_numbers(page)
        self._case_add_priorities(page)
        self._case_add_waits(page)
        return result

    def _case_count(self, domain, *groups):
        """Return how many cases there are, by contract and what else they differ in."""
        # sudo: the domain says which cases are counted
        tickets = self.env["helpdesk.ticket"].sudo()
        rows = tickets._read_group(domain, ["contract_id", *groups], ["__count"])
        counts = {}
        for contract, *keys, count in rows:
            counts[(contract.id, *keys)] = count
        return counts

    def _case_reported_domain(self, page):
        """Return the domain of the cases reported this month that the viewer sees."""
        return page.seen() & page.this_month(
            lambda start: Domain("reported_at", ">=", start)
        )

    def _case_add_numbers(self, page):
        """Put how many cases there are (SLA 1.01, 1.02, 1.05)."""
        numbered = self._case_count(page.seen(), "closed")
        reported = self._case_reported_domain(page)
        judged = self._case_count(reported & Domain("classified_at", "!=", False))
        new = self._case_count(reported)
        for contract in self:
            still_open = numbered.get((contract.id, False), 0)
            every = still_open + numbered.get((contract.id, True), 0)
            month = new.get((contract.id,), 0)
            done = judged.get((contract.id,), 0)
            page.add(contract, "1.01", self.env._("Reported this month"), month)
            page.add(contract, "1.01", self.env._("Open now"), still_open)
            page.link(contract, "1.01", "/my/tickets")
            page.add(contract, "1.02", self.env._("Cases with a number"), every)
            page.add(contract, "1.05", self.env._("Classified by us"), done)
            page.add(contract, "1.05", self.env._("To be classified"), month - done)

    def _case_add_priorities(self, page):
        """Put the cases by priority, and how many changed it (SLA 1.04, 1.20)."""
        priorities = self.env["helpdesk.ticket"]._fields["priority"]
        labels = priorities._description_selection(self.env)
        counts = self._case_count(self._case_reported_domain(page), "priority")
        changed = self._case_count(
            page.seen()
            & page.this_month(
                lambda start: Domain(
                    "sla_event_ids",
                    "any",
                    [("kind", "=", "priority"), ("at", ">=", start)],
                )
            )
        )
        for contract in self:
            for key, label in labels:
                count = counts.get((contract.id, key), 0)
                page.add(contract, "1.04", self.env._("Priority %s", label), count)
            count = changed.get((contract.id,), 0)
            page.add(contract, "1.20", self.env._("Priority changed this month"), count)

    def _case_add_waits(self, page):
        """Put how many open cases wait for others (SLA 1.19)."""
        waiting = {
            reason: self._case_count(
                page.seen()
                & Domain("closed", "=", False)
                & Domain("sla_pause_ids", "any", self._case_wait_domain(reason))
            )
            for reason in WAITS
        }
        labels = selection_labels(self.env["bacg.sla.pause"], "reason")
        for contract in self:
            for reason, counts in waiting.items():
                page.add(
                    contract, "1.19", labels[reason], counts.get((contract.id,), 0)
                )

    def _case_wait_domain(self, reason):
        return [
            ("reason", "=", reason),
            ("stop", "=", False),
            ("voided_at", "=", False),
        ]
