# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.clock import follow_up, work_clock
from ..agreement.bacg_sla_target import PAUSED_METRICS

WARN_SHARE = 0.8
DAY = 24 * 60  # minutes
WAIT_OVER = {"state": "cancelled", "cancel_reason": "wait_over", "reached_at": False}


class HelpdeskTicket(models.Model):
    """The clocks that a case should have, as a pure function of its facts."""

    _inherit = "helpdesk.ticket"

    def _sla_wanted(self, policy, facts, hours):
        """Return the status values that this case should have: lists by metric."""
        note = self._sla_get_no_clock_reason(policy)
        if note:
            policy = policy.browse()
        try:
            wanted = self._sla_measure_all(facts, policy, hours)
        except (UserError, work_clock.NoOpenTime):
            note, wanted = "calendar", {}
        if self.sla_note != note:
            self.sla_note = note
            if note == "calendar":
                self._sla_notify_calendar()
        return wanted

    def _sla_measure_all(self, facts, policy, hours):
        """Return the values of the promised clocks, as :meth:`_sla_wanted`.

        A hook: higher rooms may add their own keys to the values.

        :raises UserError, NoOpenTime: if the calendar cannot measure
        """
        if facts.withdrawn(self.first_response_at):
            # Closed by the customer unanswered: neither is judged (decision 27).
            cycles = self._sla_follow_up(facts, policy, hours)
            return {"follow_up": cycles} if cycles else {}
        wanted = {
            "first_response": self._sla_first_response(facts, policy, hours),
            "resolution": self._sla_resolution(facts, policy, hours),
            "follow_up": self._sla_follow_up(facts, policy, hours),
        }
        return {metric: values for metric, values in wanted.items() if values}

    def _sla_first_response(self, facts, policy, hours):
        """Return the first-response clocks: of the report, and of each claim.

        An outage claimed on an answered case requires a first response of its own
        (SLA 2.02); what was reached before stays reached.
        """
        clocks = self._sla_one_clock(
            "first_response", self.first_response_at, facts, policy, hours
        )
        for claimed_at, answered_at in facts.claims_to_answer(self.first_response_at):
            target = self._sla_target("first_response", answered_at, facts, policy)
            if target:
                clock = self._sla_hours(target, hours)
                clocks.append(
                    self._sla_measure(target, clock, claimed_at, answered_at, [])
                )
        return clocks

    def _sla_resolution(self, facts, policy, hours):
        return self._sla_one_clock(
            "resolution", facts.resolved_at(), facts, policy, hours
        )

    def _sla_one_clock(self, metric, reached, facts, policy, hours):
        """Return the values of a clock as a list, empty if none is promised.

        A clock that was reached is measured by the target that applied then.
        """
        target = self._sla_target(metric, reached, facts, policy)
        if not target:
            return []
        clock = self._sla_hours(target, hours)
        start = facts.counted_from(self.reported_at, reached or None)
        pauses = self._sla_pause_pairs(metric, facts)
        # The pause that the closing itself opens does not affect the outcome.
        pauses = [(a, b) for a, b in pauses if not reached or a < reached]
        worse = facts.worsened(reached or None)
        minutes = self._sla_minutes_left(target, worse, start, pauses, facts, hours)
        return [
            self._sla_measure(target, clock, start, reached or None, pauses, minutes)
        ]

    def _sla_pause_pairs(self, metric, facts):
        """Return the pauses of a clock; only withdrawals pause the first response."""
        if metric in PAUSED_METRICS:
            return facts.pause_pairs()
        return facts.withdrawn_pairs(self.first_response_at)

    def _sla_minutes_left(self, target, worse, start, pauses, facts, hours):
        """Return the minutes of a clock, fewer if an earlier deadline was running.

        A case that gets worse does not postpone its deadline (SLA 1.20): the earlier
        of the running deadline and now plus the new target holds. A deadline missed
        before is a separate breach.

        :param worse: the event by which the case got worse, or None
        :param start: start of the clock, naive UTC
        """
        running = worse and self._sla_deadline_before(
            target.metric, worse, pauses, facts, hours
        )
        if not running or running <= start:
            return target.minutes
        clock = self._sla_hours(target, hours)
        left = work_clock.elapsed(clock, start, running, pauses)
        return min(left or target.minutes, target.minutes)

    def _sla_deadline_before(self, metric, worse, pauses, facts, hours):
        """Return the deadline that was running when a case got ``worse``, or None."""
        moment = worse.at - timedelta(seconds=1)
        target = self._sla_target(metric, moment, facts, None)
        if not target:
            return None
        start = facts.counted_before(worse, self.reported_at)
        earlier = facts.worsened_before(worse)
        minutes = self._sla_minutes_left(target, earlier, start, pauses, facts, hours)
        return work_clock.deadline(
            self._sla_hours(target, hours), start, minutes, pauses
        )

    def _sla_follow_up(self, facts, policy, hours):
        """Return the values of the cycles in which a follow-up was owed."""
        cycles = follow_up.cycles(facts.vendor_waits(), facts.follow_ups())
        measured = (self._sla_cycle(cycle, facts, policy, hours) for cycle in cycles)
        return [values for values in measured if values]

    def _sla_cycle(self, cycle, facts, policy, hours):
        """Return the values of one cycle, None if no follow-up is owed in it.

        :param cycle: start, when the follow-up was given, when the wait was over
        """
        start, reached, stopped = cycle
        end = reached or stopped
        target = self._sla_target("follow_up", end, facts, policy)
        if not target:
            return None
        values = self._sla_measure_follow_up(target, start, end, hours)
        imported = facts.imported_at()
        unknown = imported and values["deadline"] <= imported
        if unknown and not (reached and reached <= imported):
            # Only the previous helpdesk knows what was sent in the weeks before.
            if stopped and stopped <= imported:
                return None
            values = self._sla_measure_follow_up(target, imported, end, hours)
        if stopped:
            values.update(WAIT_OVER, cancelled_at=stopped)
        return values

    def _sla_measure_follow_up(self, target, start, end, hours):
        """Return the values of a week in which the customer is owed a follow-up.

        :param start: start of the week, naive UTC
        :param end: when it was given or the wait was over, None while the week runs
        :param hours: cache of open hours by calendar
        """
        due = self._sla_follow_up_due(target, start, hours)
        clock = self._sla_hours(target, hours)
        minutes = work_clock.elapsed(clock, start, due.at)
        values = self._sla_measure(target, clock, start, end, [], minutes)
        return dict(values, draft_at=due.draft_at)

    def _sla_follow_up_due(self, target, start, hours):
        """Return the ``follow_up.Due`` of the follow-up after ``start`` (SLA 1.22).

        In the standard agreement, a week ends on a working day. A custom agreement
        may set the target in business hours: the week ends when they have passed.
        """
        days = self.company_id.sla_follow_up_days
        if target.basis == "business":
            clock = self._sla_hours(target, hours)
            minutes = min(target.minutes, days * DAY)
            return follow_up.Due(work_clock.deadline(clock, start, minutes), start)
        longest = max(int(target.minutes // DAY), 1)
        open_hours, zone = self._sla_follow_up_hours(hours, target.agreement_id)
        return follow_up.due(start, min(days, longest), longest, open_hours, zone)

    def _sla_follow_up_hours(self, hours, agreement):
        """Return the open hours that make a working day, and their time zone.

        A calendar without fixed hours counts as always open, so that a follow-up is
        still due.
        """
        calendar = self._sla_get_calendar(agreement)
        key = ("follow_up", calendar, self.company_id)
        if key not in hours:
            try:
                calendar._sla_check_usable()
                hours[key] = self._sla_business_hours(hours, agreement)
            except UserError:
                hours[key] = work_clock.ClockHours()
        return hours[key], calendar.tz or "UTC"

    def _sla_hours(self, target, hours):
        if target.basis == "clock":
            return work_clock.ClockHours()
        return self._sla_business_hours(hours, target.agreement_id)

    def _sla_business_hours(self, hours, agreement):
        """Return the business hours of this case, less its company's holidays.

        :param hours: dict that keeps the open hours of calendars, by company
        :param agreement: as for :meth:`_sla_get_calendar`
        """
        calendar, company = self._sla_get_calendar(agreement), self.company_id
        key = calendar, company
        if key not in hours:
            hours[key] = calendar._sla_hours(company)
        return hours[key]

    def _get_business_calendar(self):
        return self._sla_get_calendar(self.agreement_id)

    def _sla_get_calendar(self, agreement):
        """Return the business hours of this case.

        :param agreement: the version that names them unless the contract does
        """
        return self.contract_id.resource_calendar_id or agreement.resource_calendar_id

    def _sla_measure(self, target, clock, start, reached, pauses, minutes=None):
        """Return the values of one clock at this moment.

        :param clock: open hours in which the target runs
        :param pauses: pairs as in :mod:`work_clock`
        :param minutes: replaces the minutes of the target
        """
        minutes = minutes or target.minutes
        end = reached or max(fields.Datetime.now(), start)
        deadline = work_clock.deadline(clock, start, minutes, pauses)
        held = not reached and any(stop is None for _start, stop in pauses)
        state = "reached" if reached else "paused" if held else "running"
        # While a clock runs, what passed is computed when it is read.
        counted = (
            0 if state == "running" else work_clock.elapsed(clock, start, end, pauses)
        )
        breached = deadline and end > deadline
        warn_at = deadline and work_clock.deadline(
            clock, start, minutes * WARN_SHARE, pauses
        )
        return {
            "ticket_id": self.id,
            "target_id": target.id,
            "metric": target.metric,
            "state": state,
            "cancel_reason": False,
            "started_at": start,
            "deadline": deadline or False,
            "reached_at": reached or False,
            "breached_at": deadline if breached else False,
            "at_risk_at": warn_at or False,
            "promised_minutes": minutes,
            "counted_minutes": counted,
        }

    def _sla_first_response_deadline(self):
        # sudo: customers may read the deadlines of their cases
        statuses = self.sudo().sla_status_ids.filtered(
            lambda s: s.metric == "first_response" and s.state != "cancelled"
        )
        return statuses[-1:].deadline

    def _sla_notify_calendar(self):
        ticket = self._in_staff_language()
        note = ticket.env._(
            "The business calendar of this case has no fixed open hours, so deadlines "
            "cannot be computed. The case has no clock until it is corrected."
        )
        ticket._schedule_activity_for_staff(
            "mail.mail_activity_data_warning", {ticket.id: note}, managers=True
        )

    @api.model
    def _prepare_activity_cause(self, cause):
        """Link activities about a clock to it: they end with the clock."""
        values = super()._prepare_activity_cause(cause)
        if cause and cause._name == "bacg.sla.status":
            values["sla_status_id"] = cause.id
        return values
