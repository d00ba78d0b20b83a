# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import datetime

import pytz

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import follow_up, work_clock
from .bacg_sla_pause import VENDOR_LIKE
from .bacg_sla_status import LIVE_STATES

WARN_SHARE = 0.8
DAY = 24 * 60  # minutes
# Waits do not stop the promise of a first word to the customer.
PAUSED_METRICS = ("resolution", "workaround")
WAIT_OVER = {"state": "cancelled", "cancel_reason": "wait_over", "reached_at": False}
WORD_KINDS = ("answered", "word", "automatic_word")


class HelpdeskTicket(models.Model):
    """Clocks as a pure function of facts: ledger, pauses, policy and calendar."""

    _inherit = "helpdesk.ticket"

    def _sla_find_contract(self):
        """Set the contract in force for each case's customer at its report.

        A contract that an agent chose stays while it is the customer's.
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
        self._sla_log(events)

    def _sla_sync(self):
        """Bring the status rows of these cases into line with the facts.

        Idempotent: running it twice, or over rebuilt rows, gives the same clocks.
        """
        # sudo: agents move clocks by what they do, never by writing them
        tickets = self.sudo().with_context(active_test=False, sla_syncing=True)
        if not tickets:
            return
        tickets._sla_lock()
        hours, facts = {}, tickets._sla_read_facts()
        to_create, events = [], []
        for ticket in tickets:
            wanted = ticket._sla_wanted(facts[ticket], hours)
            to_create += ticket._sla_reconcile(facts[ticket].statuses, wanted, events)
        # Rows that end must leave the unique index before new ones enter it.
        tickets.sla_status_ids.flush_model()
        statuses = self.env["bacg.sla.status"].sudo()
        created = statuses.create(
            [
                dict(values, next_event_at=statuses._next_event(values))
                for values in to_create
            ]
        )
        events += [status._breach_event() for status in created.filtered("breached_at")]
        self._sla_log(events)

    def _sla_read_facts(self):
        """Return a dict from case to its :class:`CaseFacts`, read in few queries."""
        facts = {ticket: CaseFacts() for ticket in self}
        domain = [("ticket_id", "in", self.ids)]
        in_force = [*domain, ("voided_at", "=", False)]
        for pause in self.env["bacg.sla.pause"].search(in_force):
            facts[pause.ticket_id].pauses.append(pause)
        kinds = (*WORD_KINDS, "priority")
        for event in self.env["bacg.sla.event"].search(
            [*domain, ("kind", "in", kinds)]
        ):
            facts[event.ticket_id].events.append(event)
        for status in self.env["bacg.sla.status"].search(
            [*domain, ("state", "!=", "cancelled")]
        ):
            facts[status.ticket_id].statuses[status.metric].append(status)
        return facts

    def _sla_wanted(self, facts, hours):
        """Return the status values this case should have, by metric (a list each)."""
        note, policy = self._sla_match()
        wanted = {}
        if policy:
            try:
                wanted = {
                    target.metric: self._sla_measure_target(target, facts, hours)
                    for target in policy.target_ids
                }
            except (UserError, work_clock.NoOpenTime):
                note, wanted = "calendar", {}
        if self.sla_note != note:
            self.sla_note = note
            if note == "calendar":
                self._sla_tell_managers_calendar()
        return wanted

    def _sla_match(self):
        """Set agreement and policy; return why there is no clock, and the policy."""
        agreement, policy, note = self._sla_agreement(), False, "contract"
        if agreement:
            policy = agreement.policy_ids._first_match(
                self.priority, self.category_id, self.outage_scope
            )
            note = False if policy else "policy"
        if not self.active:
            note = "archived"
        elif self.stage_id.sla_mode == "cancel":
            note = "cancelled"
        values = {
            "agreement_id": agreement.id if agreement else False,
            "policy_id": policy.id if policy else False,
        }
        if any(self[name].id != value for name, value in values.items()):
            self.write(values)
        return note, policy if not note else False

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

    def _sla_measure_target(self, target, facts, hours):
        """Return the list of status values for one target: one clock, or cycles."""
        clock = self._sla_hours(target, hours)
        if target.metric == "follow_up":
            return self._sla_measure_cycles(target, facts, clock)
        start = facts.counted_from(self.reported_at)
        if target.metric == "first_response":
            reached = self.first_response_at
        elif target.metric == "resolution":
            reached = facts.closed_at() if self.stage_id.sla_mode == "stop" else None
        else:
            return []
        pauses = facts.pause_pairs() if target.metric in PAUSED_METRICS else []
        return [self._sla_measure(target, clock, start, reached or None, pauses)]

    def _sla_measure_cycles(self, target, facts, clock):
        cycles = follow_up.cycles(facts.vendor_waits(), facts.words())
        # A company may give its word more often than promised, never less.
        minutes = min(target.minutes, self.company_id.sla_follow_up_days * DAY)
        return [
            dict(
                self._sla_measure(
                    target, clock, start, reached or stopped, [], minutes
                ),
                **(WAIT_OVER if stopped else {}),
            )
            for start, reached, stopped in cycles
        ]

    def _sla_hours(self, target, hours):
        if target.basis == "clock":
            return work_clock.ClockHours()
        calendar = self._sla_calendar()
        if calendar not in hours:
            calendar._sla_check_usable()
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

    def _sla_reconcile(self, statuses, wanted, events):
        """Update, cancel and return the status rows to create of one case."""
        to_create = []
        for metric in {*statuses, *wanted}:
            rows, values_list = statuses.get(metric, []), wanted.get(metric, [])
            if metric == "follow_up":
                to_create += self._sla_reconcile_cycles(rows, values_list, events)
                continue
            row = rows[-1] if rows else None
            values = values_list[0] if values_list else None
            if row and values and row.target_id.id == values["target_id"]:
                row._sla_update(values, events)
            elif row and values and self._sla_stays_judged(row, values):
                continue
            else:
                if row and (values or row.state in LIVE_STATES):
                    row._sla_cancel("target" if values else self._sla_cancel_reason())
                if values:
                    to_create.append(values)
        return to_create

    def _sla_stays_judged(self, row, values):
        """Tell whether a finished clock keeps its judgement under another target."""
        refuted = self.env.context.get("sla_refuted")
        return row.state == "reached" and values["reached_at"] and not refuted

    def _sla_reconcile_cycles(self, rows, values_list, events):
        """Match follow-up cycles by their start; cancelled ones are history."""
        by_start = {row.started_at: row for row in rows}
        to_create = []
        live_last = sorted(values_list, key=lambda v: v["state"] in LIVE_STATES)
        for values in live_last:
            if row := by_start.pop(values["started_at"], None):
                row._sla_update(values, events)
            elif values["state"] != "cancelled":
                to_create.append(values)
        corrected = self.env.context.get("sla_corrected")
        for row in by_start.values():
            if row.state in LIVE_STATES or corrected:
                row._sla_cancel("corrected" if corrected else "wait_over")
        return to_create

    def _sla_cancel_reason(self):
        return {"archived": "archived", "cancelled": "stage"}.get(
            self.sla_note, "no_policy"
        )


class CaseFacts:
    """What is known of one case when its clocks are measured."""

    def __init__(self):
        self.pauses = []
        self.events = []
        self.statuses = defaultdict(list)

    def pause_pairs(self):
        return [(pause.start, pause.stop or None) for pause in self.pauses]

    def vendor_waits(self):
        """Return the waits that owe a weekly word, merged (SLA 1.22)."""
        merged = []
        for pause in self.pauses:  # in the order of their start
            if pause.reason not in VENDOR_LIKE:
                continue
            start, stop = pause.start, pause.stop or datetime.max
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], stop)
            else:
                merged.append([start, stop])
        return [
            (start, None if stop == datetime.max else stop) for start, stop in merged
        ]

    def words(self):
        return [event.at for event in self.events if event.kind in WORD_KINDS]

    def closed_at(self):
        """Return when the case was closed, if it still is."""
        for pause in self.pauses:
            if pause.reason == "closed" and not pause.stop:
                return pause.start
        return None

    def counted_from(self, reported_at):
        """Return from when the present priority's clocks count (SLA 1.20)."""
        start = reported_at
        for event in self.events:
            if event.kind == "priority":
                start = event.at if event.from_now else reported_at
        return start
