# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ...tools.clock import merged_waits

WIZARD = "helpdesk.ticket.merge"


class HelpdeskTicket(models.Model):
    """Merging by OCA's addon: what was reported and answered first stays promised."""

    _inherit = "helpdesk.ticket"

    def _register_hook(self):
        # We do not depend on that addon, so that its wizard cannot be inherited: it is
        # wrapped where it exists, as base_automation does with what it listens to.
        super()._register_hook()
        wizard_class = self.env.registry.get(WIZARD)
        if wizard_class is None or "merge_tickets" in vars(wizard_class):
            return

        def merge_tickets(wizard):
            origin = super(wizard_class, wizard.with_context(sla_merging=True))
            return wizard.env["helpdesk.ticket"]._sla_merge(wizard, origin)

        wizard_class.merge_tickets = merge_tickets

    def _unregister_hook(self):
        wizard_class = self.env.registry.get(WIZARD)
        if wizard_class is not None and "merge_tickets" in vars(wizard_class):
            del wizard_class.merge_tickets
        return super()._unregister_hook()

    @api.model
    def _sla_merge(self, wizard, origin):
        """Merge as OCA does, then let the target take over what was promised first.

        :param origin: the wizard with OCA's own ``merge_tickets``
        """
        # Read before: archived cases hide from the wizard.
        tickets = wizard.ticket_ids
        action = origin.merge_tickets()
        wizard.dst_ticket_id._sla_take_over(tickets - wizard.dst_ticket_id)
        return action

    def _sla_take_over(self, sources):
        """Take the earlier report, first answer and waits of merged cases."""
        # sudo: whoever may merge cases moves their clocks by merging
        target, sources = self.sudo(), sources.sudo()
        numbers = ", ".join(sources.mapped("number"))
        target = target.with_context(
            sla_reason=self.env._("Merged from %s", numbers), sla_syncing=True
        )
        events = [target._sla_event("merged", new=numbers)]
        events += target._sla_take_waits(sources)
        first = (target | sources).sorted("reported_at")[:1]
        if first.reported_at < target.reported_at:
            target.reported_at = first.reported_at
            events.append(dict(target._sla_event("reported"), at=first.reported_at))
        answered = (target | sources).filtered("first_response_at")
        answered = answered.sorted("first_response_at")[:1]
        if answered and answered != target:
            events.append(target._sla_take_answer(answered))
        events += [
            ticket._sla_event("merged_into", new=self.number) for ticket in sources
        ]
        self._sla_log(events + target._sla_find_contract())
        target._sla_sync()
        self.sudo()._sla_take_claim(sources)
        sources._sla_end_merged(target)

    def _sla_take_waits(self, sources):
        """Take the waits from before the own report; return rows for the ledger.

        Until then only the sources told the customer when to expect us, and waited.
        Since then this case did: what its clock said is not put off by a wait beside
        it, which would make merging a way to gain time.
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
            [self._sla_merged_pause(pause, start, stop) for start, stop, pause in waits]
        )
        return [
            self._sla_event("pause_merged", new=pause.reason)
            for _start, _stop, pause in waits
        ]

    def _sla_merged_pause(self, pause, start, stop):
        """Return the values of a merged case's pause, as far as this case takes it."""
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

    def _sla_end_merged(self, target):
        """Let the clocks of merged cases count no more: the target's do.

        But the weekly word was owed by the case that waited, and a breach that the
        target does not repeat stays one.
        """
        clocks = self.sla_status_ids.filtered(lambda s: s.metric != "follow_up")
        for status in clocks.filtered(lambda s: s.state == "reached"):
            status._sla_cancel("merged")
        late = {
            status.metric
            for status in target.sla_status_ids
            if status.state != "cancelled" and status._counts_late()
        }
        clocks.filtered(
            lambda status: (
                status.cancel_reason == "merged"
                and status._counts_late()
                and status.metric in late
            )
        ).voided = True

    def _sla_take_answer(self, source):
        """Take the first answer of ``source``; return its row for the ledger."""
        message = source.first_response_message_id
        self.write(
            {
                "first_response_at": source.first_response_at,
                "first_response_message_id": message.id,
            }
        )
        return dict(
            self._sla_event("answered", message_id=message.id),
            at=source.first_response_at,
        )

    def _sla_message_posted(self, message, recipients):
        # The message that cases were merged is no answer, though an agent posts it.
        if self.env.context.get("sla_merging"):
            return None
        return super()._sla_message_posted(message, recipients)

    def _sla_wanted(self, policy, facts, hours):
        merged = any(event.kind == "merged_into" for event in facts.events)
        if merged and not self.active:
            return {}
        return super()._sla_wanted(policy, facts, hours)

    def _sla_cancel_reason(self):
        if self.env.context.get("sla_merging") and self.sla_note == "archived":
            return "merged"
        return super()._sla_cancel_reason()
