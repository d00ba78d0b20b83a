# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

import pytz

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache
from odoo.tools.intervals import Intervals

from ...tools.clock import work_clock
from ...tools.clock.local_day import day_end, local_date

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def naive_utc(moment):
    """Return an aware datetime as naive UTC."""
    if moment.microsecond == 999999:  # how core says 24:00
        moment += timedelta(microseconds=1)
    return moment.astimezone(pytz.utc).replace(tzinfo=None)


def _moments(moment, zone):
    """Return the moments (naive UTC) at which clocks show the wall time of ``moment``.

    :return: one, two if a change of the clock repeats it, none if it is left out
    """
    wall = moment.replace(tzinfo=None)
    try:
        return [naive_utc(zone.localize(wall, is_dst=None))]
    except pytz.NonExistentTimeError:
        return []
    except pytz.AmbiguousTimeError:
        return [naive_utc(zone.localize(wall, is_dst=flag)) for flag in (True, False)]


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _sla_deadline(self, start, minutes, pauses=(), company=None):
        """Return when ``minutes`` of this calendar's open time have passed (SLA 1.06).

        :param start: naive UTC datetime
        :param minutes: float
        :param pauses: ``(start, stop)`` pairs, naive UTC; may overlap, may lie
            outside the hours; ``stop`` is None while the pause is open
        :param company: that is served in these hours: its holidays count, too
        :return: naive UTC datetime, or None while an open pause holds the clock
        :raises UserError: if the calendar cannot measure (flexible, no open time)
        """
        try:
            return work_clock.deadline(self._sla_hours(company), start, minutes, pauses)
        except work_clock.NoOpenTime:
            raise self._sla_no_open_time() from None

    def _sla_elapsed(self, start, stop, pauses=(), company=None):
        """Return the minutes of open time between two naive UTC datetimes.

        Parameters and errors as in :meth:`_sla_deadline`.
        """
        return work_clock.elapsed(self._sla_hours(company), start, stop, pauses)

    def _sla_closing_after(self, moment, days, company=None):
        """Return when the last of so many working days after a moment's day closes.

        :param moment: naive UTC datetime; its own day does not count
        :param days: 1 or more
        :param company: as for :meth:`_sla_deadline`
        :return: naive UTC datetime
        :raises UserError: as :meth:`_sla_deadline`
        """
        self._sla_check_usable()
        calendar, _leaves = self._sla_clean()
        start = day_end(local_date(moment, calendar.tz), calendar.tz)
        stop = start + (7 * days + 60) * DAY
        closings = {}
        for opened, closed in calendar._sla_open_and_holidays(start, stop, company)[0]:
            closings[local_date(opened, calendar.tz)] = closed
        if len(closings) < days:
            raise self._sla_no_open_time()
        return closings[sorted(closings)[days - 1]]

    def _sla_day_minutes(self):
        """Return the open minutes of a working day, None if not all have the same."""
        lengths = {}
        for calendar in self:
            for one in calendar._get_global_attendances():
                if one.day_period != "lunch":
                    day = calendar, one.week_type, one.dayofweek
                    minutes = 60 * (one.hour_to - one.hour_from)
                    lengths[day] = lengths.get(day, 0) + minutes
        distinct = {round(minutes, 4) for minutes in lengths.values()}
        return distinct.pop() if len(distinct) == 1 else None

    def _sla_hours(self, company=None):
        """Return this calendar's open hours for ``tools.work_clock``.

        :param company: as for :meth:`_sla_deadline`
        :raises UserError: if it has no fixed hours to count in
        """
        self.ensure_one()
        calendar, _leaves = self._sla_clean()
        version = calendar._sla_version(company)
        self._sla_check_version(version)

        def expand(start, stop):
            return calendar._sla_open_hours(version, start, stop, company)

        return work_clock.BusinessHours(expand)

    def _sla_open_and_holidays(self, start, stop, company=None):
        """Return the open time and what holidays take of it.

        :param start, stop: naive UTC datetimes
        :param company: as for :meth:`_sla_deadline`
        :return: ``(start, stop)`` pairs and ``(start, stop, holiday name)`` triples
        """
        calendar, domain = self._sla_clean(company)
        # A day wider, then cut: the ends of the hours must be theirs, not the bounds'.
        bounds = [pytz.utc.localize(moment) for moment in (start - DAY, stop + DAY)]
        hours = calendar._sla_attendances(*bounds)
        hours &= Intervals([(start, stop, self.browse())])
        off = calendar._sla_leaves(*bounds, domain)
        holidays = [(a, b, leave[:1].name or "") for a, b, leave in off & hours]
        return [pair[:2] for pair in hours - off], holidays

    def _sla_open_weekdays(self):
        """Return the days of the week with open hours, Monday is 0."""
        return {int(line.dayofweek) for line in self._get_global_attendances()}

    def _sla_attendances(self, start, stop):
        """Return core's attendances between two aware datetimes, in naive UTC.

        A wall time that a change of the clock repeats opens the first time and closes
        the last time; core takes one of the two, and where midnight comes twice a
        schedule around the clock lost an hour. Hours that are left out are no time.
        """
        zone, intervals = pytz.timezone(self.tz), []
        core = self._attendance_intervals_batch(start, stop)[False]
        for opening, closing, attendance in core:
            first, last = _moments(opening, zone), _moments(closing, zone)
            if first or last:
                first = min(first, default=naive_utc(opening))
                last = max(last, default=naive_utc(closing))
                intervals.append((first, last, attendance))
        return Intervals(intervals)

    def _sla_leaves(self, start, stop, domain):
        """Return core's leaves between two aware datetimes, in naive UTC.

        A day off is stored until 23:59:59, and takes that second, too.
        """
        leaves = self._leave_intervals_batch(start, stop, domain=domain)[False]
        return Intervals(
            (
                (naive_utc(a), naive_utc(b) + SECOND * (b.second == 59), leave)
                for a, b, leave in leaves
            ),
            keep_distinct=True,
        )

    def _sla_clean(self, company=None):
        """Return this calendar for a superuser and the domain of its leaves.

        In a clean context: the answer must not depend on who asks. Holidays without a
        calendar close every calendar that serves their company (decision 30).

        :param company: as for :meth:`_sla_deadline`
        """
        calendar = self.with_env(self.env(su=True, context={}))
        companies = calendar._sla_closing_companies(company)
        leaves = Domain("time_type", "=", "leave") & (
            Domain("calendar_id", "=", calendar.id)
            | Domain("company_id", "in", [False, *companies.ids])
        )
        return calendar, list(leaves)

    def _sla_closing_companies(self, company):
        """Return the companies whose holidays close this calendar for ``company``."""
        return self.company_id | (company or self.company_id).sudo()

    def _sla_version(self, company=None):
        """Return a hash of all that the open hours of this calendar hang on.

        :param company: as for :meth:`_sla_deadline`
        """
        for model in ("", ".attendance", ".leaves"):
            self.env[f"resource.calendar{model}"].flush_model()
        query = SQL(
            """
            SELECT md5(concat(
                (SELECT calendar::text FROM resource_calendar calendar
                  WHERE id = %(calendar)s),
                (SELECT string_agg(attendance::text, '' ORDER BY id)
                   FROM resource_calendar_attendance attendance
                  WHERE calendar_id = %(calendar)s),
                (SELECT string_agg(leave::text, '' ORDER BY id)
                   FROM resource_calendar_leaves leave
                  WHERE resource_id IS NULL
                    AND (calendar_id = %(calendar)s
                         OR company_id IS NULL OR company_id = ANY(%(companies)s)))
            ))
            """,
            calendar=self.id,
            companies=self._sla_closing_companies(company).ids,
        )
        return self.env.execute_query(query)[0][0]

    # The hash in the key leaves nothing to invalidate.
    @ormcache("self.id", "version", "start", "stop")
    def _sla_open_hours(self, version, start, stop, company=None):
        """Return the open ``(start, stop)`` pairs between two naive UTC datetimes.

        :param version: what :meth:`_sla_version` returned for ``company``
        """
        return self._sla_open_and_holidays(start, stop, company)[0]

    @ormcache("self.id", "version")
    def _sla_check_version(self, version):
        """Raise as :meth:`_sla_check_usable` does; what is usable is checked once."""
        self._sla_check_usable()

    def _sla_check_usable(self):
        """Raise a UserError if a calendar has no fixed hours to count in."""
        for calendar in self.with_env(self.env(su=True)):
            if calendar.flexible_hours or calendar.duration_based:
                raise UserError(
                    self.env._(
                        "Working schedule “%(name)s”: hours that are flexible or given "
                        "by duration cannot measure a promise. Choose a schedule with "
                        "fixed hours of the day.",
                        name=calendar.name,
                    )
                )
            if not calendar._get_global_attendances():
                raise calendar._sla_no_open_time()

    def _sla_no_open_time(self):
        return UserError(
            self.env._(
                "Working schedule “%(name)s” has no open time: no deadline can be "
                "computed. Add working hours or choose another schedule.",
                name=self.name,
            )
        )
