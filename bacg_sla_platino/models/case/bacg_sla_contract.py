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
        tickets = self.env["helpdesk.ticket"].sudo().with_context(active_test=False)
        rows = tickets._read_group(domain, ["contract_id", *groups], ["__count"])
        counts = {}
        for contract, *keys, count in rows:
            counts[(contract.id, *keys)] = count
        return counts

    def _case_open_domain(self, page):
        """Return the domain of the open cases that the viewer sees."""
        # Nobody works on an archived one.
        return page.get_case_domain() & Domain(
            [("closed", "=", False), ("active", "=", True)]
        )

    def _case_reported_domain(self, page):
        """Return the domain of the cases reported this month that the viewer sees."""
        return page.get_case_domain() & page.get_month_domain(
            lambda start: Domain("reported_at", ">=", start)
        )

    def _case_add_numbers(self, page):
        """Put how many cases there are (SLA 1.01, 1.02, 1.05)."""
        reported = self._case_reported_domain(page)
        classified = reported & Domain("classified_at", "!=", False)
        waiting = reported & Domain("classified_at", "=", False)
        figures = [
            ("1.01", self.env._("Reported this month"), reported),
            ("1.01", self.env._("Open now"), self._case_open_domain(page)),
            ("1.02", self.env._("Cases with a number"), page.get_case_domain()),
            ("1.05", self.env._("Classified by us"), classified),
            (
                "1.05",
                self.env._("To be classified"),
                waiting & Domain("active", "=", True),
            ),
        ]
        for number, label, domain in figures:
            page.add_counts(self, number, label, self._case_count(domain))
        for contract in self:
            page.link(contract, "1.01", "/my/tickets")

    def _case_add_priorities(self, page):
        """Put the cases by priority, and how many changed it (SLA 1.04, 1.20)."""
        labels = selection_labels(self.env["helpdesk.ticket"], "priority")
        counts = self._case_count(self._case_reported_domain(page), "priority")
        changed = self._case_count(
            page.get_case_domain()
            & page.get_month_domain(
                lambda start: Domain(
                    "sla_event_ids",
                    "any",
                    [("kind", "=", "priority"), ("at", ">=", start)],
                )
            )
        )
        for contract in self:
            for key, label in labels.items():
                count = counts.get((contract.id, key), 0)
                page.add(contract, "1.04", self.env._("Priority %s", label), count)
        label = self.env._("Priority changed this month")
        page.add_counts(self, "1.20", label, changed)

    def _case_add_waits(self, page):
        """Put how many open cases wait for others (SLA 1.19)."""
        labels = selection_labels(self.env["bacg.sla.pause"], "reason")
        for reason in WAITS:
            waits = Domain("sla_pause_ids", "any", self._case_wait_domain(reason))
            counts = self._case_count(self._case_open_domain(page) & waits)
            page.add_counts(self, "1.19", labels[reason], counts)

    def _case_wait_domain(self, reason):
        return [
            ("reason", "=", reason),
            ("stop", "=", False),
            ("voided_at", "=", False),
        ]
