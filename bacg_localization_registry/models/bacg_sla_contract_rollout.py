# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

PAGE = "/my/localizations"


class BacgSlaContract(models.Model):
    """Both clocks, and what a customer asked, beside the clauses (SLA 3)."""

    _inherit = "bacg.sla.contract"

    def _service_collect(self, page):
        result = super()._service_collect(page)
        rollouts = self._localization_of_customers(
            "bacg.localization.rollout", Domain("environment", "=", "production")
        )
        asked = self._localization_of_customers(
            "bacg.localization.request", Domain.TRUE
        )
        for contract in self:
            customer = (contract.partner_id, contract.company_id)
            if mine := rollouts.get(customer):
                contract._localization_add_rollouts(page, mine)
            if mine := asked.get(customer):
                contract._localization_add_requests(page, mine)
        return result

    def _localization_of_customers(self, model, domain):
        """Return the records of these contracts' customers, by customer and company."""
        # sudo: the domain says whose they are; all people of a customer see them
        found = (
            self.env[model]
            .sudo()
            .search(
                domain
                & Domain("partner_id", "in", self.partner_id.ids)
                & Domain("company_id", "in", self.company_id.ids)
            )
        )
        return found.grouped(lambda one: (one.partner_id, one.company_id))

    def _localization_add_rollouts(self, page, rollouts):
        """Put our clock beside 3.02 and the customer's beside 3.03, each apart.

        Those that are open, and those that were installed in the month.
        """
        start = page.starts[self.id]
        shown = rollouts.filtered(
            lambda one: (
                one.release_id.state == "ready"
                and (one.state != "installed" or one.installed_at >= start)
            )
        )
        for rollout in shown:
            name = rollout.release_id.name
            page.add(self, "3.02", name, rollout._portal_our_clock())
            page.add(self, "3.03", name, rollout._portal_his_clock())
        kept = rollouts.filtered(lambda one: one.outcome == "kept")
        waiting = shown.filtered(lambda one: one.state == "proposed")
        page.add(self, "3.03", self.env._("Installed in time"), len(kept))
        page.add(self, "3.03", self.env._("Waiting for you to choose"), len(waiting))
        for number in ("3.02", "3.03"):
            page.link(self, number, PAGE)

    def _localization_add_requests(self, page, requests):
        """Put how many requests wait and how many were decided (SLA 3.04, 3.06)."""
        numbers = {
            "special": "3.04",
            "new_country": "3.06",
            "reported_change": "3.02",
            "form_change": "3.07",
        }
        labels = dict(requests._fields["kind"]._description_selection(self.env))
        for kind, mine in requests.grouped("kind").items():
            answered = mine.filtered("decision")
            share = self.env._(
                "%(answered)s of %(total)s answered",
                answered=len(answered),
                total=len(mine),
            )
            page.add(self, numbers[kind], labels[kind], share)
            page.link(self, numbers[kind], PAGE)
