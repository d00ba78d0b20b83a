# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Facts of a case by which its clocks are measured."""

from collections import defaultdict
from datetime import datetime
from itertools import pairwise

from odoo.tools.intervals import Intervals

VENDOR_LIKE = ("vendor", "third_party", "technical_review")
# The outage claim holds, or was found not to meet its criterion (SLA 2.03).
HELD_SCOPES = {"claimed", "total", "partial"}
REFUTED_SCOPES = {"none", "some_users", "local"}
OWED_SCOPES = HELD_SCOPES | {"some_users"}
CLAIM_KINDS = ("priority", "scope")
ANSWER_KINDS = ("answered", "follow_up")
FOLLOW_UP_KINDS = ("answered", "follow_up", "automatic_follow_up")


class CaseFacts:
    """The facts of one case, each list of rows in order of time."""

    def __init__(self, pauses=()):
        self.pauses = list(pauses)
        self.events = []
        self.statuses = defaultdict(list)

    def live_statuses(self):
        rows = (row for rows in self.statuses.values() for row in rows)
        return [row for row in rows if row.state in ("running", "paused")]

    def pause_pairs(self):
        return [(pause.start, pause.stop or None) for pause in self.pauses]

    def withdrawn(self, answered_at):
        """Return whether the customer closed the case before the first response.

        :param answered_at: the first response, naive UTC, if any
        """
        return any(not pause.stop for pause in self._withdrawals(answered_at))

    def withdrawn_pairs(self, answered_at):
        """Return when no first response was owed: the customer had closed the case."""
        pauses = self._withdrawals(answered_at)
        return [(pause.start, pause.stop or None) for pause in pauses]

    def _withdrawals(self, answered_at):
        return [
            pause
            for pause in self.pauses
            if pause.by_customer and not (answered_at and answered_at <= pause.start)
        ]

    def vendor_waits(self):
        """Return the merged waits that require a weekly report (SLA 1.22).

        Waits taken over from a merged case required it there.
        """
        merged = Intervals(
            (pause.start, pause.stop or datetime.max, frozenset())
            for pause in self.pauses
            if pause.reason in VENDOR_LIKE and not pause.merged_from_id
        )
        return [
            (start, None if stop == datetime.max else stop)
            for start, stop, _none in merged
        ]

    def escalated_before(self, moment):
        """Return whether the manufacturer was waited for before ``moment``, if any."""
        return any(
            pause.reason == "vendor" and not (moment and moment <= pause.start)
            for pause in self.pauses
        )

    def follow_ups(self):
        """Return when the customer was informed about the case (SLA 1.22)."""
        return [
            event.at
            for event in self.events
            if event.kind in FOLLOW_UP_KINDS and not event.no_report
        ]

    def imported_at(self):
        """Return when the case came from another helpdesk, if it did."""
        return next((e.at for e in self.events if e.kind == "imported"), None)

    def known_until(self):
        """Return until when an imported case was handled elsewhere, or None.

        Nobody is notified of what happened before, except after a change of priority
        here.
        """
        imported = self.imported_at()
        changed = any(event.kind == "priority" for event in self.events)
        return None if changed else imported

    def as_of(self, moment, present, by_response):
        """Return ``present`` (value by event kind) as it was at ``moment``.

        Later changes are undone, but the outcome of an outage claim holds from the
        claim on.

        :param by_response: the moment is that of a message to the customer: the order
            of the ledger decides within the same second
        """
        values = dict(present)
        settled = self.settled_at(moment)
        for event in reversed(self.events):
            same = event.at == moment and (
                not by_response or event.kind in FOLLOW_UP_KINDS
            )
            if event.at < moment or same:
                break
            found = settled and event.at <= settled and event.kind in CLAIM_KINDS
            if event.kind in values and not found:
                values[event.kind] = event.old_value
        return values

    def claims(self):
        """Return the claims of an outage: each a list of the claim and its outcomes.

        A claim that is repeated before it was checked counts once.
        """
        claims = []
        for event in self.events:
            claimed = event.kind == "scope" and event.new_value == "claimed"
            if claimed and event.old_value != "claimed":
                claims.append([event])
            elif event.kind == "scope" and claims:
                claims[-1].append(event)
        return claims

    def claims_to_answer(self, first_response_at):
        """Return the outage claims mailed after the first response, with their answers.

        Refuted claims require no answer. If the customer closes the case, no answer is
        owed any longer; if an agent closes it, that is the answer.

        :return: pairs of the moments of the claim and of its answer, None if none yet
        """
        standing = {
            event.id
            for claim in self.claims()
            if claim[-1].new_value in OWED_SCOPES
            for event in claim
            if event.new_value == "claimed" and event.message_id
        }
        owed, pending = [], None
        for event in self.events if first_response_at and standing else ():
            if event.id in standing and event.at >= first_response_at:
                pending = pending or event
            elif pending and event.kind in ANSWER_KINDS:
                owed.append((pending.at, event.at))
                pending = None
            elif pending and event.kind == "stage" and event.new_value == "stop":
                if not event.author_id.partner_share:
                    owed.append((pending.at, event.at))
                pending = None
        return [*owed, (pending.at, None)] if pending else owed

    def settled_at(self, moment):
        """Return when the outcome of the claim held at ``moment`` last changed.

        None if there is no such claim. Confirming it is no change; refuting it, or
        correcting a wrong outcome, is.
        """
        for claim in self.claims():
            turns = [
                after
                for before, after in pairwise(claim)
                if not {before.new_value, after.new_value} <= HELD_SCOPES
            ]
            if turns and claim[0].at <= moment <= turns[-1].at:
                return turns[-1].at
        return None

    def resolved_at(self):
        """Return when the case was resolved, if it is still closed since then.

        Cancelling it afterwards does not undo the result.
        """
        stops = {
            event.at
            for event in self.events
            if event.kind == "stage" and event.new_value == "stop"
        }
        for pause in self.pauses:
            first = pause
            while first.replaces_id:  # a manager corrected the moment
                first = first.replaces_id
            if pause.reason == "closed" and not pause.stop and first.start in stops:
                return pause.start
        return None

    def counted_from(self, reported_at, until=None):
        """Return when the clocks of the priority start (SLA 1.20).

        :param until: ignore later events
        """
        until = until and (self.settled_at(until) or until)
        return self._start_after(
            (event for event in self.events if until is None or event.at <= until),
            reported_at,
        )

    def worsened(self, until=None):
        """Return the event by which the case got worse, if its clocks start with it.

        :param until: ignore later events
        """
        until = until and (self.settled_at(until) or until)
        return self._worsened(
            event for event in self.events if until is None or event.at <= until
        )

    def worsened_before(self, worse):
        """Return the same as :meth:`worsened`, before the event ``worse``."""
        return self._worsened(event for event in self.events if event.at < worse.at)

    def counted_before(self, worse, reported_at):
        """Return when the clocks had started before the case got ``worse``."""
        return self._start_after(
            (event for event in self.events if event.at < worse.at), reported_at
        )

    @staticmethod
    def _worsened(events):
        priorities = [event for event in events if event.kind == "priority"]
        last = priorities[-1] if priorities else None
        raised = last and last.from_now and not last.counted_from
        return last if raised and last.new_value > last.old_value else None

    def counted_by_outcome(self, reported_at, scope):
        """Return when the clocks start if the outcome of the last claim is ``scope``.

        For an outage, with the claim (SLA 2.05: "de reportado"); otherwise as if there
        had been no claim.
        """
        claims = self.claims()
        claimed_at = claims[-1][0].at if claims else reported_at
        outage = scope in HELD_SCOPES or scope == "some_users"
        return self._start_after(
            (
                event
                for event in self.events
                if event.at < claimed_at or (outage and event.at == claimed_at)
            ),
            reported_at,
        )

    def _start_after(self, events, reported_at):
        start = reported_at
        for event in events:
            if event.kind == "priority":
                start = event.counted_from or (
                    event.at if event.from_now else reported_at
                )
        return start
