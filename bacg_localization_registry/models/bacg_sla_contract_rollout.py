# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date

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
        now = fields.Datetime.now()
        for contract in self:
            contract._localization_add_unready(page, now)
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

    def _localization_get_changes(self, moment):
        """Return what binds a customer in the countries he had acquired by a moment.

        In sudo, without what he has not heard of.
        """
        acquired = self.acquired_localization_ids.filtered(
            lambda one: one.date <= self._local_day(moment)
        )
        # sudo: the portal has no access; what is published is everybody's
        changes = acquired.localization_id.sudo().change_ids
        partner = self.partner_id
        return changes.filtered(
            lambda one: (
                one._get_days(partner, moment).get(partner)
                and one._is_public_at(moment)
            )
        )

    def _localization_add_unready(self, page, now):
        """Put what the law asks and nothing complies with beside our clock."""
        env, partner = self.env, self.partner_id
        for change in self._localization_get_changes(now):
            verdict = change._judge_at(now)
            day = format_date(env, change._get_days(partner, now)[partner])
            if verdict == "overdue":
                text = env._("BACG: overdue, nothing complies with it; from %s", day)
                page.add(self, "3.02", change.name, text)
            elif verdict == "running":
                text = env._("BACG: nothing is ready yet; it binds on %s", day)
                page.add(self, "3.02", change.name, text)

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
