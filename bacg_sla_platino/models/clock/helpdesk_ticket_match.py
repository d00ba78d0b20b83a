# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import format_date

from ...tools.clock.local_day import local_date
from ...tools.coverage import COVERED_METRICS, ESCALATED_METRICS


class HelpdeskTicket(models.Model):
    """Contract, agreement and policy that apply to a case (SLA 1.21)."""

    _inherit = "helpdesk.ticket"

    ended_contract_id = fields.Many2one(
        comodel_name="bacg.sla.contract",
        string="Ended contract",
        readonly=True,
        sla_fact=True,
        copy=False,
        index="btree_not_null",
        help="The customer's last contract, ended before the case was reported.",
        groups="base.group_user",
    )

    def _sla_find_contract(self):
        """Set the contract of the customer that was in force at each case's report.

        A contract that an agent chose stays as long as it belongs to the customer.

        :return: values of the events to log
        """
        keys = {
            ticket: (
                ticket.commercial_partner_id,
                ticket.company_id,
                ticket.reported_at,
            )
            for ticket in self
            if not ticket.contract_id
            or ticket.contract_id.partner_id != ticket.commercial_partner_id
        }
        found = self.env["bacg.sla.contract"]._find_for(keys.values())
        none = self.env["bacg.sla.contract"]
        changed = {
            ticket: contract
            for ticket, key in keys.items()
            if ticket.contract_id != (contract := found.get(key) or none)
        }
        events = [
            ticket._sla_event("contract", ticket.contract_id, contract)
            for ticket, contract in changed.items()
        ]
        tickets = self.filtered(changed.__contains__)
        for contract, moved in tickets.grouped(changed.get).items():
            moved._sla_put(contract_id=contract)
        self._sla_find_ended_contract()
        return events

    def _sla_find_ended_contract(self):
        """Set the ended contract of cases without one, and notify about new cases."""
        without = self.filtered(lambda ticket: not ticket.contract_id)
        ended = without._sla_ended_contracts()
        none = self.env["bacg.sla.contract"]
        changed = self.filtered(lambda t: t.ended_contract_id != ended.get(t, none))
        for ticket in changed:
            ticket._sla_put(ended_contract_id=ended.get(ticket, none))
        fresh = changed.filtered(lambda t: t.ended_contract_id and not t.closed)
        fresh._sla_notify_contract_ended()

    def _sla_ended_contracts(self):
        """Return a dict from case to its customer's last contract before the report."""
        if not self.commercial_partner_id:
            return {}
        # sudo: the mail gateway runs this for any sender
        contracts = self.env["bacg.sla.contract"].sudo()
        over = contracts.search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("date_to", "!=", False),
            ],
            order="date_to desc",
        )
        return {
            ticket: last[0]
            for ticket in self
            if (
                last := over.filtered(
                    lambda contract, ticket=ticket: (
                        contract.partner_id == ticket.commercial_partner_id
                        and contract.company_id == ticket.company_id
                        and contract._ended_before(ticket.reported_at)
                    )
                )
            )
        }

    def _sla_notify_contract_ended(self):
        """Notify the account manager, at most once per contract and day."""
        for ticket in self:
            contract = ticket.sudo().ended_contract_id
            if contract.ended_told_on == contract._today():
                continue
            env = contract._in_staff_language().env
            contract._notify_account_manager(
                "bacg_sla_platino.mail_activity_type_contract_ended",
                env._(
                    "%(customer)s wrote (case %(number)s), but the contract ended on "
                    "%(day)s. Renew it, or tell the customer how to proceed.",
                    customer=contract.partner_id.name,
                    number=ticket.number,
                    day=format_date(env, contract.date_to),
                ),
            )
            contract.ended_told_on = contract._today()

    def _sla_match(self):
        """Set agreement and policy of each case; return the policies by case."""
        policies, changed = {}, {}
        for ticket in self:
            agreement = ticket._sla_agreement()
            policies[ticket] = policy = agreement._policy_for(
                ticket.priority, ticket.category_id, ticket.outage_scope
            )
            if (ticket.agreement_id, ticket.policy_id) != (agreement, policy):
                changed[ticket] = agreement, policy
        tickets = self.filtered(changed.get)
        for (agreement, policy), matched in tickets.grouped(changed.get).items():
            matched._sla_put(agreement_id=agreement, policy_id=policy)
        return policies

    def _sla_agreement(self):
        """Return the version that binds this case: that of its report (decision 35).

        Without a contract it is the company's, where a setting says so.
        """
        if self.contract_id:
            return self.contract_id._get_agreement_at(self.reported_at)
        agreement = self.company_id.sla_agreement_id
        if not self.company_id.sla_without_contract:
            return agreement.browse()
        if not agreement.successor_id:
            return agreement
        zone = agreement.resource_calendar_id.tz or "UTC"
        return agreement._in_force_on(local_date(self.reported_at, zone))

    def _sla_get_no_clock_reason(self, policy):
        """Return why this case has no clock, False if it has one."""
        if not self.active:
            return "archived"
        if self.stage_id.sla_mode == "cancel":
            return "cancelled"
        if not self.agreement_id:
            return "contract_ended" if self.ended_contract_id else "contract"
        return False if policy else "policy"

    def _sla_policy_at(self, facts, moment, by_response):
        """Return the policy and the coverage that held at a moment (naive UTC)."""
        present = {
            "priority": self.priority,
            "category": str(self.category_id.id or ""),
            "scope": self.outage_scope,
            "coverage": self.scope_state,
        }
        then = facts.as_of(moment, present, by_response)
        category = self.env["helpdesk.ticket.category"].browse(
            int(then["category"] or 0) or []
        )
        policy = self.agreement_id._policy_for(
            then["priority"], category, then["scope"]
        )
        return policy, then["coverage"]

    def _sla_target(self, metric, reached, facts, policy):
        """Return the target of a metric: the current one, or that when reached.

        :param reached: when the metric was reached (naive UTC), or False
        """
        coverage = self.scope_state
        if reached:
            by_response = metric != "resolution"
            policy, coverage = self._sla_policy_at(facts, reached, by_response)
        covered = COVERED_METRICS[coverage]
        if coverage == "vendor" and facts.escalated_before(reached):
            covered = ESCALATED_METRICS
        if metric not in covered:
            policy = policy.browse()
        return policy._target(metric)
