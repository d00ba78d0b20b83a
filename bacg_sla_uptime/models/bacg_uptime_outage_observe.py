# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, api, models

from odoo.addons.bacg_sla_platino.tools import intervals
from odoo.addons.bacg_sla_platino.tools.concurrency import touch

from .bacg_uptime_outage import COUNTING_STATES, REOPENED

# An outage that our monitor sees so soon after a claim is the one that was claimed.
CLAIM = timedelta(hours=1)


def _bounds(record):
    return record.start, record.stop


class BacgUptimeOutage(models.Model):
    """Outages made of what several sources saw."""

    _inherit = "bacg.uptime.outage"

    @api.model
    def _observe(self, observations):
        """Take what sources saw: outages open, extend, end and become one.

        Idempotent, and the same in whatever order it comes. Called in sudo.

        :param observations: list of dicts with ``instance_id``, ``source`` (a key of
            ``bacg.uptime.observation.source``), ``key`` (the same for the same event
            of a source), ``start`` and ``stop`` (naive UTC; ``stop`` False while it
            goes on) and ``evidence`` (text); optionally ``ticket_id``
        :return: the outages they belong to; what only a customer saw opens none
        :raises ValueError: if an observation ends before it begins
        """
        for values in observations:
            if values["stop"] and values["stop"] <= values["start"]:
                raise ValueError(f"{values['key']}: it ends before it begins")
        # Two sources see one outage at once: the later sees what the first one left.
        touch(
            self.env["bacg.hosted.instance"].browse(
                {values["instance_id"] for values in observations}
            )
        )
        rows = self.env["bacg.uptime.observation"]._take(observations)
        rows.outage_id._refresh()
        outages = self._arrange(rows)
        (outages | self._find_near(rows))._take_customers()
        outages |= rows.outage_id
        outages._open_cases()
        return outages

    @api.model
    def _arrange(self, rows):
        """Give observations their outages: those that meet have one.

        Of outages that no person has touched yet the observations are arranged anew;
        a touched one stays whole, and takes in what meets it.

        :return: the outages of ``rows``
        """
        outages = self._find_near(rows)
        fluid = outages.filtered(lambda outage: outage._is_untouched())
        loose = rows.filtered(lambda row: not row.outage_id) | fluid.observation_ids
        loose = loose.filtered(lambda row: row.source != "customer")
        items = [*(outages - fluid), *loose]
        taken = self.browse()
        for instance in loose.instance_id:
            own = [item for item in items if item.instance_id == instance]
            for group in intervals.meeting(own, _bounds):
                taken |= self._gather(group, fluid - taken)
        taken._refresh()
        return (taken | rows.outage_id).filtered(
            lambda outage: outage in rows.outage_id
        )

    @api.model
    def _find_near(self, rows):
        """Return the outages that may meet one of ``rows``, their own included."""
        near = self.search(
            [
                ("instance_id", "in", rows.instance_id.ids),
                ("state", "in", COUNTING_STATES),
                "|",
                ("stop", "=", False),
                ("stop", ">=", min(rows.mapped("start"), default=False)),
            ]
        )
        own = rows.outage_id.filtered(lambda outage: outage.state in COUNTING_STATES)
        return near | own

    def _is_untouched(self):
        """Return whether nobody reviewed, corrected or divided this outage."""
        self.ensure_one()
        return not (self.state != "detected" or self.correction_ids or self.slice_ids)

    @api.model
    def _gather(self, group, free):
        """Make one outage of what meets: touched outages and loose observations.

        :param free: the untouched outages that may be used for it
        """
        rows = self.env["bacg.uptime.observation"].browse(
            [item.id for item in group if item._name == "bacg.uptime.observation"]
        )
        outages = self.browse([item.id for item in group if item._name == self._name])
        outages |= rows.outage_id & free
        if not outages:
            return self.create(self._prepare_outage(rows))
        one = outages._join()
        (rows - one.observation_ids).outage_id = one
        return one

    @api.model
    def _prepare_outage(self, rows):
        first = rows.sorted("start")[:1]
        return {
            "instance_id": first.instance_id.id,
            "start": first.start,
            "stop": first.stop,
            "observation_ids": [Command.link(row.id) for row in rows],
        }

    def _join(self):
        """Make one of these outages, the earliest, with all that belongs to them."""
        one = self.sorted(lambda outage: (outage.start, outage.id))[:1]
        others = self - one
        if others:
            others.observation_ids.outage_id = one
            others.correction_ids.outage_id = one
            one._refresh()
            one._take_slices(others.slice_ids)
            one._take_cases(others)
            others.write(
                {
                    "state": "rejected",
                    "joined_into_id": one.id,
                    "reject_reason": self.env._("Part of %s", one.display_name),
                }
            )
        return one

    def _take_slices(self, slices):
        """Take over the slices of joined outages, where this one has none yet."""
        for part in slices:
            end = part.stop or part.outage_id.stop or self.stop
            taken = intervals.union(
                (own.start, own.stop or self.stop or end) for own in self.slice_ids
            )
            if not end:
                continue
            own = intervals.clip([(part.start, end)], self.start, self.stop or end)
            left = intervals.subtract(own, taken)
            for start, stop in left:
                part.copy({"outage_id": self.id, "start": start, "stop": stop})

    def _refresh(self):
        """Derive the times of these outages from what was observed and corrected."""
        ended = self.browse()
        for outage in self:
            start, stop = outage._get_times()
            if (start, stop) == (outage.start, outage.stop):
                continue
            vals = {"start": start, "stop": stop}
            if outage.state == "confirmed":
                vals |= REOPENED  # what was confirmed has changed
            if stop and not outage.stop:
                ended |= outage
            outage.write(vals)
        ended._notify_recovery()

    def _get_times(self):
        """Return begin and end (False while it goes on), naive UTC.

        A correction stands for what had been observed by then; what another source
        saw besides counts as it was seen.
        """
        self.ensure_one()
        # A customer knows when he noticed it, not when it began or ended.
        rows = self.observation_ids.filtered(lambda row: row.source != "customer")
        starts, stops = self._get_bounds("start", rows), self._get_bounds("stop", rows)
        if not rows:
            return self.start, self.stop
        return min(starts), max(stops) if all(stops) else False

    def _get_bounds(self, name, rows):
        """Return what the last correction of a bound says, and rows it knew nothing of.

        :param name: ``start`` or ``stop``
        """
        corrections = self.correction_ids.filtered(lambda one: one.field == name)
        last = corrections.sorted("id")[-1:]
        return [
            *last.mapped("new_value"),
            *(row[name] for row in rows - last.observation_ids),
        ]

    def _take_customers(self):
        """Put what customers saw in the same time beside it."""
        alone = self.env["bacg.uptime.observation"].search(
            [
                ("instance_id", "in", self.instance_id.ids),
                ("source", "=", "customer"),
                ("outage_id", "=", False),
            ]
        )
        outages = self.grouped("instance_id")
        for row in alone:
            claim = (row.start, row.stop or row.start + CLAIM)
            for outage in outages[row.instance_id]:
                met = intervals.meeting([claim, _bounds(outage)], lambda pair: pair)
                if len(met) == 1:
                    row.outage_id = outage
