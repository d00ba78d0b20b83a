# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_date, groupby

from ...tools.clock.local_day import midnight
from ..common.selections import selection_labels
from .service_page import ServicePage

MANAGER = "helpdesk_mgmt.group_helpdesk_manager"
HOSTED = "2.01"


class BacgSlaContract(models.Model):
    """What a customer gets, clause by clause, and whether he got it.

    ``_service_collect`` is the hook of every room and addon above.
    """

    _inherit = "bacg.sla.contract"

    # -------------------------------------------------------------------------
    # Who sees what (decision 18)
    # -------------------------------------------------------------------------

    def _service_of_user(self, user):
        """Return the contracts whose page a user may see, in sudo: his company's."""
        return self._get_running(user.partner_id.commercial_partner_id)

    def _service_filter_full_sight(self, user):
        """Return those of these contracts of which a user sees everything.

        A manager of ours and the contact points do; another contact sees the figures
        of the cases that he sees.
        """
        if not user.share:
            return self if user.has_group(MANAGER) else self.browse()
        return self.filtered(lambda one: user.partner_id in one.contact_ids)

    def _service_open(self, user, contract_id):
        """Return the contract of a page for a user; none if it is not his to see."""
        if user.share:
            return self._service_of_user(user).filtered(lambda c: c.id == contract_id)
        contract = self.with_user(user).browse(contract_id).exists()
        try:
            contract.check_access("read")
        except AccessError:
            return self.browse()
        return contract.sudo()._service_filter_full_sight(user)

    def action_view_service(self):
        """Open the customer's page of the agreement, as he sees it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/my/service/{self.id}",
            "target": "new",
        }

    # -------------------------------------------------------------------------
    # What stands on the page
    # -------------------------------------------------------------------------

    def _service_page(self, user):
        """Return the :class:`ServicePage` of these contracts for a user."""
        # sudo: the page says what he sees of them
        contracts = self.sudo()
        # As the user: a contact's colleague sees cases of his own.
        tickets = self.env["helpdesk.ticket"].with_user(user)
        tickets = tickets.with_context(active_test=False)
        full = contracts._service_filter_full_sight(user)
        page = ServicePage(
            contracts=contracts,
            viewer=user,
            as_contact_point=full,
            with_all_cases=full | contracts.filtered("share_cases"),
            cases=tickets._search([]),
            counted=contracts._service_case_domain(),
            starts={one.id: one._service_month_start() for one in contracts},
        )
        contracts._service_collect(page)
        contracts._service_complete(page)
        return page

    def _service_case_domain(self):
        """Return the domain of the cases that count.

        Hook: rooms above leave out what the customer does not know as a case.
        """
        return Domain.TRUE

    def _service_month_start(self):
        """Return when the month began for the customer, naive UTC."""
        zone = self._get_business_calendar().tz or "UTC"
        return midnight(self._today().replace(day=1), zone)

    def _service_collect(self, page):
        """Put what is known beside the clauses of these contracts.

        Hook: rooms and addons above add theirs.
        """
        for contract in self:
            contract._service_say_table(page)
            contract._service_say_contract(page)

    def _service_say_table(self, page):
        """Say the table of the agreement, row by row (SLA 1.10, 1.21)."""
        labels = selection_labels(self.bound_agreement_id.policy_ids, "priority")
        for policy in self.bound_agreement_id.policy_ids:
            name = self.env._("Priority %s", labels[policy.priority])
            page.add(self, "1.21", policy.name, policy.times_text)
            if not (policy.outage_scope or policy.category_ids):
                page.say(self, "1.10", f"{name}: {policy.criterion}")

    def _service_say_contract(self, page):
        """Say what the contract itself says (SLA 2.01, 7.01)."""
        hosted = (
            self.env._("Your ERP is hosted by BACG: the 99 % hold for it.")
            if self.hosted
            else self.env._("Your ERP is not hosted by BACG: nothing is measured.")
        )
        page.say(self, HOSTED, hosted)
        today = self._today()
        extras = self.extra_ids.filtered(
            lambda one: one.kind == "interface" and one._valid_on(today)
        )
        for extra in extras:
            until = extra.date_to or self.date_to
            text = format_date(self.env, until) if until else self.env._("no end")
            page.add(self, "7.01", extra.name, self.env._("until %s", text))
        if not extras:
            page.say(
                self,
                "7.01",
                self.env._("You have not bought the extra for interfaces."),
            )

    def _service_complete(self, page):
        """Leave no clause mute: what nobody answered says why."""
        for contract in self:
            if contract.hosted and (contract.id, HOSTED) not in page.facts:
                unmeasured = self.env._("Its availability is not measured here yet.")
                page.say(contract, HOSTED, unmeasured)
            clauses = contract.bound_agreement_id.clause_ids
            sentences = clauses._service_sentences()
            for clause in clauses:
                if not page.has(contract, clause.number):
                    page.say(
                        contract,
                        clause.number,
                        sentences.get(clause.number)
                        or contract._service_get_silence(page),
                    )

    def _service_get_silence(self, page):
        if self in page.as_contact_point:
            return self.env._("Nothing to tell of it this month.")
        return self.env._("The contact points of your company see its figures.")

    def _service_get_chapters(self, page):
        """Return the chapters of this contract's page: title and clauses, in order."""
        self.ensure_one()
        clauses = self.bound_agreement_id.clause_ids
        titles = clauses._service_chapters()
        return [
            {
                "number": number,
                "title": titles.get(number, ""),
                "clauses": [self._service_get_clause(page, one) for one in members],
            }
            for number, members in groupby(
                clauses.sorted("number"), lambda one: one.number.split(".")[0]
            )
        ]

    def _service_get_clause(self, page, clause):
        key = (self.id, clause.number)
        return {
            "clause": clause,
            "facts": page.facts.get(key, []),
            "sentences": page.sentences.get(key, []),
            # They lead to the customer's own pages.
            "link": page.viewer.share and page.links.get(key),
            "link_text": self.env._("More on %s", clause.number),
        }

    def _service_get_headline(self, page):
        """Return the sentence on top and its tone: whether he got what he gets."""
        promises = page.promises.get(self.id)
        if not promises:
            return self.env._("This month no promise has come due yet."), "secondary"
        labels = selection_labels(self.env["bacg.sla.target"], "metric")
        # Each kind apart: a first response in time makes up for no late resolution.
        parts = [
            self.env._(
                "%(promise)s %(kept)s of %(judged)s",
                promise=labels[metric].lower(),
                kept=promises[metric][0],
                judged=promises[metric][1],
            )
            for metric in labels
            if metric in promises
        ]
        sentence = self.env._("Kept this month: %s.", ", ".join(parts))
        all_kept = all(kept == judged for kept, judged in promises.values())
        return sentence, "success" if all_kept else "warning"

    def _service_get_facts(self):
        """Return the facts of the contract: pairs of label and text."""
        labels = selection_labels(self, "state")
        until = self.date_to and format_date(self.env, self.date_to)
        return [
            (self.env._("Agreement"), self.bound_agreement_id.display_name),
            (self.env._("State"), labels[self.state]),
            (self.env._("Since"), format_date(self.env, self.date_from)),
            (self.env._("Until"), until or self.env._("no end")),
            (
                self.env._("Month"),
                format_date(self.env, self._today(), date_format="MMMM y"),
            ),
        ]
