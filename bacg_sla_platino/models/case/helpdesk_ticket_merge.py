# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ...tools.clock import merged_waits
from ...tools.clock.change import change_in

WIZARD = "helpdesk.ticket.merge"
MERGED = "merged"  # why the clocks of a merged case end


class HelpdeskTicket(models.Model):
    """Merging by OCA's addon: the earliest report and first response are kept."""

    _inherit = "helpdesk.ticket"

    def _register_hook(self):
        # This addon does not depend on OCA's, so its wizard cannot be inherited: it is
        # wrapped if it exists, as base_automation does with methods.
        super()._register_hook()
        wizard_class = self.env.registry.get(WIZARD)
        if wizard_class is None or "merge_tickets" in vars(wizard_class):
            return

        def merge_tickets(wizard):
            tickets = wizard.env["helpdesk.ticket"]
            merging = wizard.with_env(tickets._sla_with(cancel_reason=MERGED).env)
            return tickets._case_merge(wizard, super(wizard_class, merging))

        wizard_class.merge_tickets = merge_tickets

    def _unregister_hook(self):
        wizard_class = self.env.registry.get(WIZARD)
        if wizard_class is not None and "merge_tickets" in vars(wizard_class):
            del wizard_class.merge_tickets
        return super()._unregister_hook()

    @api.model
    def _case_merge(self, wizard, origin):
        """Merge as OCA does, then take over the facts of the merged cases.

        :param origin: the wizard with OCA's own ``merge_tickets``
        """
        # Read before the merge: the wizard does not see archived cases.
        tickets = wizard.ticket_ids
        action = origin.merge_tickets()
        wizard.dst_ticket_id._case_take_over(tickets - wizard.dst_ticket_id)
        return action

    def _case_take_over(self, sources):
        """Take over facts, agreements and clocks of cases merged into this one."""
        # sudo: merging updates the clocks, for whoever may merge cases
        target, sources = self.sudo(), sources.sudo()
        target._case_take_facts(sources)
        sources._case_end_merged(target)

    def _case_take_facts(self, sources):
        """Take over the earlier report, first response and waits of merged cases."""
        numbers = ", ".join(sources.mapped("number"))
        reason = self.env._("Merged from %s", numbers)
        events = [self._sla_event("merged", new=numbers, reason=reason)]
        events += self._case_take_waits(sources, reason)
        first = (self | sources).sorted("reported_at")[:1]
        if first.reported_at < self.reported_at:
            self._sla_put(reported_at=first.reported_at)
            events.append(
                self._sla_event("reported", at=first.reported_at, reason=reason)
            )
        answered = (self | sources).filtered("first_response_at")
        answered = answered.sorted("first_response_at")[:1]
        if answered and answered != self:
            events.append(self._case_take_answer(answered, reason))
        events += [
            ticket._sla_event("merged_into", new=self.number) for ticket in sources
        ]
        self._sla_log(events + self._sla_find_contract())
        self._sla_sync()

    def _case_take_waits(self, sources, reason):
        """Take over the waits before this case's report; return events to log.

        Before it, only the sources had deadlines and waits. Later waits of the sources
        do not postpone the deadline of this case, or merging would be a way to gain
        time.
        """
        pauses = {
            source: [
                (pause.start, pause.stop or None, pause)
                for pause in source.sla_pause_ids
                if not pause.voided_at
            ]
            for source in sources
        }
        waits = merged_waits.common_waits(
            [(source.reported_at, pauses[source]) for source in sources],
            self.reported_at,
        )
        self.env["bacg.sla.pause"].create(
            [
                self._case_prepare_merged_pause(pause, start, stop)
                for start, stop, pause in waits
            ]
        )
        return [
            self._sla_event("pause_merged", new=pause.reason, reason=reason)
            for _start, _stop, pause in waits
        ]

    def _case_prepare_merged_pause(self, pause, start, stop):
        """Return the values of the part of a pause that this case takes over."""
        return {
            "ticket_id": self.id,
            "reason": pause.reason,
            "start": start,
            "stop": stop,
            "author_id": pause.author_id.id,
            "stop_author_id": pause.stop_author_id.id,
            "message_id": pause.message_id.id,
            "note": pause.note,
            "merged_from_id": pause.ticket_id.id,
        }

    def _case_end_merged(self, target):
        """Cancel the clocks of merged cases, as those of the target count instead.

        Weekly reports stay with the case that waited, and a breach stays one unless
        the target repeats it.
        """
        clocks = self.sla_status_ids.filtered(lambda s: s.metric != "follow_up")
        for status in clocks.filtered(lambda s: s.state == "reached"):
            status._sla_cancel(MERGED)
        late = {
            status.metric
            for status in target.sla_status_ids
            if status.state != "cancelled" and status._counts_late()
        }
        clocks.filtered(
            lambda status: (
                status.cancel_reason == MERGED
                and status._counts_late()
                and status.metric in late
            )
        ).voided = True

    def _case_take_answer(self, source, reason):
        """Take over the first response of ``source``; return its event to log."""
        answered_at = source.first_response_at
        message = source.first_response_message_id
        self._sla_put(first_response_at=answered_at, first_response_message_id=message)
        return self._sla_event(
            "answered", at=answered_at, message_id=message.id, reason=reason
        )

    def _sla_message_posted(self, message, recipients, follow_up):
        # The message about the merge is no response, although an agent posts it.
        if change_in(self.env.context).cancel_reason == MERGED:
            return None
        return super()._sla_message_posted(message, recipients, follow_up)

    def _sla_wanted(self, policy, facts, hours):
        merged = any(event.kind == "merged_into" for event in facts.events)
        if merged and not self.active:
            return {}
        return super()._sla_wanted(policy, facts, hours)
