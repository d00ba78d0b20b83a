# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The arithmetic of the 99 % (SLA 2.01, 2.04), without the ORM.

Times are whole seconds since 1970 UTC, intervals half-open, sets of time as in
``bacg_sla_platino.tools.intervals``; all results are exact. Within the service hours a
second has one state: excused, else unknown, else down, else up.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction
from math import floor

from odoo.addons.bacg_sla_platino.tools.intervals import (
    clip,
    intersect,
    subtract,
    total,
    union,
)

EPOCH = datetime(1970, 1, 1)
SECOND = timedelta(seconds=1)

# States of a piece of time; what is in none is up.
REMOVED = "removed"  # excused maintenance that leaves the total
EXCUSED = "excused"
UNKNOWN_DATA = "unknown_data"
UNKNOWN_MONITOR = "unknown_monitor"
DOWN = "down"
UNKNOWN = (UNKNOWN_DATA, UNKNOWN_MONITOR)

MET, BREACHED, UNDETERMINED = "met", "breached", "undetermined"


def to_seconds(moment):
    return (moment - EPOCH) // SECOND


def to_datetime(seconds):
    return EPOCH + seconds * SECOND


@dataclass(frozen=True)
class Method:
    """What the contract says; the defaults do not thin out the 99 %."""

    target: Fraction = Fraction(99)  # percent
    maintenance: str = "counts"  # or excused, removed
    cap: int | None = None  # seconds of maintenance excused in a month at most
    minimum: int = 0  # seconds: a shorter outage does not count
    partial_weight: Fraction = Fraction(1)
    unknown: str = "left_out"  # or up, down
    some_users: bool = False  # whether outages of some users count


@dataclass(frozen=True)
class Part:
    """A part of an outage with one cause."""

    start: int
    stop: int
    effect: str = "undefined"  # or counts, excused, planned
    scope: str = "total"  # or partial, some_users
    key: object = None


@dataclass(frozen=True)
class Outage:
    """An outage that counts, with its whole length; ``seen`` by others than checks."""

    start: int
    stop: int
    parts: tuple = ()
    seen: tuple = ()
    key: object = None

    def until(self, stop, minimum):
        """Return this outage without what comes after ``stop``.

        It stays long enough to tell whether it lasted ``minimum`` seconds.
        """
        last = min(self.stop, max(stop, self.start + minimum))
        parts = tuple(
            replace(part, stop=min(part.stop, last))
            for part in self.parts
            if part.start < last
        )
        seen = tuple((a, min(b, last)) for a, b in self.seen if a < last)
        return replace(self, stop=last, parts=parts, seen=seen)

    def divide(self):
        """Return its parts, and one without a cause for each gap between them."""
        parts = [
            Part(start, stop, part.effect, part.scope, part.key)
            for part in self.parts
            for start, stop in clip([(part.start, part.stop)], self.start, self.stop)
        ]
        known = union((part.start, part.stop) for part in parts)
        gaps = subtract([(self.start, self.stop)], known)
        return sorted(
            [*parts, *(Part(*gap) for gap in gaps)], key=lambda part: part.start
        )


@dataclass(frozen=True)
class Facts:
    """What is known of an instance, at least from the start of the first month."""

    service: list  # set of the time that is judged
    known: list  # set of the time that was measured
    monitor_off: list = ()  # set of the time in which our monitor did not run
    outages: tuple = ()
    windows: list = ()  # set of the maintenance that was announced in time
    months: tuple = ()  # (start, stop) of each calendar month


@dataclass(frozen=True)
class Piece:
    """A time with one state other than up, of one part of one outage if of any."""

    start: int
    stop: int
    state: str
    weight: Fraction = Fraction(1)
    outage: object = None
    part: object = None
    scope: str | None = None

    @property
    def seconds(self):
        return self.stop - self.start


@dataclass(frozen=True)
class Availability:
    """The figures of a time; percentages are exact, None where there is no evidence.

    ``total_s = up_s + down_s + excused_s + unknown_s``. ``removed_s`` and ``outside_s``
    lie outside the total.
    """

    start: int
    stop: int
    method: Method
    total_s: int
    outside_s: int
    some_users_s: int
    short_s: int
    pieces: tuple = field(repr=False)
    facts: Facts = field(repr=False)

    def _sum(self, *states):
        return sum(piece.seconds for piece in self.pieces if piece.state in states)

    def _weigh(self, *states):
        weighed = sum(
            (p.weight * p.seconds for p in self.pieces if p.state in states),
            Fraction(0),
        )
        return int(weighed) if weighed.denominator == 1 else weighed

    @property
    def service(self):
        """The set of time that is judged."""
        return clip(self.facts.service, self.start, self.stop)

    @property
    def up(self):
        """The set of time with no other state."""
        taken = union((piece.start, piece.stop) for piece in self.pieces)
        return subtract(self.service, taken)

    @property
    def down_s(self):
        return self._weigh(DOWN)

    @property
    def excused_s(self):
        return self._sum(EXCUSED)

    @property
    def removed_s(self):
        return self._sum(REMOVED)

    @property
    def unknown_s(self):
        return self._sum(*UNKNOWN)

    @property
    def unknown_data_s(self):
        return self._sum(UNKNOWN_DATA)

    @property
    def unknown_monitor_s(self):
        return self._sum(UNKNOWN_MONITOR)

    @property
    def up_s(self):
        return self.total_s - self.down_s - self.excused_s - self.unknown_s

    @property
    def availability(self):
        """Adjusted: the excused time does not count as down."""
        return self._percent(self.total_s, self.down_s)

    @property
    def raw(self):
        """Every second of an outage counts whole, whatever its cause and length."""
        down = self._sum(DOWN, EXCUSED, REMOVED) + self.short_s
        return self._percent(self.total_s + self.removed_s, down)

    def _percent(self, whole, down):
        unknown = self.unknown_s
        if whole <= unknown:
            return None
        if self.method.unknown == "left_out":
            whole -= unknown
        elif self.method.unknown == "down":
            down += unknown
        return 100 * Fraction(whole - down) / whole

    @property
    def coverage(self):
        """Percent of the total that is known."""
        if not self.total_s:
            return None
        return 100 * Fraction(self.total_s - self.unknown_s, self.total_s)

    @property
    def best(self):
        """The availability if all that is unknown was up."""
        if not self.total_s:
            return None
        return 100 * Fraction(self.total_s - self.down_s) / self.total_s

    @property
    def worst(self):
        """The availability if all that is unknown was down."""
        if not self.total_s:
            return None
        up = self.total_s - self.down_s - self.unknown_s
        return 100 * Fraction(up) / self.total_s

    @property
    def verdict(self):
        if self.availability is None:
            return UNDETERMINED
        low = high = self.availability
        if self.method.unknown == "left_out":
            low, high = self.worst, self.best
        if low >= self.method.target:
            return MET
        return BREACHED if high < self.method.target else UNDETERMINED


def measure(start, stop, facts, method):
    """Return the :class:`Availability` between two moments.

    :param facts: of the instance; the cap of a month needs all of that month before
        ``stop``, even if ``start`` is later
    """
    service = clip(facts.service, start, stop)
    counted, short = _counted(facts.outages, method)
    excused = _excused(counted, facts, method)
    pieces, left = [], service
    for state in (EXCUSED, REMOVED):
        for piece in excused[state]:
            left = _take(pieces, left, piece)
    seen = union(
        *(clip(union(outage.seen), outage.start, outage.stop) for outage in counted)
    )
    unknown = subtract(left, union(facts.known, seen))
    off = union(facts.monitor_off)
    for state, times in (
        (UNKNOWN_MONITOR, intersect(unknown, off)),
        (UNKNOWN_DATA, subtract(unknown, off)),
    ):
        for pair in times:
            left = _take(pieces, left, Piece(*pair, state))
    for piece in _down(counted, method):
        left = _take(pieces, left, piece)
    removed = [(p.start, p.stop) for p in pieces if p.state == REMOVED]
    return Availability(
        start=start,
        stop=stop,
        method=method,
        total_s=total(service) - total(removed),
        outside_s=max(stop - start, 0) - total(service),
        some_users_s=total(intersect(left, _some_users(counted))),
        short_s=total(intersect(left, union((o.start, o.stop) for o in short))),
        pieces=tuple(sorted(pieces, key=lambda piece: piece.start)),
        facts=facts,
    )


def _take(pieces, left, piece):
    """Add what is left of the time of ``piece``, and return what is left after it."""
    own = [(piece.start, piece.stop)]
    for start, stop in intersect(left, own):
        pieces.append(
            Piece(
                start,
                stop,
                piece.state,
                piece.weight,
                piece.outage,
                piece.part,
                piece.scope,
            )
        )
    return subtract(left, own)


def _counted(outages, method):
    """Return the outages that are long enough, and the others."""
    counted = [o for o in outages if o.stop - o.start >= method.minimum]
    short = [o for o in outages if o.stop - o.start < method.minimum]
    return sorted(counted, key=lambda outage: outage.start), short


def _stopped(outage, method):
    """Return the parts in which not only some users were affected, or these count."""
    return [
        part
        for part in outage.divide()
        if part.scope != "some_users" or method.some_users
    ]


def _some_users(counted):
    return union(
        (part.start, part.stop)
        for outage in counted
        for part in outage.divide()
        if part.scope == "some_users"
    )


def _piece(outage, part, state, method, start=None, stop=None):
    partial = part.scope == "partial"
    return Piece(
        part.start if start is None else start,
        part.stop if stop is None else stop,
        state,
        method.partial_weight if partial else Fraction(1),
        outage.key,
        part.key,
        part.scope,
    )


def _excused(counted, facts, method):
    """Return the pieces that do not count against us, by their state.

    An excuse holds only while no other outage counts: it hides nothing of that one.
    """
    parts = [(outage, p) for outage in counted for p in _stopped(outage, method)]
    planned = [p for _outage, p in parts if _is_planned(p, method)]
    against = _times(
        p for _o, p in parts if p.effect != "excused" and not _is_planned(p, method)
    )
    allowed = _planned(planned, against, facts, method)
    against = union(against, subtract(_times(planned), allowed))
    found = {EXCUSED: [], REMOVED: []}
    for outage, part in parts:
        if part.effect == "excused":
            for pair in subtract([(part.start, part.stop)], against):
                found[EXCUSED].append(_piece(outage, part, EXCUSED, method, *pair))
    state = REMOVED if method.maintenance == "removed" else EXCUSED
    for outage, part in parts:
        if _is_planned(part, method):
            for pair in intersect(allowed, [(part.start, part.stop)]):
                found[state].append(_piece(outage, part, state, method, *pair))
    return found


def _is_planned(part, method):
    return part.effect == "planned" and method.maintenance != "counts"


def _times(parts):
    return union((part.start, part.stop) for part in parts)


def _planned(planned, against, facts, method):
    """Return the maintenance within windows, month by month up to the cap."""
    times = intersect(intersect(_times(planned), union(facts.windows)), facts.service)
    times = subtract(times, against)
    if method.cap is None:
        return times
    return [
        pair
        for month in facts.months
        for pair in _first_seconds(clip(times, *month), method.cap)
    ]


def _first_seconds(times, seconds):
    """Return the first ``seconds`` of a set of time."""
    first = []
    for start, stop in times:
        stop = min(stop, start + seconds)
        if start < stop:
            first.append((start, stop))
            seconds -= stop - start
    return first


def _down(counted, method):
    """Return the pieces that count; whole ones first, where two share a second."""
    pieces = [
        _piece(outage, part, DOWN, method)
        for outage in counted
        for part in _stopped(outage, method)
    ]
    return sorted(pieces, key=lambda piece: piece.scope == "partial")


def floored(percent, digits=2):
    """Return a percentage as text, never rounded up: a breach does not look met.

    :param percent: exact, or None
    """
    if percent is None:
        return None
    scale = 10**digits
    whole, part = divmod(floor(percent * scale), scale)
    return f"{whole}.{part:0{digits}d}" if digits else str(whole)
