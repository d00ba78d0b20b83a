# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from odoo.addons.bacg_sla_platino.models.common.selections import selection_labels
from odoo.addons.bacg_sla_platino.tools.clock.local_day import (
    day_end,
    local_date,
    midnight,
)
from odoo.addons.bacg_sla_platino.tools.clock.work_clock import to_ticks
from odoo.addons.bacg_sla_platino.tools.intervals import union

from ..tools import availability
from ..tools.availability import Facts, to_datetime, to_seconds
from .bacg_uptime_outage import COUNTING_STATES

TICKS = 1_000_000  # in a second
# What is announced may excuse; what was only planned, or cancelled, does not.
ANNOUNCED_STATES = ("announced", "running", "done")


class BacgHostedInstance(models.Model):
    """The availability of instances, computed from what was seen of them."""

    _inherit = "bacg.hosted.instance"

    def _availability(self, start, stop):
        """Return the availability of this instance between two moments (naive UTC).

        :return: a :class:`~..tools.availability.Availability`
        """
        self.ensure_one()
        return self._uptime_measure(start, stop)[self]

    def _uptime_measure(self, start, stop):
        """Return the availability of each instance; the queries do not grow with them.

        Of time that lies before the first day of the instance or of its contract,
        after the contract's last, or ahead, nothing is judged.

        :param start, stop: naive UTC; what is ahead of now is left out
        :return: dict from instance to :class:`~..tools.availability.Availability`
        """
        stop = min(stop, fields.Datetime.now())
        start = min(start, stop)
        first = to_seconds(start)
        # sudo: figures of instances that the caller may read
        measured = self.sudo()
        judging = measured._uptime_get_judging(start, stop)
        last_second = stop - timedelta(seconds=1)
        zones = {one: one._uptime_get_zone(last_second) for one in judging.values()}
        methods = {one: one._uptime_get_method(last_second) for one in judging.values()}
        months = {zone: _months(start, stop, zone) for zone in set(zones.values())}
        low = min([first, *(zoned[0][0] for zoned in months.values() if zoned)])
        low, last = to_datetime(low), stop
        spans = measured._uptime_get_spans(low, last)
        minimum = {key: methods[one].minimum for key, one in judging.items()}
        outages = measured._uptime_get_outages(low, last, minimum)
        notice = {
            key: one._uptime_get_terms(last_second)["uptime_notice_hours"]
            for key, one in judging.items()
        }
        windows = measured._uptime_get_announced(low, last, notice)
        service = measured._uptime_get_service(low, last)
        result = {}
        for instance, own in zip(self, measured, strict=True):
            known, off = spans.get(own.id, ((), ()))
            facts = Facts(
                service=service[own.id],
                known=union(known),
                monitor_off=union(off),
                outages=tuple(outages.get(own.id, ())),
                windows=windows.get(own.id, []),
                months=tuple(months[zones[judging[own.id]]]),
            )
            result[instance] = availability.measure(
                first, to_seconds(stop), facts, methods[judging[own.id]]
            )
        return result

    def _uptime_get_contracts(self):
        """Return by instance the customer's contracts with hosting, by their days.

        Contracts of one customer share no day; its own is among them.
        """
        contracts = self.env["bacg.sla.contract"].with_context(active_test=False)
        found = contracts.search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                "|",
                ("hosted", "=", True),
                ("id", "in", self.contract_id.ids),
            ],
            order="date_from, id",
        )
        by_customer = found.grouped(lambda one: (one.partner_id, one.company_id))
        return {
            one.id: by_customer.get((one.partner_id, one.company_id)) or one.contract_id
            for one in self
        }

    def _uptime_get_judging(self, start, stop):
        """Return by instance the contract whose method judges ``[start, stop)``.

        It is that of the begin of the last month, or the first one in it.
        """
        last = max(start, stop - timedelta(seconds=1))
        judging, known = {}, {}
        for key, contracts in self._uptime_get_contracts().items():
            if contracts not in known:
                zone = contracts[-1:]._uptime_get_zone(last)
                day = local_date(last, zone).replace(day=1)
                known[contracts] = contracts._uptime_filter_judging(day)
            judging[key] = known[contracts]
        return judging

    def _uptime_get_spans(self, start, stop):
        """Return by instance what was measured, and when our monitor did not run."""
        rows = self.env["bacg.uptime.span"].search_fetch(
            [
                ("instance_id", "in", self.ids),
                ("start", "<", stop),
                "|",
                ("stop", "=", False),
                ("stop", ">", start),
            ],
            ["instance_id", "state", "start", "stop"],
        )
        spans = {}
        for row in rows:
            known, off = spans.setdefault(row.instance_id.id, ([], []))
            pair = (to_seconds(row.start), to_seconds(row.stop or stop))
            if row.state in ("up", "down"):
                known.append(pair)
            elif row.state == "unknown_monitor":
                off.append(pair)
        return spans

    def _uptime_get_outages(self, start, stop, minimum):
        """Return by instance the outages that count, as the arithmetic takes them.

        :param minimum: seconds that an outage has to last, by id of instance
        """
        rows = self.env["bacg.uptime.outage"].search(
            [
                ("instance_id", "in", self.ids),
                ("state", "in", COUNTING_STATES),
                ("start", "<", stop),
                "|",
                ("stop", "=", False),
                ("stop", ">", start),
            ]
        )
        outages, now = {}, fields.Datetime.now()
        for row in rows:
            shortest = minimum[row.instance_id.id]
            fact = row._get_fact(now).until(to_seconds(stop), shortest)
            outages.setdefault(row.instance_id.id, []).append(fact)
        return outages

    def _uptime_get_announced(self, start, stop, notice_hours):
        """Return by instance the maintenance that was announced in time.

        The notice is counted in elapsed hours, from the mail that told these times.

        :param notice_hours: that a window needs, by id of instance
        """
        windows = {}
        rows = self._uptime_search_windows(
            Domain("state", "in", ANNOUNCED_STATES)
            & Domain("start", "<", stop)
            & Domain("stop", ">", start)
            & Domain("announced_at", "!=", False)
        )
        of_customer = self.grouped(lambda one: (one.partner_id, one.company_id))
        for row in rows:
            named = row.instance_ids
            whole = of_customer.get((row.partner_id, row.company_id), self.browse())
            for instance in named & self if named else whole:
                notice = timedelta(hours=notice_hours[instance.id])
                if row.announced_at + notice <= row.start:
                    pair = (to_seconds(row.start), to_seconds(row.stop))
                    windows.setdefault(instance.id, []).append(pair)
        return windows

    def _uptime_get_service(self, start, stop):
        """Return by instance the set of time that is judged."""
        service, hours = {}, {}
        contracts = self._uptime_get_contracts()
        for instance in self:
            first, last = instance._uptime_get_bounds(
                start, stop, contracts[instance.id]
            )
            calendar = instance.service_calendar_id
            if first >= last:
                service[instance.id] = []
            elif not calendar:
                service[instance.id] = [(to_seconds(first), to_seconds(last))]
            else:
                key = (calendar, instance.company_id)
                if key not in hours:
                    hours[key] = calendar._sla_hours(instance.company_id)
                service[instance.id] = [
                    (opened // TICKS, closed // TICKS)
                    for opened, closed in hours[key].pieces(
                        to_ticks(first), to_ticks(last)
                    )
                ]
        return service

    def _uptime_get_bounds(self, start, stop, contracts):
        """Return the moments (naive UTC) between which this instance is judged.

        :param contracts: all of the customer's with hosting, by their days
        """
        zone = contracts._uptime_filter_judging(self.measured_from)._uptime_get_zone(
            start
        )
        # The contracts' days are those of the customer's business hours.
        own = contracts[:1]._get_business_calendar().tz or "UTC"
        first = max(
            start,
            midnight(self.measured_from, zone),
            midnight(contracts[:1].date_from, own),
        )
        end = contracts[-1:].date_to
        return first, min(stop, day_end(end, own) if end else stop)

    def _get_state_text(self, moment):
        """Return what our monitor knew of this instance at a moment, in a sentence."""
        self.ensure_one()
        # sudo: what stands beside a case that the reader may read
        span = (
            self.env["bacg.uptime.span"]
            .sudo()
            .search(
                [
                    ("instance_id", "=", self.id),
                    ("start", "<=", moment),
                    "|",
                    ("stop", "=", False),
                    ("stop", ">", moment),
                ],
                limit=1,
            )
        )
        when = format_datetime(self.env, moment, dt_format="short")
        if span.state in ("up", "down"):
            state = selection_labels(span, "state")[span.state]
            return self.env._(
                "Our monitor at %(moment)s: %(state)s", moment=when, state=state
            )
        return self.env._("Our monitor saw nothing of it at %s.", when)


def _months(start, stop, zone):
    """Return the calendar months of a zone that meet ``[start, stop)``, in seconds."""
    day, months = local_date(start, zone).replace(day=1), []
    while not months or months[-1][1] < to_seconds(stop):
        after = (day + timedelta(days=32)).replace(day=1)
        months.append(
            (to_seconds(midnight(day, zone)), to_seconds(midnight(after, zone)))
        )
        day = after
    return months
