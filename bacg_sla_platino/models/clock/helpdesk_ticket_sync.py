# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

from ...tools.clock.case_facts import WORD_KINDS, CaseFacts
from .bacg_sla_status import ENDED_STATES, LIVE_STATES

# Changes after a clock was reached do not touch its judgement.
MATCHED_KINDS = ("priority", "category", "contract", "scope", "coverage")


class HelpdeskTicket(models.Model):
    """The rows of a case's clocks, brought into line with what they should be."""

    _inherit = "helpdesk.ticket"

    def _sla_sync(self, new=False, corrected=False, cancel_reason=None):
        """Bring the status rows of these cases into line with the facts.

        Idempotent: running it twice, or over rebuilt rows, gives the same clocks.

        :param new: these cases were just created, run, and have no history yet
        """
        # sudo: agents move clocks by what they do, never by writing them
        tickets = self.sudo().with_context(
            active_test=False,
            sla_corrected=corrected,
            sla_cancel_reason=cancel_reason,
        )
        if not tickets:
            return
        if new:
            facts = {ticket: CaseFacts() for ticket in tickets}
        else:
            tickets._sla_lock()
            facts = tickets._sla_read_facts()
        live = {row.id for fact in facts.values() for row in fact.live_statuses()}
        to_create, events = tickets._sla_reconcile_all(facts)
        if live:
            # Rows that end must leave the unique index before new ones enter it.
            self.env["bacg.sla.status"].flush_model()
        statuses = self.env["bacg.sla.status"].sudo()
        created = statuses._sla_create(to_create)
        created._carry_breaches()
        ended = statuses.browse(live).filtered(lambda s: s.state in ENDED_STATES)
        self.env["mail.activity"]._sla_end(ended)
        if corrected:
            tickets._sla_void_corrected(facts)
        events += [status._breach_event() for status in created.filtered("breached_at")]
        self._sla_log(events)

    def _sla_reconcile_all(self, facts):
        """Update and cancel the clocks of all cases.

        :return: values of the clocks to create, of the ledger's rows to write
        """
        policies = self._sla_match()
        hours, to_create, events = {}, [], []
        for ticket in self:
            wanted = ticket._sla_wanted(policies[ticket], facts[ticket], hours)
            to_create += ticket._sla_reconcile(facts[ticket], wanted, events)
        return to_create, events

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
            undone = metric == "resolution" and not facts.resolved_at()
            if row and values and row._is_clock_of(values):
                row._sla_update(values, events)
                continue
            if row and (values or undone or row.state in LIVE_STATES):
                row._sla_cancel("target" if values else self._sla_cancel_reason())
            to_create += values_list[:1]
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
