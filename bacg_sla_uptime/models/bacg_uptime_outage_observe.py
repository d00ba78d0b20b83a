# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, models

from odoo.addons.bacg_sla_platino.tools import intervals
from odoo.addons.bacg_sla_platino.tools.concurrency import advisory_lock

from .bacg_uptime_outage import COUNTING_STATES


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
        for instance_id in sorted({values["instance_id"] for values in observations}):
            advisory_lock(self.env, f"bacg.uptime.outage {instance_id}")
        rows = self.env["bacg.uptime.observation"]._take(observations)
        rows.outage_id._refresh()
        outages = self._arrange(rows)
        outages._take_customers()
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
            left = intervals.subtract([(part.start, end)], taken) if end else []
            for start, stop in left:
                part.copy({"outage_id": self.id, "start": start, "stop": stop})

    def _refresh(self):
        """Derive the times of these outages from what was observed and corrected."""
        for outage in self:
            start, stop = outage._get_times()
            if (start, stop) == (outage.start, outage.stop):
                continue
            vals = {"start": start, "stop": stop}
            if outage.state == "confirmed":
                vals["state"] = "review"  # what was confirmed has changed
            outage.write(vals)

    def _get_times(self):
        """Return begin and end (False while it goes on), naive UTC."""
        self.ensure_one()
        # A customer knows when he noticed it, not when it began or ended.
        rows = self.observation_ids.filtered(lambda row: row.source != "customer")
        if not rows:
            return self.start, self.stop
        start = min(rows.mapped("start"))
        stop = max(rows.mapped("stop")) if all(rows.mapped("stop")) else False
        for correction in self.correction_ids.sorted("id"):
            if correction.field == "start":
                start = correction.new_value
            else:
                stop = correction.new_value
        return start, stop

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
            for outage in outages[row.instance_id]:
                if len(intervals.meeting([row, outage], _bounds)) == 1:
                    row.outage_id = outage
