# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is known of a case when its clocks are measured."""

from collections import defaultdict
from datetime import datetime
from itertools import pairwise

from odoo.tools.intervals import Intervals

VENDOR_LIKE = ("vendor", "third_party", "technical_review")
# The claim of an outage stands, or is found not to meet its criterion (SLA 2.03).
HELD_SCOPES = {"claimed", "total", "partial"}
REFUTED_SCOPES = {"none", "some_users", "local"}
OWED_SCOPES = HELD_SCOPES | {"some_users"}
CLAIM_KINDS = ("priority", "scope")
ANSWER_KINDS = ("answered", "follow_up")
FOLLOW_UP_KINDS = ("answered", "follow_up", "automatic_follow_up")


class CaseFacts:
    """The facts of one case when its clocks are measured; rows in order of time."""

    def __init__(self):
        self.pauses = []
        self.events = []
        self.statuses = defaultdict(list)

    def live_statuses(self):
        rows = (row for rows in self.statuses.values() for row in rows)
        return [row for row in rows if row.state in ("running", "paused")]

    def pause_pairs(self):
        return [(pause.start, pause.stop or None) for pause in self.pauses]

    def withdrawn(self, answered_at):
        """Return whether the customer closed the case himself before we answered.

        :param answered_at: the first response, naive UTC, if any
        """
        return any(not pause.stop for pause in self._withdrawals(answered_at))

    def withdrawn_pairs(self, answered_at):
        """Return the time in which nobody owed a first response: he had closed it."""
        pauses = self._withdrawals(answered_at)
        return [(pause.start, pause.stop or None) for pause in pauses]

    def _withdrawals(self, answered_at):
        return [
            pause
            for pause in self.pauses
            if pause.by_customer and not (answered_at and answered_at <= pause.start)
        ]

    def vendor_waits(self):
        """Return the waits that owe a weekly word, merged (SLA 1.22).

        For the waits of a case that was merged into this one, that case owed it.
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
        """Return when the customer was told the status of his case (SLA 1.22)."""
        return [
            event.at
            for event in self.events
            if event.kind in FOLLOW_UP_KINDS and not event.no_report
        ]

    def imported_at(self):
        """Return when the case came from another helpdesk, if it did."""
        return next((e.at for e in self.events if e.kind == "imported"), None)

    def known_until(self):
        """Return until when its people knew an imported case and what passed on it.

        Not if it got another priority here: then somebody has to hear of that.
        """
        imported = self.imported_at()
        changed = any(event.kind == "priority" for event in self.events)
        return None if changed else imported

    def as_of(self, moment, present, by_response):
        """Return ``present`` (value by event kind) as it was at ``moment``.

        What came later is undone; but what was found of an outage that was claimed
        holds from the claim on.

        :param by_response: the moment is that of a message to the customer: within
            the same second the order of the ledger decides
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

        What is claimed again before it was checked is one claim.
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
        """Return the mails that claimed an outage after the first response.

        Those that were found to be none owe nothing. The customer's own closing ends
        what he is owed, ours answers it.

        :return: pairs of the claim's moment and that of the answer, None if none yet
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
        """Return when the claim that stood at ``moment`` was last found otherwise.

        None if there is no such claim. Confirming it changes nothing; refuting it, and
        correcting a wrong outcome, do.
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

        Cancelling it afterwards does not undo what was judged.
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
        """Return from when the priority's clocks count (SLA 1.20).

        :param until: leave out what came after this moment
        """
        until = until and (self.settled_at(until) or until)
        return self._start_after(
            (event for event in self.events if until is None or event.at <= until),
            reported_at,
        )

    def worsened(self, until=None):
        """Return the event by which the case got worse, if its clocks count from it.

        :param until: leave out what came after this moment
        """
        until = until and (self.settled_at(until) or until)
        return self._worsened(
            event for event in self.events if until is None or event.at <= until
        )

    def worsened_before(self, worse):
        """Return as :meth:`worsened`, but what held before ``worse``."""
        return self._worsened(event for event in self.events if event.at < worse.at)

    def counted_before(self, worse, reported_at):
        """Return from when the clocks counted before the case got ``worse``."""
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
        """Return from when the clocks count once the last claim is found ``scope``.

        If there is an outage, from the claim (SLA 2.05: "de reportado"); else as if
        nobody had claimed one.
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
