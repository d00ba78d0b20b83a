# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.clock import work_clock
from ...tools.clock.case_facts import CaseFacts

MISTAKEN_REASONS = ("refuted", "outcome", "corrected", "undone")

# These identify the clock and never change.
IDENTITY_FIELDS = ("ticket_id", "metric")


class BacgSlaStatus(models.Model):
    """Updates status rows with the values that ``helpdesk.ticket`` measures.

    The values may have more keys than fields: keys that a higher room adds for its
    own use are not written.
    """

    _inherit = "bacg.sla.status"

    def _is_clock_of(self, values):
        """Return whether ``values`` belong to this clock.

        A case that gets worse has another clock, even if its target is that of a
        clock which was already reached (SLA 1.20).
        """
        same_target = self.target_id.id == values["target_id"]
        return same_target and values["started_at"] <= self.started_at

    @api.model
    def _create_clocks(self, values_list):
        """Create the clocks of cases that were just matched.

        :param values_list: list of dicts as ``_sla_measure`` returns them
        """
        return self.create([self._prepare_clock(values) for values in values_list])

    @api.model
    def _prepare_clock(self, values):
        """Return the field values of a new clock."""
        prepared = {
            name: value for name, value in values.items() if name in self._fields
        }
        return dict(prepared, next_event_at=self._next_event(values))

    def _sla_update(self, values, run):
        """Write what differs from ``values``; a recorded breach stays.

        It is removed only if the clock turns out to have been reached before it, as by
        an answer received in time but processed late, or if a manager corrects the
        pauses.

        :param values: dict as ``_sla_measure`` returns it
        :param run: the ``SyncRun``, which collects the event of a new breach
        """
        noted, reached = self.breached_at, values["reached_at"]
        if noted and not values["breached_at"] and not (reached and reached <= noted):
            if run.corrected:
                self.write({"warned_at": False, "breach_noticed_at": False})
            else:
                values = dict(values, breached_at=noted)
        newly_breached = values["breached_at"] and not self.breached_at
        if run.schedule:
            values = dict(values, next_event_at=self._next_event(values))
        if changes := self._sla_changes(values):
            self.write(changes)
        if newly_breached:
            run.events.append(self._breach_event())
        run.measured[self] = values

    def _sla_changes(self, values):
        """Return what of ``values`` differs."""
        return {
            name: value
            for name, value in values.items()
            if name in self._fields
            and name not in IDENTITY_FIELDS
            and self._sla_differs(name, value)
        }

    def _sla_differs(self, name, value):
        field, present = self._fields[name], self[name]
        if not field.relational and value == present:
            return False  # the usual case, and cheaper than the field's own rounding
        return field.convert_to_cache(value, self) != field.convert_to_cache(
            present, self
        )

    def _next_event(self, values):
        """Return when the scheduled action must process this clock next, or False.

        A hook: higher rooms add the moments at which they have to act.

        :param values: dict as ``_sla_measure`` returns it
        """
        if values["state"] != "running" or self.breached_at or values["breached_at"]:
            return False
        moments = [values["deadline"], not self.warned_at and values["at_risk_at"]]
        return bool(values["deadline"]) and min(filter(None, moments))

    def _schedule_event(self, values):
        """Set ``next_event_at`` from the measured values of this clock."""
        moment = self._next_event(values)
        if self.next_event_at != moment:
            self.next_event_at = moment

    def _sla_cancel(self, reason, reached=False):
        """Cancel a clock; its breach counts unless the clock was a mistake.

        Mistakes are refuted claims, wrong outcomes (SLA 2.03) and weeks caused by a
        wrong pause. A missed deadline is a breach even if the clock ends before the
        scheduled action records it.

        :param reached: when the promise was met (naive UTC), if it was
        """
        moment = self.env["helpdesk.ticket"]._sla_now()
        values = {
            "state": "cancelled",
            "cancel_reason": reason,
            "cancelled_at": moment,
            "next_event_at": False,
        }
        end = reached or moment
        if self._missed_until(end) and reason not in MISTAKEN_REASONS:
            values["breached_at"] = self.deadline
        values["counted_minutes"] = self._get_elapsed_minutes(end)[self]
        mistaken = reason in MISTAKEN_REASONS and self.breached_at
        self.write(dict(values, voided=bool(mistaken or self.voided)))

    def _missed_until(self, moment):
        """Return whether a breach by ``moment`` (naive UTC) is yet to be recorded."""
        running = self.state == "running" and not self.breached_at
        return bool(running and self.deadline and self.deadline < moment)

    def _get_elapsed_minutes(self, moment):
        """Return a dict from clock to the open minutes that it has counted.

        :param moment: until when a running one counts, naive UTC
        """
        hours = {}
        return {
            status: status._count_until(moment, hours)
            if status.state == "running"
            else status.counted_minutes
            for status in self
        }

    def _count_until(self, moment, hours):
        """Return the open minutes from the start to ``moment``, without the pauses."""
        ticket = self.ticket_id
        if self.basis == "business" and not ticket._get_business_calendar():
            return 0  # it went with the contract
        try:
            clock = ticket._sla_hours(self.target_id, hours)
        except UserError:
            return 0  # the calendar measures no more
        facts = CaseFacts(ticket.sla_pause_ids.filtered(lambda p: not p.voided_at))
        pauses = ticket._sla_pause_pairs(self.metric, facts)
        return work_clock.elapsed(clock, self.started_at, moment, pauses)

    def _breach_event(self):
        """Return the values of the event that logs the breach of this clock."""
        return {
            "ticket_id": self.ticket_id.id,
            "kind": "breached",
            "at": self.breached_at or fields.Datetime.now(),
            "new_value": self.metric,
        }

    def _carry_breaches(self):
        """Void breaches of former clocks that these new clocks repeat."""
        late = self.filtered(lambda status: status._counts_late())
        if not late:
            return
        before = self.search(
            [
                ("ticket_id", "in", late.ticket_id.ids),
                ("id", "not in", late.ids),
                ("state", "=", "cancelled"),
                ("breached_at", "!=", False),
                ("voided", "=", False),
            ]
        )
        promises = {status._promise_key() for status in late}
        before.filtered(lambda status: status._promise_key() in promises).voided = True

    def _promise_key(self):
        """Return the key of a promise: a case's metric, or follow-up of one week."""
        week = self.started_at if self.metric == "follow_up" else None
        return self.ticket_id, self.metric, week

    def _hangs_on_calendar(self):
        """Return whether a change of the business hours can move this clock."""
        return self.basis == "business" or self.metric == "follow_up"

    def _measured_deadline(self, facts, hours, target=None):
        """Return the deadline of this live clock by the current calendar.

        :param facts: the case's ``CaseFacts``
        :param hours: cache of open hours by calendar
        :param target: the promise to measure by, by default the clock's own
        """
        ticket, target = self.ticket_id, target or self.target_id
        if self.metric == "follow_up":
            return ticket._sla_follow_up_due(target, self.started_at, hours).at
        clock = ticket._sla_hours(target, hours)
        pauses = ticket._sla_pause_pairs(self.metric, facts)
        start, worse = self.started_at, facts.worsened()
        minutes = ticket._sla_minutes_left(target, worse, start, pauses, facts, hours)
        values = ticket._sla_measure(target, clock, start, None, pauses, minutes)
        return values["deadline"]
