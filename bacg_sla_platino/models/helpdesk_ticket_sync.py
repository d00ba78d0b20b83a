# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

import pytz

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import follow_up, work_clock
from ..tools.case_facts import WORD_KINDS, CaseFacts
from ..tools.coverage import COVERED_METRICS
from .bacg_sla_status import ENDED_STATES, LIVE_STATES

WARN_SHARE = 0.8
# Waits do not stop the promise of a first word to the customer.
PAUSED_METRICS = ("resolution", "workaround")
WAIT_OVER = {"state": "cancelled", "cancel_reason": "wait_over", "reached_at": False}
# Changes after a clock was reached do not touch its judgement.
MATCHED_KINDS = ("priority", "category", "contract", "scope", "coverage")


class HelpdeskTicket(models.Model):
    """Clocks as a pure function of facts: ledger, pauses, policy and calendar."""

    _inherit = "helpdesk.ticket"

    def _sla_find_contract(self):
        """Set the contract in force for each case's customer at its report.

        A contract that an agent chose stays while it is the customer's.

        :return: values of the ledger's rows about it
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
        by_contract, events = defaultdict(self.browse), []
        for ticket, key in keys.items():
            contract = found.get(key) or self.env["bacg.sla.contract"]
            if ticket.contract_id != contract:
                by_contract[contract] |= ticket
                events.append(
                    ticket._sla_event("contract", ticket.contract_id, contract)
                )
        for contract, tickets in by_contract.items():
            tickets.with_context(sla_syncing=True).contract_id = contract
        return events

    def _sla_sync(self, new=False):
        """Bring the status rows of these cases into line with the facts.

        Idempotent: running it twice, or over rebuilt rows, gives the same clocks.

        :param new: these cases were just created, run, and have no history yet
        """
        # sudo: agents move clocks by what they do, never by writing them
        tickets = self.sudo().with_context(active_test=False, sla_syncing=True)
        if not tickets:
            return
        if new:
            facts = {ticket: CaseFacts() for ticket in tickets}
        else:
            tickets._sla_lock()
            facts = tickets._sla_read_facts()
        live = {row.id for fact in facts.values() for row in fact.live_statuses()}
        policies = tickets._sla_match()
        hours, to_create, events = {}, [], []
        for ticket in tickets:
            wanted = ticket._sla_wanted(policies[ticket], facts[ticket], hours)
            to_create += ticket._sla_reconcile(facts[ticket], wanted, events)
        # Rows that end must leave the unique index before new ones enter it.
        self.env["bacg.sla.status"].flush_model()
        statuses = self.env["bacg.sla.status"].sudo()
        created = statuses._sla_create(to_create)
        created._carry_breaches()
        ended = statuses.browse(live).filtered(lambda s: s.state in ENDED_STATES)
        self.env["mail.activity"]._sla_end(ended)
        if self.env.context.get("sla_corrected"):
            tickets._sla_void_corrected(facts)
        events += [status._breach_event() for status in created.filtered("breached_at")]
        self._sla_log(events)

    def _sla_read_facts(self):
        """Return a dict from case to its :class:`CaseFacts`, read in few queries."""
        facts = {ticket: CaseFacts() for ticket in self}
        domain = [("ticket_id", "in", self.ids)]
        not_voided = [*domain, ("voided_at", "=", False)]
        for pause in self.env["bacg.sla.pause"].search(not_voided):
            facts[pause.ticket_id].pauses.append(pause)
        kinds = (*WORD_KINDS, *MATCHED_KINDS, "stage", "imported", "merged_into")
        for event in self.env["bacg.sla.event"].search(
            [*domain, ("kind", "in", kinds)]
        ):
            facts[event.ticket_id].events.append(event)
        in_force = Domain(domain) & (
            Domain("state", "!=", "cancelled")
            | Domain("cancel_reason", "=", "wait_over")
        )
        for status in self.env["bacg.sla.status"].search(in_force):
            facts[status.ticket_id].statuses[status.metric].append(status)
        return facts

    def _sla_wanted(self, policy, facts, hours):
        """Return the status values this case should have, by metric (a list each)."""
        note = self._sla_note(policy)
        if note:
            policy = policy.browse()
        try:
            wanted = {
                metric: measured
                for metric, measure in (
                    ("first_response", self._sla_first_response),
                    ("resolution", self._sla_resolution),
                    ("follow_up", self._sla_follow_up),
                )
                if (measured := measure(facts, policy, hours))
            }
            self._sla_add_plans(wanted, facts, hours)
        except (UserError, work_clock.NoOpenTime):
            note, wanted = "calendar", {}
        if self.sla_note != note:
            self.sla_note = note
            if note == "calendar":
                self._sla_tell_managers_calendar()
        return wanted

    def _sla_note(self, policy):
        """Return why this case has no clock, False if it has one."""
        if not self.active:
            return "archived"
        if self.stage_id.sla_mode == "cancel":
            return "cancelled"
        if not self.agreement_id:
            return "contract"
        return False if policy else "policy"

    def _sla_match(self):
        """Set agreement and policy of each case; return the policies by case."""
        policies, changed = {}, defaultdict(self.browse)
        for ticket in self:
            agreement = ticket._sla_agreement()
            policies[ticket] = policy = agreement._policy_for(
                ticket.priority, ticket.category_id, ticket.outage_scope
            )
            if (ticket.agreement_id, ticket.policy_id) != (agreement, policy):
                changed[agreement, policy] |= ticket
        for (agreement, policy), tickets in changed.items():
            tickets.write({"agreement_id": agreement.id, "policy_id": policy.id})
        return policies

    def _sla_agreement(self):
        """Return the version of the agreement in force at the report of this case."""
        agreement = self.contract_id.agreement_id
        if not agreement and self.company_id.sla_without_contract:
            agreement = self.company_id.sla_agreement_id
        calendar = (
            self.contract_id.resource_calendar_id or agreement.resource_calendar_id
        )
        zone = pytz.timezone(calendar.tz or "UTC")
        day = pytz.utc.localize(self.reported_at).astimezone(zone).date()
        return agreement and agreement._in_force_on(day)

    def _sla_first_response(self, facts, policy, hours):
        return self._sla_one_clock(
            "first_response", self.first_response_at, facts, policy, hours
        )

    def _sla_resolution(self, facts, policy, hours):
        return self._sla_one_clock(
            "resolution", facts.resolved_at(), facts, policy, hours
        )

    def _sla_one_clock(self, metric, reached, facts, policy, hours):
        """Return the values of a clock as a list, empty if none is promised.

        A clock that was reached is judged by what held then.
        """
        target = self._sla_target(metric, reached, facts, policy)
        if not target:
            return []
        clock = self._sla_hours(target, hours)
        start = facts.counted_from(self.reported_at, reached or None)
        pauses = facts.pause_pairs() if metric in PAUSED_METRICS else []
        return [self._sla_measure(target, clock, start, reached or None, pauses)]

    def _sla_follow_up(self, facts, policy, hours):
        """Return the values of the cycles in which the customer was owed a word."""
        result = []
        cycles = follow_up.cycles(facts.vendor_waits(), facts.words())
        imported = facts.imported_at()
        for start, reached, stopped in cycles:
            end = reached or stopped
            target = self._sla_target("follow_up", end, facts, policy)
            if not target:
                continue
            values = self._sla_measure_word(target, start, end, hours)
            unknown = imported and values["deadline"] <= imported
            if unknown and not (reached and reached <= imported):
                # What he was told in the weeks before, the other helpdesk knows.
                if stopped and stopped <= imported:
                    continue
                values = self._sla_measure_word(target, imported, end, hours)
            if stopped:
                values.update(WAIT_OVER, cancelled_at=stopped)
            result.append(values)
        return result

    def _sla_target(self, metric, reached, facts, policy):
        """Return the target of a metric: the present one, or when it was reached."""
        coverage = self.scope_state
        if reached:
            by_word = metric != "resolution"
            policy, coverage = self._sla_policy_at(facts, reached, by_word)
        if metric not in COVERED_METRICS[coverage]:
            policy = policy.browse()
        targets = policy.target_ids if policy else self.env["bacg.sla.target"]
        return targets.filtered(lambda target: target.metric == metric)

    def _sla_policy_at(self, facts, moment, by_word):
        """Return the policy and the coverage that held at a moment (naive UTC)."""
        present = {
            "priority": self.priority,
            "category": str(self.category_id.id or ""),
            "scope": self.outage_scope,
            "coverage": self.scope_state,
        }
        then = facts.as_of(moment, present, by_word)
        category = self.env["helpdesk.ticket.category"].browse(
            int(then["category"] or 0) or []
        )
        policy = self.agreement_id._policy_for(
            then["priority"], category, then["scope"]
        )
        return policy, then["coverage"]

    def _sla_hours(self, target, hours):
        if target.basis == "clock":
            return work_clock.ClockHours()
        calendar = self._sla_calendar()
        if calendar not in hours:
            hours[calendar] = calendar._sla_hours()
        return hours[calendar]

    def _sla_calendar(self):
        return (
            self.contract_id.resource_calendar_id
            or self.agreement_id.resource_calendar_id
        )

    def _sla_measure(self, target, clock, start, reached, pauses, minutes=None):
        """Return the values of one clock at this moment."""
        minutes = minutes or target.minutes
        end = reached or max(fields.Datetime.now(), start)
        # A pause that is opened by the closing itself does not hold the judgement.
        pauses = [(a, b) for a, b in pauses if not reached or a < reached]
        deadline = work_clock.deadline(clock, start, minutes, pauses)
        elapsed = work_clock.elapsed(clock, start, end, pauses)
        held = not reached and any(stop is None for _start, stop in pauses)
        breached = deadline and end > deadline
        warn_at = deadline and work_clock.deadline(
            clock, start, minutes * WARN_SHARE, pauses
        )
        return {
            "ticket_id": self.id,
            "target_id": target.id,
            "metric": target.metric,
            "state": "reached" if reached else "paused" if held else "running",
            "cancel_reason": False,
            "started_at": start,
            "deadline": deadline or False,
            "reached_at": reached or False,
            "breached_at": deadline if breached else False,
            "at_risk_at": warn_at or False,
            "elapsed_minutes": elapsed,
            "remaining_minutes": max(minutes - elapsed, 0),
            "late_minutes": max(elapsed - minutes, 0) if breached else 0,
        }

    def _sla_reconcile(self, facts, wanted, events):
        """Update, cancel and return the status rows to create of one case."""
        to_create = []
        for metric in {*facts.statuses, *wanted}:
            rows, values_list = facts.statuses[metric], wanted.get(metric, [])
            if metric == "follow_up":
                to_create += self._sla_reconcile_cycles(rows, values_list, events)
                continue
            row = rows[-1] if rows else None
            values = values_list[0] if values_list else None
            if row and values and row._is_clock_of(values):
                row._sla_update(values, events)
                continue
            undone = metric == "resolution" and not facts.resolved_at()
            if row and (values or undone or row.state in LIVE_STATES):
                row._sla_cancel("target" if values else self._sla_cancel_reason())
            if values:
                to_create.append(values)
        return to_create

    def _sla_reconcile_cycles(self, rows, values_list, events):
        """Match follow-up cycles by their start; cancelled ones are history.

        But those whose wait was over: a missed word counts, so they are kept true.
        """
        by_start = {row.started_at: row for row in rows}
        to_create = []
        live_last = sorted(values_list, key=lambda v: v["state"] in LIVE_STATES)
        for values in live_last:
            row = by_start.get(values["started_at"])
            again = values["state"] in LIVE_STATES
            if row and not (row.state == "cancelled" and again):
                by_start.pop(row.started_at)._sla_update(values, events)
            elif values["state"] != "cancelled" or values["breached_at"]:
                to_create.append(values)
        corrected = self.env.context.get("sla_corrected")
        for row in by_start.values():
            if row.state in LIVE_STATES or corrected:
                row._sla_cancel("corrected" if corrected else "wait_over")
        return to_create

    def _sla_cancel_reason(self):
        if self.scope_state != "in_scope" and not self.sla_note:
            return "not_covered"
        return {"archived": "archived", "cancelled": "stage"}.get(
            self.sla_note, "no_policy"
        )
