# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz

from odoo import models
from odoo.fields import Domain

from ...tools.clock.local_day import day_end, local_date, midnight

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


class ResourceCalendar(models.Model):
    """The days of a year: on which people work, which are entered as holidays."""

    _inherit = "resource.calendar"

    def _holiday_get_entered(self, first, last):
        """Return a dict from date to the names of the holidays entered on it.

        :param first, last: dates, both included
        """
        calendar, leaves = self._sla_clean()
        zone = calendar.tz or "UTC"
        begin, end = midnight(first, zone), day_end(last, zone)
        general = Domain("resource_id", "=", False) & Domain(leaves)
        general &= Domain("calendar_id", "in", [False, calendar.id])
        within = Domain("date_from", "<", end) & Domain("date_to", ">", begin)
        entered = defaultdict(list)
        for leave in calendar.env["resource.calendar.leaves"].search(general & within):
            day = max(local_date(leave.date_from, zone), first)
            # One that ends at midnight takes nothing of the day that begins then.
            until = max(leave.date_to - SECOND, leave.date_from)
            while day <= min(local_date(until, zone), last):
                entered[day].append(leave.name or "")
                day += DAY
        return {day: ", ".join(names) for day, names in entered.items()}

    def _holiday_get_working_days(self, first, last):
        """Return the dates of these that have hours, whatever holidays take of them.

        :param first, last: dates, both included
        """
        calendar, _leaves = self._sla_clean()
        zone = calendar.tz or "UTC"
        bounds = (midnight(first, zone), day_end(last, zone))
        hours = calendar._sla_attendances(*map(pytz.utc.localize, bounds))
        return {local_date(opened, zone) for opened, _closed, _what in hours}

    def _holiday_add(self, days):
        """Enter holidays.

        :param days: ``(date, name, hour)`` triples; the hour of the day, as a float,
            from which nobody works
        """
        zone = pytz.timezone(self.tz or "UTC")
        return self.env["resource.calendar.leaves"].create(
            [
                {
                    "name": name,
                    "calendar_id": self.id,
                    "date_from": _moment(day, hour, zone),
                    # A day ends as core says it.
                    "date_to": day_end(day, zone.zone) - SECOND,
                }
                for day, name, hour in days
            ]
        )


def _moment(day, hour, zone):
    """Return an hour of a day (float) in a zone as naive UTC."""
    wall = datetime.combine(day, time.min) + timedelta(minutes=round(hour * 60))
    return zone.localize(wall).astimezone(pytz.utc).replace(tzinfo=None)
