# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytz
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.bacg_sla_platino.tests.common import EXAMPLES
from odoo.addons.bacg_sla_platino.tools.clock.local_day import day_end, midnight
from odoo.addons.bacg_sla_platino.tools.intervals import union

from ..tools import availability
from ..tools.availability import Facts, Method, Outage, Part, floored, measure

HOUR, DAY = 3600, 86400
MONTH = 30 * DAY
ZONES = ("America/Guatemala", "Europe/Brussels")
STATES = ("outside", "removed", "excused", "unknown_data", "unknown_monitor", "down")


def sets(last):
    pair = st.tuples(st.integers(0, last), st.integers(0, last)).map(sorted).map(tuple)
    return st.lists(pair, max_size=4)


@st.composite
def outages(draw, last):
    """Return outages with parts that do not overlap, as a person may enter them."""
    found = []
    for start, length in draw(
        st.lists(st.tuples(st.integers(0, last), st.integers(1, last // 3)), max_size=4)
    ):
        cuts = sorted(draw(st.lists(st.integers(-5, length + 5), max_size=4)))
        parts = [
            Part(
                start + one,
                start + other,
                draw(st.sampled_from(["counts", "excused", "planned", "undefined"])),
                draw(st.sampled_from(["total", "partial", "some_users"])),
            )
            for one, other in zip(cuts[::2], cuts[1::2], strict=False)
            if one < other
        ]
        seen = [(start + a, start + b) for a, b in draw(sets(length))]
        found.append(Outage(start, start + length, tuple(parts), tuple(seen)))
    return tuple(found)


methods = st.builds(
    Method,
    target=st.sampled_from([Fraction(99), Fraction(90), Fraction(50)]),
    maintenance=st.sampled_from(["counts", "excused", "removed"]),
    cap=st.sampled_from([None, 0, 7, 40]),
    minimum=st.sampled_from([0, 10]),
    partial_weight=st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(0)]),
    unknown=st.sampled_from(["left_out", "up", "down"]),
    some_users=st.booleans(),
)


def inside(pairs, second):
    return any(start <= second < stop for start, stop in pairs)


class BruteForce:
    """The same figures, one second after the other, by the words of the rules."""

    def __init__(self, facts, method):
        self.facts, self.method, self.cap_used = facts, method, {}

    def parts_at(self, second):
        """Return effect and scope of each outage that counts at a second."""
        for outage in self.facts.outages:
            if outage.stop - outage.start < self.method.minimum:
                continue
            if not outage.start <= second < outage.stop:
                continue
            own = [p for p in outage.parts if p.start <= second < p.stop]
            yield (own[0].effect, own[0].scope) if own else ("undefined", "total")

    def is_excused(self, second, effects):
        """Return whether nothing of it counts: an excuse is its own outage's."""
        counting = {"counts", "undefined"}
        if self.method.maintenance == "counts":
            counting.add("planned")
        if not effects or effects & counting:
            return False
        return "planned" not in effects or self.is_planned_excused(second)

    def is_planned_excused(self, second):
        method, facts = self.method, self.facts
        if not inside(facts.windows, second):
            return False
        month = next(m for m in facts.months if m[0] <= second < m[1])
        if method.cap is not None and self.cap_used.get(month, 0) >= method.cap:
            return False
        self.cap_used[month] = self.cap_used.get(month, 0) + 1
        return True

    def state(self, second):
        """Return state and weight of a second; call it for each in their order."""
        facts, method = self.facts, self.method
        if not inside(facts.service, second):
            return "outside", 1
        parts = list(self.parts_at(second))
        hit = [p for p in parts if p[1] != "some_users" or method.some_users]
        effects = {effect for effect, _scope in hit}
        if self.is_excused(second, effects):
            removed = method.maintenance == "removed" and "excused" not in effects
            return ("removed" if removed else "excused"), 1
        seen = any(
            o.start <= second < o.stop and inside(o.seen, second)
            for o in facts.outages
            if o.stop - o.start >= method.minimum
        )
        if not seen and not inside(facts.known, second):
            off = inside(facts.monitor_off, second)
            return ("unknown_monitor" if off else "unknown_data"), 1
        if hit:
            whole = any(scope != "partial" for _effect, scope in hit)
            return "down", 1 if whole else method.partial_weight
        return ("some_users" if parts else "up"), 1

    def count(self, start, stop, step=1):
        sums = dict.fromkeys((*STATES, "some_users", "up", "weighted"), 0)
        for second in range(0, stop, step):
            state, weight = self.state(second)
            if second >= start:
                sums[state] += step
                sums["weighted"] += step * weight if state == "down" else 0
        return sums


@st.composite
def histories(draw, last=300):
    cut = draw(st.integers(1, last - 1))
    return Facts(
        service=union(draw(st.one_of(st.just([(0, last)]), sets(last)))),
        known=union(draw(sets(last))),
        monitor_off=draw(sets(last)),
        outages=draw(outages(last)),
        windows=draw(sets(last)),
        months=((0, cut), (cut, 2 * last)),
    )


quickly = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow],
)


class TestAvailability(BaseCase):
    """The rules by which the time of an outage counts."""

    def _check(self, found, sums):
        """Check figures against a count, and what must add up in any case."""
        self.assertEqual(found.outside_s, sums["outside"])
        self.assertEqual(found.removed_s, sums["removed"])
        self.assertEqual(found.excused_s, sums["excused"])
        self.assertEqual(found.unknown_data_s, sums["unknown_data"])
        self.assertEqual(found.unknown_monitor_s, sums["unknown_monitor"])
        self.assertEqual(found.down_s, sums["weighted"])
        self.assertEqual(found.some_users_s, sums["some_users"])
        self.assertEqual(
            found.total_s, found.up_s + found.down_s + found.excused_s + found.unknown_s
        )
        whole = found.total_s + found.removed_s + found.outside_s
        self.assertEqual(whole, max(found.stop - found.start, 0))
        ends = [0, *(end for p in found.pieces for end in (p.start, p.stop))]
        self.assertEqual(ends, sorted(ends), "a second has one state")
        self._check_percentages(found)

    def _check_percentages(self, found):
        known = found.total_s - found.unknown_s
        self.assertEqual(found.availability is None, known == 0)
        if not known:
            self.assertEqual(found.verdict, "undetermined")
            return
        low, high = found.worst, found.best
        self.assertTrue(0 <= low <= found.availability <= high <= 100)
        if found.method.maintenance != "removed":
            self.assertLessEqual(found.raw, found.availability)
        if found.verdict == "met":
            self.assertGreaterEqual(found.availability, found.method.target)
        if found.verdict == "breached":
            self.assertLess(found.availability, found.method.target)

    @given(histories(), methods, st.integers(0, 300), st.integers(0, 300))
    @quickly
    def test_against_a_count_second_by_second(self, facts, method, start, stop):
        start, stop = sorted((start, stop))
        found = measure(start, stop, facts, method)
        self._check(found, BruteForce(facts, method).count(start, stop))

    @given(
        st.sampled_from(ZONES),
        st.dates(date(2025, 1, 1), date(2027, 12, 31)),
        outages(31 * 24),
        sets(31 * 24),
        sets(31 * 24),
        methods,
    )
    @settings(
        max_examples=max(EXAMPLES // 10, 5),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def test_of_a_real_month(self, zone, day, hours_down, unknown, windows, method):
        """Months of 28 to 31 days, with a change of the clock, in service hours."""
        first = day.replace(day=1)
        after = (first + timedelta(days=32)).replace(day=1)
        begin, end = midnight(first, zone), midnight(after, zone)
        last = (end - begin) // timedelta(seconds=1)
        work = [
            (
                (midnight(local, zone) - begin) // timedelta(seconds=1) + 8 * HOUR,
                (day_end(local, zone) - begin) // timedelta(seconds=1) - 6 * HOUR,
            )
            for local in (
                first + timedelta(days=n) for n in range((after - first).days)
            )
        ]
        facts = Facts(
            service=work,
            known=[(0, last)],
            monitor_off=(),
            outages=tuple(self._in_hours(outage) for outage in hours_down),
            windows=[(a * HOUR, b * HOUR) for a, b in windows],
            months=((0, last),),
        )
        method = Method(**{**method.__dict__, "cap": None, "minimum": 0})
        found = measure(0, last, facts, method)
        self._check(found, BruteForce(facts, method).count(0, last, step=HOUR))

    def _in_hours(self, outage):
        return Outage(
            outage.start * HOUR,
            outage.stop * HOUR,
            tuple(
                Part(p.start * HOUR, p.stop * HOUR, p.effect, p.scope)
                for p in outage.parts
            ),
        )

    def _month(self, *outages, known=None, method=None, **facts):
        facts = Facts(
            service=[(0, MONTH)],
            known=[(0, MONTH)] if known is None else known,
            outages=outages,
            months=((0, MONTH),),
            **facts,
        )
        return measure(0, MONTH, facts, method or Method())

    def test_a_breach_is_not_shown_as_99(self):
        """25,921 s of 30 days: 98.99996 %, which rounding would call 99.00."""
        found = self._month(Outage(0, 25921))
        self.assertEqual(found.verdict, "breached")
        self.assertEqual(floored(found.availability), "98.99")
        self.assertEqual(floored(found.availability, 5), "98.99996")
        found = self._month(Outage(0, 25920))
        self.assertEqual((found.availability, found.verdict), (99, "met"))
        self.assertEqual(floored(found.availability), "99.00")

    def test_no_evidence_gives_no_number(self):
        for rule in ("left_out", "up", "down"):
            found = self._month(known=[], method=Method(unknown=rule))
            self.assertIsNone(found.availability)
            self.assertIsNone(found.raw)
            self.assertEqual(found.verdict, "undetermined")
            self.assertEqual(found.coverage, 0)
        self.assertIsNone(floored(None))
        nothing = measure(0, 0, Facts([], []), Method())
        self.assertIsNone(nothing.coverage)
        self.assertEqual(nothing.verdict, "undetermined")

    def test_the_verdict_needs_both_bounds(self):
        """With unknown time left out; else the contract's rule decides."""
        unknown = [(0, MONTH - 10 * DAY)]
        cases = {
            ("left_out", 0): "undetermined",
            ("left_out", 8 * HOUR): "breached",
            ("up", 0): "met",
            ("down", 0): "breached",
        }
        for (rule, down), verdict in cases.items():
            with self.subTest(rule=rule, down=down):
                found = self._month(
                    Outage(DAY, DAY + down) if down else Outage(0, 1),
                    known=unknown,
                    method=Method(unknown=rule),
                )
                self.assertEqual(found.verdict, verdict)
        little = self._month(known=[(HOUR, MONTH)])
        self.assertEqual(little.verdict, "met")

    def test_unknown_time_in_an_outage(self):
        """It stays unknown, unless another source saw the outage."""
        known = [(0, HOUR), (2 * HOUR, MONTH)]
        found = self._month(Outage(0, 3 * HOUR), known=known)
        self.assertEqual((found.down_s, found.unknown_s), (2 * HOUR, HOUR))
        seen = Outage(0, 3 * HOUR, seen=((HOUR, 5 * HOUR),))
        found = self._month(seen, known=known)
        self.assertEqual((found.down_s, found.unknown_s), (3 * HOUR, 0))

    def test_the_three_conventions_of_maintenance(self):
        """430 min down and 600 min of announced maintenance in 30 days."""
        down = Outage(0, 430 * 60)
        planned = Outage(DAY, DAY + 36000, (Part(DAY, DAY + 36000, "planned"),))
        expected = {"counts": "97.6157", "excused": "99.0046", "removed": "98.9906"}
        for maintenance, figure in expected.items():
            with self.subTest(maintenance=maintenance):
                found = self._month(
                    down,
                    planned,
                    method=Method(maintenance=maintenance),
                    windows=[(DAY, DAY + 36000)],
                )
                self.assertEqual(floored(found.availability, 4), figure)
                self.assertEqual(floored(found.raw, 4), "97.6157")

    def test_what_overruns_a_window_counts(self):
        planned = Outage(DAY, DAY + 3 * HOUR, (Part(DAY, DAY + 3 * HOUR, "planned"),))
        method = Method(maintenance="excused")
        found = self._month(planned, method=method, windows=[(DAY, DAY + 2 * HOUR)])
        self.assertEqual((found.excused_s, found.down_s), (2 * HOUR, HOUR))
        other = Outage(DAY, DAY + HOUR)
        found = self._month(other, method=method, windows=[(DAY, DAY + 2 * HOUR)])
        self.assertEqual(found.down_s, HOUR, "only what is planned is excused")

    def test_the_cap_is_used_up_in_order_of_time(self):
        """Within the calendar month, also when only its end is asked for."""
        method = Method(maintenance="excused", cap=3 * HOUR)
        works = [(n * DAY, n * DAY + 2 * HOUR) for n in (1, 2)]
        facts = Facts(
            service=[(0, MONTH)],
            known=[(0, MONTH)],
            outages=tuple(Outage(*w, (Part(*w, "planned"),)) for w in works),
            windows=works,
            months=((0, MONTH),),
        )
        found = measure(2 * DAY, MONTH, facts, method)
        self.assertEqual((found.excused_s, found.down_s), (HOUR, HOUR))

    def test_the_shortest_outage_is_judged_whole(self):
        """The month does not cut an outage below the minimum."""
        outage = Outage(-600, 60)
        self.assertEqual(self._month(outage, method=Method(minimum=600)).down_s, 60)
        found = self._month(Outage(0, 60), method=Method(minimum=600))
        self.assertEqual((found.down_s, found.short_s), (0, 60))
        self.assertEqual(found.availability, 100)
        self.assertEqual(found.raw, 100 * Fraction(MONTH - 60, MONTH))

    def test_partial_outages_have_a_weight(self):
        outage = Outage(0, HOUR, (Part(0, HOUR, "counts", "partial"),))
        self.assertEqual(self._month(outage).down_s, HOUR)
        found = self._month(outage, method=Method(partial_weight=Fraction(1, 3)))
        self.assertEqual(found.down_s, HOUR // 3)
        self.assertEqual(found.raw, 100 * Fraction(MONTH - HOUR, MONTH))

    def test_some_users_have_a_figure_of_their_own(self):
        """SLA 2.05: beside the verdict, unless the contract counts them."""
        outage = Outage(0, HOUR, (Part(0, HOUR, "counts", "some_users"),))
        found = self._month(outage)
        self.assertEqual((found.down_s, found.some_users_s), (0, HOUR))
        found = self._month(outage, method=Method(some_users=True))
        self.assertEqual((found.down_s, found.some_users_s), (HOUR, 0))

    def test_what_the_customer_caused_is_excused(self):
        parts = (Part(0, HOUR, "excused", key=7),)
        found = self._month(Outage(0, 2 * HOUR, parts, key=3))
        self.assertEqual((found.excused_s, found.down_s), (HOUR, HOUR))
        self.assertEqual(found.raw, 100 * Fraction(MONTH - 2 * HOUR, MONTH))
        excused = found.pieces[0]
        self.assertEqual((excused.outage, excused.part), (3, 7))

    def test_an_excuse_hides_no_other_outage(self):
        """SLA 2.04: what another outage counts stays down."""
        down = Outage(0, 5000)
        excused = Outage(0, 9000, (Part(0, 9000, "excused"),))
        found = self._month(down, excused)
        self.assertEqual((found.down_s, found.excused_s), (5000, 4000))
        method = Method(maintenance="excused")
        planned = Outage(0, 9000, (Part(0, 9000, "planned"),))
        found = self._month(down, planned, method=method, windows=[(0, 6000)])
        self.assertEqual((found.down_s, found.excused_s), (8000, 1000))

    def test_seconds_since_1970(self):
        moment = datetime(2026, 3, 29, 1, 0, 1)
        seconds = availability.to_seconds(moment)
        self.assertEqual(seconds, pytz.utc.localize(moment).timestamp())
        self.assertEqual(availability.to_datetime(seconds), moment)
