# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""When the steps of an escalation are due, without the ORM."""

from datetime import timedelta
from typing import NamedTuple

from . import work_clock

BREACH = "breach"  # key of the step that every clock has: its breach is notified


class Step(NamedTuple):
    """A moment of a clock: a percent of its target, or minutes after the deadline."""

    key: int | str
    percent: float = 100
    minutes_after: float = 0

    @property
    def is_arrival(self):
        return not self.percent

    @property
    def is_breach(self):
        return self.percent == 100 and not self.minutes_after

    @property
    def is_warning(self):
        return 0 < self.percent < 100


def in_order(steps):
    return sorted(steps, key=lambda step: (step.percent, step.minutes_after))


class Plan:
    """The steps of one clock.

    :param steps: :class:`Step` objects in their order
    :param clock: hours in which the target runs
    :param telling: hours in which people are notified; a step outside waits for them,
        and the minutes after a deadline are counted in them
    :param pauses: pairs as in :mod:`work_clock`
    :param deadline: naive UTC datetime, or False while a pause holds the clock
    :param known_until: naive UTC; nobody is notified of what passed before
    """

    def __init__(
        self,
        steps,
        clock,
        telling,
        start,
        minutes,
        pauses,
        deadline,
        known_until=None,
    ):
        self.steps = steps
        self.clock = clock
        self.telling = telling
        self.start = start
        self.minutes = minutes
        self.pauses = pauses
        self.deadline = deadline
        self.known_until = known_until
        self.skipped = []

    def trigger(self, step):
        """Return when a step's condition is true, or None while a pause holds it."""
        if step.is_arrival:
            # Due means before now: so that it is due in the second of the report.
            return self.start - timedelta(seconds=1)
        if step.is_warning:
            minutes = self.minutes * step.percent / 100
            return self._after(self.clock, self.start, minutes)
        if step.is_breach or not self.deadline:
            return self.deadline or None
        return self._after(self.telling, self.deadline, step.minutes_after)

    def told_at(self, step):
        """Return when a step is notified: at its trigger, or at the next opening."""
        moment = self.trigger(step)
        return moment and next_open(self.telling, moment)

    def due(self, done, now):
        """Return the steps to notify of now, in their order.

        :param done: keys of the steps that were notified or skipped
        """
        due = []
        for step in self._left(done):
            moment = self.told_at(step)
            if not moment or moment >= now:
                break
            due.append(step)
        return due

    def skip_passed(self, done, now, told=()):
        """Set aside the steps that passed before the clock was matched.

        Except arrival and breach: somebody has to know of the case, unless they passed
        before ``known_until``.

        :param told: keys of the steps that a former clock of this promise has passed
        """
        self.skipped = []
        for step in self._left(done):
            moment = self.trigger(step)
            if not moment or moment >= now:
                break
            known = self.known_until and moment < self.known_until
            known = known or step.key in told
            if known or not (step.is_arrival or step.is_breach):
                self.skipped.append(step)

    def next_moment(self, done):
        """Return when the next step is notified, or False."""
        left = self._left({*done, *(step.key for step in self.skipped)})
        return bool(left) and (self.told_at(left[0]) or False)

    def _left(self, done):
        return [step for step in self.steps if step.key not in done]

    def _after(self, hours, start, minutes):
        try:
            return work_clock.deadline(hours, start, minutes, self.pauses)
        except work_clock.NoOpenTime:
            return None


def next_open(hours, moment):
    """Return ``moment`` (naive UTC) if it lies in open hours, else the next opening."""
    try:
        ticks = hours.advance(work_clock.to_ticks(moment), 1) - 1
    except work_clock.NoOpenTime:
        return moment
    return work_clock.to_datetime(ticks)


def superseded(due):
    """Return the warnings of ``due`` that a later one or the breach supersedes."""
    told = [step for step in due if step.is_warning or step.is_breach]
    last = max((step.percent for step in told), default=0)
    return [step for step in told if step.percent < last]
