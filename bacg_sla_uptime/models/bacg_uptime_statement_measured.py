# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import json
from dataclasses import asdict
from fractions import Fraction

from odoo import api, fields, models

from odoo.addons.bacg_sla_platino.tools import intervals

from ..tools.availability import (
    DOWN,
    EXCUSED,
    REMOVED,
    UNKNOWN_DATA,
    UNKNOWN_MONITOR,
    Facts,
    Method,
    Outage,
    Part,
    measure,
    to_datetime,
    to_seconds,
)

KIND_BY_STATE = {
    DOWN: "down",
    EXCUSED: "excused",
    REMOVED: "removed",
    UNKNOWN_DATA: "no_data",
    UNKNOWN_MONITOR: "not_running",
}


def sha256(inputs):
    """Return the hash of facts, the same for the same facts in any order of keys."""
    text = json.dumps(inputs, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _exact(percent):
    """Return an exact percentage as the text that ``Fraction`` reads, or False."""
    return False if percent is None else str(percent)


class BacgUptimeStatement(models.Model):
    """A month's measurement as the values and lines of its statement."""

    _inherit = "bacg.uptime.statement"

    @api.model
    def _measured_values(self, measured):
        return {
            "verdict": measured.verdict,
            "total_s": measured.total_s,
            # As they are stored.
            "up_s": round(float(measured.up_s), 4),
            "down_s": round(float(measured.down_s), 4),
            "excused_s": measured.excused_s,
            "no_data_s": measured.unknown_data_s,
            "not_running_s": measured.unknown_monitor_s,
            "removed_s": measured.removed_s,
            "outside_s": measured.outside_s,
            "some_users_s": measured.some_users_s,
            "raw_exact": _exact(measured.raw),
            "adjusted_exact": _exact(measured.availability),
            # Nothing was seen: bounds of nothing say nothing.
            "best_exact": bool(measured.coverage) and _exact(measured.best),
            "worst_exact": bool(measured.coverage) and _exact(measured.worst),
            "coverage_exact": _exact(measured.coverage),
        }

    # -------------------------------------------------------------------------
    # Every second that was not up
    # -------------------------------------------------------------------------

    @api.model
    def _prepare_lines(self, instance, known):
        """Return the values of the lines: all that is in a sum, and what is in none.

        :param known: :class:`Known` of the month
        """
        measured = known.measured
        outages = known.outages.with_env(self.env)
        by_id = {outage.id: outage for outage in outages}
        return [
            *(self._piece_line(piece, by_id, known) for piece in measured.pieces),
            *self._outside_lines(instance, measured),
            *self._some_users_lines(measured, outages),
            *self._not_counted_lines(measured, outages),
        ]

    def _piece_line(self, piece, outages, known):
        """Return the line of a piece of the measurement."""
        outage = outages.get(piece.outage, self.env["bacg.uptime.outage"])
        part = outage.slice_ids.filtered(lambda one: one.id == piece.part)
        return {
            **self._times(piece.start, piece.stop),
            "kind": KIND_BY_STATE[piece.state],
            "counted_s": float(piece.weight * piece.seconds)
            if piece.state == DOWN
            else piece.seconds,
            "outage_id": outage.id,
            "cause": part.cause_id.display_name or False,
            "reason": self._piece_reason(piece, outage, part, known),
            "evidence": part.evidence or False,
        }

    def _times(self, start, stop):
        return {
            "start": to_datetime(start),
            "stop": to_datetime(stop),
            "seconds": stop - start,
            "counted_s": stop - start,
        }

    def _piece_reason(self, piece, outage, part, known):
        """Return why a piece counts or not."""
        if piece.state == UNKNOWN_MONITOR:
            return self.env._("Our own monitor did not run")
        if piece.state == UNKNOWN_DATA:
            return self.env._("Nobody measured it")
        if piece.state in (EXCUSED, REMOVED):
            if part.effect == "planned":
                return self.env._("Planned, announced in time, within its window")
            return self.env._("The cause is on the customer's side (SLA 2.04)")
        if part.effect == "planned":
            return self._maintenance_reason(piece, known)
        if outage.state in ("detected", "review"):
            return self.env._("Nobody reviewed it in time: it counts")
        if not part or part.effect == "undefined":
            return self.env._("Its cause is not known yet: it counts")
        return self.env._("The cause is on our side")

    def _maintenance_reason(self, piece, known):
        """Return why planned maintenance counts."""
        if known.measured.method.maintenance == "counts":
            return self.env._("The contract excuses no maintenance")
        start = to_datetime(piece.start)
        begun = known.windows.filtered(lambda one: one.start <= start)[-1:]
        if begun and start < begun.stop:
            return self.env._("Announced too late, or over the month's limit")
        if begun and begun.actual_stop and start < begun.actual_stop:
            return self.env._("It overran the end that was announced")
        return self.env._("Nobody announced it")

    def _outside_lines(self, instance, measured):
        """Return one line for all time outside the service hours."""
        whole = [(measured.start, measured.stop)]
        outside = intervals.subtract(whole, measured.service)
        if not outside:
            return []
        seconds = intervals.total(outside)
        hours = instance.service_calendar_id.name
        return [
            {
                **self._times(outside[0][0], outside[-1][1]),
                "kind": "outside",
                "seconds": seconds,
                "counted_s": seconds,
                "reason": self.env._(
                    "%(stretches)s stretches outside “%(hours)s”",
                    stretches=len(outside),
                    hours=hours,
                )
                if hours
                else self.env._("Outside the days of the contract"),
            }
        ]

    def _some_users_lines(self, measured, outages):
        """Return the lines of what was down for some users only."""
        if measured.method.some_users:
            return []
        left, lines = measured.up, []
        for outage, part in self._some_users_parts(outages):
            stop = part.stop or outage.stop or to_datetime(measured.stop)
            own = [(to_seconds(part.start), to_seconds(stop))]
            lines += [
                {
                    **self._times(*pair),
                    "kind": "some_users",
                    "outage_id": outage.id,
                    "cause": part.cause_id.display_name,
                    "reason": self.env._("Some users only (SLA 2.05)"),
                    "evidence": part.evidence or False,
                }
                for pair in intervals.intersect(left, own)
            ]
            left = intervals.subtract(left, own)
        return lines

    def _some_users_parts(self, outages):
        return [
            (outage, part)
            for outage in outages
            if outage.state != "rejected"
            for part in outage.slice_ids.sorted("start")
            if part.scope == "some_users"
        ]

    def _not_counted_lines(self, measured, outages):
        """Return the lines of outages that are in no sum: rejected, or too short."""
        minutes = measured.method.minimum / 60
        lines = []
        for outage in outages:
            # Its length is not cut by the month.
            stop = outage.stop or fields.Datetime.now()
            seconds = (stop - outage.start).total_seconds()
            if outage.state == "rejected":
                reason = self.env._("Rejected: %s", outage.reject_reason or "–")
            elif seconds < minutes * 60:
                reason = self.env._("Shorter than the %s min that count", minutes)
            else:
                continue
            times = self._times(to_seconds(outage.start), to_seconds(stop))
            lines.append(
                {
                    **times,
                    "kind": "not_counted",
                    "outage_id": outage.id,
                    "reason": reason,
                }
            )
        return lines

    # -------------------------------------------------------------------------
    # The facts, and their hash
    # -------------------------------------------------------------------------

    @api.model
    def _get_inputs(self, known):
        """Return all facts of a statement as JSON values: the same give the same.

        :param known: :class:`Known` of the month
        """
        measured = known.measured
        stop = to_datetime(measured.stop)
        inputs = {
            "start": measured.start,
            "stop": measured.stop,
            "method": asdict(measured.method),
            "facts": self._facts_inputs(measured),
            "outages": [self._get_outage_inputs(one, stop) for one in known.outages],
            "claims": [[one.id, one.start] for one in known.claims],
        }
        # Fractions and moments as texts, as they are stored.
        return json.loads(json.dumps(inputs, default=str))

    def _facts_inputs(self, measured):
        """Return the facts of the arithmetic from the first month's begin on."""
        facts = measured.facts
        first, stop = facts.months[0][0], measured.stop
        sets = ("service", "known", "monitor_off", "windows")
        return {
            **{
                name: intervals.clip(intervals.union(getattr(facts, name)), first, stop)
                for name in sets
            },
            "outages": [asdict(one) for one in facts.outages if one.stop > first],
            "months": facts.months,
        }

    def _get_outage_inputs(self, outage, stop):
        """Return what was said of an outage; what came after ``stop`` is left out."""
        return {
            "id": outage.id,
            "state": outage.state,
            "note": outage.note or "",
            "rejected": outage.reject_reason or "",
            "parts": [
                [part.id, part.cause_id.id, part.evidence or ""]
                for part in outage.slice_ids
                if part.start < stop
            ],
            "seen": [
                [row.id, row.source, row.start, min(row.stop or stop, stop)]
                for row in outage.observation_ids
            ],
            "corrections": outage.correction_ids.ids,
        }

    # -------------------------------------------------------------------------
    # From the frozen facts to the same digits
    # -------------------------------------------------------------------------

    def action_recompute(self):
        """Compute the figures from the frozen facts alone, and say if they agree."""
        self.ensure_one()
        self.check_access("read")
        agree = self._is_recomputed()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("The frozen facts give the same figures.")
                if agree
                else self.env._("The frozen facts do not give these figures."),
                "type": "success" if agree else "danger",
            },
        }

    def _is_recomputed(self):
        """Return whether the frozen facts have their hash and give every figure."""
        if not self.inputs:
            return False
        values = self._measured_values(self._measure_again())
        same = all(self[name] == value for name, value in values.items())
        return same and sha256(self.inputs) == self.inputs_sha256

    def _measure_again(self):
        """Return the measurement, computed from the frozen facts alone."""
        inputs = self.inputs
        known = inputs["facts"]
        facts = Facts(
            **{
                name: [tuple(pair) for pair in known[name]]
                for name in ("service", "known", "monitor_off", "windows", "months")
            },
            outages=tuple(
                Outage(
                    **{
                        **outage,
                        "parts": tuple(Part(**part) for part in outage["parts"]),
                        "seen": tuple(map(tuple, outage["seen"])),
                    }
                )
                for outage in known["outages"]
            ),
        )
        exact = {
            name: Fraction(inputs["method"][name])
            for name in ("target", "partial_weight")
        }
        method = Method(**{**inputs["method"], **exact})
        return measure(inputs["start"], inputs["stop"], facts, method)
