# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is known of a case when its clocks are measured."""

from collections import defaultdict
from datetime import datetime

VENDOR_LIKE = ("vendor", "third_party", "technical_review")
REFUTED_SCOPES = ("none", "some_users", "local")
WORD_KINDS = ("answered", "word", "automatic_word")


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

    def vendor_waits(self):
        """Return the waits that owe a weekly word, merged (SLA 1.22).

        For the waits of a case that was merged into this one, that case owed it.
        """
        merged = []
        for pause in self.pauses:  # in the order of their start
            if pause.reason not in VENDOR_LIKE or pause.merged_from_id:
                continue
            start, stop = pause.start, pause.stop or datetime.max
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], stop)
            else:
                merged.append([start, stop])
        return [
            (start, None if stop == datetime.max else stop) for start, stop in merged
        ]

    def words(self):
        return [event.at for event in self.events if event.kind in WORD_KINDS]

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

    def as_of(self, moment, present, by_word):
        """Return ``present`` (value by event kind) as it was at ``moment``.

        What came later is undone; but a claim that was refuted later never held.

        :param by_word: the moment is that of a word to the customer: within the same
            second the order of the ledger decides
        """
        values = dict(present)
        if any(event.at >= moment and self._refutes(event) for event in self.events):
            return values
        for event in reversed(self.events):
            same = event.at == moment and (not by_word or event.kind in WORD_KINDS)
            if event.at < moment or same:
                break
            if event.kind in values:
                values[event.kind] = event.old_value
        return values

    def _refutes(self, event):
        return (
            event.kind == "scope"
            and event.old_value == "claimed"
            and event.new_value in REFUTED_SCOPES
        )

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
        start = reported_at
        for event in self.events:
            if event.kind == "priority" and (until is None or event.at <= until):
                start = event.at if event.from_now else reported_at
        return start
