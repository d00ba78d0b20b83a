# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dataclasses import dataclass, field

from odoo import api, models
from odoo.fields import Domain

from ...tools.clock.case_facts import FOLLOW_UP_KINDS, CaseFacts
from .bacg_sla_status import ENDED_STATES, LIVE_STATES

# Changes after a clock was reached do not affect its outcome.
MATCHED_KINDS = ("priority", "category", "contract", "scope", "coverage")


@dataclass
class SyncRun:
    """Parameters and results of one call of ``_sla_sync``.

    :param corrected: a manager corrected the pauses of these cases
    :param cancel_reason: why clocks are cancelled, instead of the usual reason
    :param schedule: set ``next_event_at`` of the clocks that are updated
    """

    corrected: bool = False
    cancel_reason: str | None = None
    schedule: bool = True
    to_create: list = field(default_factory=list)
    events: list = field(default_factory=list)
    measured: dict = field(default_factory=dict)


class HelpdeskTicket(models.Model):
    """Synchronizes the status rows of a case with its facts."""

    _inherit = "helpdesk.ticket"

    def _sla_sync(self, new=False, corrected=False, cancel_reason=None, schedule=True):
        """Synchronize the status rows of these cases with their facts.

        Idempotent: running it twice, or on rebuilt rows, gives the same clocks.

        :param new: these cases were just created, run, and have no history yet
        :param corrected: a manager corrected the pauses by which they were measured
        :param cancel_reason: why clocks are cancelled, instead of the usual reason
        :param schedule: set ``next_event_at``; a caller that passes False sets it
            itself by ``_schedule_event``
        :return: dict from each existing clock that was measured to its values, as
            ``_sla_wanted`` returns them
        """
        # sudo: actions of agents update clocks, which nobody writes directly
        tickets = self.sudo().with_context(active_test=False)
        if not tickets:
            return {}
        run = SyncRun(corrected, cancel_reason, schedule)
        if new:
            facts = {ticket: CaseFacts() for ticket in tickets}
        else:
            tickets._sla_lock()
            facts = tickets._sla_read_facts()
        live = {row.id for fact in facts.values() for row in fact.live_statuses()}
        tickets._sla_reconcile_all(facts, run)
        statuses = self.env["bacg.sla.status"].sudo()
        if live:
            # Rows that end must leave the unique index before new ones enter it.
            statuses.flush_model()
        created = statuses._create_clocks(run.to_create)
        created._carry_breaches()
        ended = statuses.browse(live).filtered(lambda s: s.state in ENDED_STATES)
        self.env["mail.activity"]._sla_end(ended)
        if corrected:
            tickets._sla_void_corrected(facts)
        breached = created.filtered("breached_at")
        tickets._sla_log_breaches(
            run.events + [status._breach_event() for status in breached]
        )
        return run.measured

    def _sla_log_breaches(self, events):
        """Log breaches, once per case, metric and moment.

        A clock that returns with a former priority repeats its breach.
        """
        if not events:
            return
        known = self.env["bacg.sla.event"].search(
            [
                ("ticket_id", "in", [event["ticket_id"] for event in events]),
                ("kind", "=", "breached"),
            ]
        )
        logged = {(row.ticket_id.id, row.new_value, row.at) for row in known}
        fresh = {
            (event["ticket_id"], event["new_value"], event["at"]): event
            for event in events
        }
        self._sla_log([fresh[key] for key in fresh if key not in logged])

    def _sla_reconcile_all(self, facts, run):
        """Update and cancel the clocks of all these cases.

        :param facts: dict from case to its :class:`CaseFacts`
        :param run: the :class:`SyncRun`, which collects what is to be created
        """
        policies = self._sla_match()
        hours = {}
        for ticket in self:
            wanted = ticket._sla_wanted(policies[ticket], facts[ticket], hours)
            ticket._sla_reconcile(facts[ticket], wanted, run)

    def _sla_read_facts(self):
        """Return a dict from case to its :class:`CaseFacts`, read in few queries."""
        facts = {ticket: CaseFacts() for ticket in self}
        domain = [("ticket_id", "in", self.ids)]
        not_voided = [*domain, ("voided_at", "=", False)]
        for pause in self.env["bacg.sla.pause"].search(not_voided):
            facts[pause.ticket_id].pauses.append(pause)
        kinds = self._sla_get_fact_kinds()
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

    @api.model
    def _sla_get_fact_kinds(self):
        """Return the kinds of the ledger's rows by which clocks are measured.

        A hook: higher rooms add those by which they measure.
        """
        return (*FOLLOW_UP_KINDS, *MATCHED_KINDS, "stage", "imported", "merged_into")

    def _sla_reconcile(self, facts, wanted, run):
        """Update and cancel the status rows of one case; collect those to create."""
        for metric in {*facts.statuses, *wanted}:
            rows, values_list = facts.statuses[metric], wanted.get(metric, [])
            if metric == "follow_up":
                self._sla_reconcile_cycles(rows, values_list, run)
                continue
            undone = metric == "resolution" and not facts.resolved_at()
            for row, values in _clock_pairs(rows, values_list):
                again = undone or (values_list and row not in rows[:1])
                self._sla_reconcile_clock(row, values, again, facts, run)

    def _sla_reconcile_clock(self, row, values, undone, facts, run):
        """Update, cancel or create one clock.

        :param row: the clock that there is, if any
        :param values: what it should be, None for nothing
        :param undone: whether the fact that reached the clock was undone
        :param facts: the case's :class:`CaseFacts`
        """
        if row and values and row._is_clock_of(values):
            row._sla_update(values, run)
            return
        if row and (values or undone or row.state in LIVE_STATES):
            reason = "target" if values else self._sla_cancel_reason(facts)
            reached = values["reached_at"] if values else False
            self._sla_cancel_clock(row, reason, run, reached)
        if values:
            run.to_create.append(values)

    def _sla_cancel_clock(self, row, reason, run, reached=False):
        """End a clock, and log its breach unless it was already recorded.

        :param reached: when its promise was met, naive UTC
        """
        noted = row.breached_at
        row._sla_cancel(run.cancel_reason or reason, reached)
        if row.breached_at and not noted:
            run.events.append(row._breach_event())

    def _sla_reconcile_cycles(self, rows, values_list, run):
        """Match follow-up cycles by their start, leaving cancelled ones alone.

        Only cycles whose wait is over are still updated: a missed follow-up counts.
        """
        by_start = {row.started_at: row for row in rows}
        live_last = sorted(values_list, key=lambda v: v["state"] in LIVE_STATES)
        for values in live_last:
            row = by_start.get(values["started_at"])
            again = values["state"] in LIVE_STATES
            if row and not (row.state == "cancelled" and again):
                by_start.pop(row.started_at)._sla_update(values, run)
            elif values["state"] != "cancelled" or values["breached_at"]:
                run.to_create.append(values)
        reason = "corrected" if run.corrected else "wait_over"
        for row in by_start.values():
            if row.state in LIVE_STATES or run.corrected:
                self._sla_cancel_clock(row, reason, run)

    def _sla_cancel_reason(self, facts):
        if facts.withdrawn(self.first_response_at):
            return "withdrawn"
        if self.scope_state != "in_scope" and not self.sla_note:
            return "not_covered"
        return {"archived": "archived", "cancelled": "stage"}.get(
            self.sla_note, "no_policy"
        )


def _clock_pairs(rows, values_list):
    """Return pairs of a row and the values it should have; either may be None.

    The first row gets the first values; those of later claims match by their start.
    """
    later = {row.started_at: row for row in rows[1:]}
    pairs = [(rows[0] if rows else None, values_list[0] if values_list else None)]
    pairs += [
        (later.pop(values["started_at"], None), values) for values in values_list[1:]
    ]
    return [*pairs, *((row, None) for row in later.values())]
