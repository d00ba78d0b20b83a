# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.clock import work_clock

MISTAKEN_REASONS = ("refuted", "outcome", "corrected", "undone")

# These identify the clock and never change.
IDENTITY_FIELDS = ("ticket_id", "metric")

# These change with the passing of time alone.
PASSING_FIELDS = ("elapsed_minutes", "remaining_minutes")


class BacgSlaStatus(models.Model):
    """How status rows follow what ``helpdesk.ticket`` measures.

    The measured values may hold more than fields: what a higher room adds for its own
    use travels with them and is not written.
    """

    _inherit = "bacg.sla.status"

    def _is_clock_of(self, values):
        """Return whether this clock is the one that ``values`` measure.

        After a change for the worse it is another clock, even with the target of one
        that was reached before (SLA 1.20).
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
        """Write what differs from ``values``; a breach that was noted stays.

        It falls only if the clock turns out to have been reached before it, as by an
        answer that was received in time and processed late, or if a manager corrects
        the pauses by which it was measured.

        :param values: dict as ``_sla_measure`` returns it
        :param run: the ``SyncRun``, which collects the ledger row of a new breach
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
        """Return what of ``values`` differs; the passing of time is no change."""
        changes = {
            name: value
            for name, value in values.items()
            if name in self._fields
            and name not in IDENTITY_FIELDS
            and self._sla_differs(name, value)
        }
        runs = values["state"] == "running" and not values["breached_at"]
        return {} if runs and changes.keys() <= set(PASSING_FIELDS) else changes

    def _sla_differs(self, name, value):
        field, present = self._fields[name], self[name]
        if not field.relational and value == present:
            return False  # the usual case, and cheaper than the field's own rounding
        return field.convert_to_cache(value, self) != field.convert_to_cache(
            present, self
        )

    def _next_event(self, values):
        """Return when the scheduled action has to look at this clock again, or False.

        A hook: higher rooms add the moments at which they have something to do.

        :param values: dict as ``_sla_measure`` returns it
        """
        if values["state"] != "running" or self.breached_at or values["breached_at"]:
            return False
        moments = [values["deadline"], not self.warned_at and values["at_risk_at"]]
        return bool(values["deadline"]) and min(filter(None, moments))

    def _schedule_event(self, values):
        """Set ``next_event_at`` by the values by which this clock was measured."""
        moment = self._next_event(values)
        if self.next_event_at != moment:
            self.next_event_at = moment

    def _sla_cancel(self, reason, reached=False):
        """End a clock as history; its breach counts unless it was none.

        As with a refuted claim or a wrong outcome (SLA 2.03), or a week that a wrong
        pause made. A breach is a fact at its moment, whether or not the scheduled
        action came by before the clock ended.

        :param reached: when its promise was met, naive UTC
        """
        moment = self.env["helpdesk.ticket"]._sla_now()
        values = {
            "state": "cancelled",
            "cancel_reason": reason,
            "cancelled_at": moment,
            "next_event_at": False,
        }
        missed = self._missed_until(reached or moment)
        if missed and reason not in MISTAKEN_REASONS:
            values["breached_at"] = self.deadline
            values["late_minutes"] = self._late_minutes_until(reached or moment)
        mistaken = reason in MISTAKEN_REASONS and self.breached_at
        self.write(dict(values, voided=bool(mistaken or self.voided)))

    def _missed_until(self, moment):
        """Return whether a breach by ``moment`` (naive UTC) is not noted yet."""
        running = self.state == "running" and not self.breached_at
        return bool(running and self.deadline and self.deadline < moment)

    def _late_minutes_until(self, moment):
        """Return the open minutes from the deadline to ``moment`` (naive UTC)."""
        calendar = self.ticket_id._get_business_calendar()
        if self.basis == "business" and not calendar:
            return 0  # it went with the contract
        try:
            clock = self.ticket_id._sla_hours(self.target_id, {})
            return work_clock.elapsed(clock, self.deadline, moment)
        except (UserError, work_clock.NoOpenTime):
            return 0  # the calendar measures no more

    def _breach_event(self):
        """Return the values of the ledger row that says that this clock is late."""
        return {
            "ticket_id": self.ticket_id.id,
            "kind": "breached",
            "at": self.breached_at or fields.Datetime.now(),
            "new_value": self.metric,
        }

    def _carry_breaches(self):
        """Count the breaches that new clocks repeat on these, and no longer before."""
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
        """Return what a case owes once: a metric, or the follow-up of one week."""
        week = self.started_at if self.metric == "follow_up" else None
        return self.ticket_id, self.metric, week

    def _hangs_on_calendar(self):
        """Return whether a change of the business hours can move this clock."""
        return self.basis == "business" or self.metric == "follow_up"

    def _measured_deadline(self, facts, hours):
        """Return the deadline of this live clock by the calendar as it is now.

        :param facts: the case's ``CaseFacts``
        :param hours: dict that keeps the open hours of calendars
        """
        ticket, target = self.ticket_id, self.target_id
        if self.metric == "follow_up":
            return ticket._sla_follow_up_due(target, self.started_at, hours).at
        clock = ticket._sla_hours(target, hours)
        pauses = ticket._sla_pause_pairs(self.metric, facts)
        start, worse = self.started_at, facts.worsened()
        minutes = ticket._sla_minutes_left(target, worse, start, pauses, facts, hours)
        values = ticket._sla_measure(target, clock, start, None, pauses, minutes)
        return values["deadline"]
