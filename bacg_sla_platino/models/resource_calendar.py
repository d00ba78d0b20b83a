# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import pytz

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..tools import work_clock


def _naive(intervals):
    """Return intervals of aware datetimes as ``(start, stop, records)``, naive UTC."""
    return [
        (
            start.astimezone(pytz.utc).replace(tzinfo=None),
            stop.astimezone(pytz.utc).replace(tzinfo=None),
            records,
        )
        for start, stop, records in intervals
    ]


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _sla_deadline(self, start, minutes, pauses=()):
        """Return when ``minutes`` of this calendar's open time have passed (SLA 1.06).

        :param start: naive UTC datetime
        :param minutes: float
        :param pauses: ``(start, stop)`` pairs, naive UTC; may overlap, may lie
            outside the hours; ``stop`` is None while the pause is open
        :return: naive UTC datetime, or None while an open pause holds the clock
        :raises UserError: if the calendar cannot measure (flexible, no open time)
        """
        self._sla_check_usable()
        try:
            return work_clock.deadline(self._sla_hours(), start, minutes, pauses)
        except work_clock.NoOpenTime:
            raise self._sla_no_open_time() from None

    def _sla_elapsed(self, start, stop, pauses=()):
        """Return the minutes of open time between two naive UTC datetimes.

        Parameters and errors as in :meth:`_sla_deadline`.
        """
        self._sla_check_usable()
        return work_clock.elapsed(self._sla_hours(), start, stop, pauses)

    def _sla_hours(self):
        """Return this calendar's open hours for ``tools.work_clock``."""
        self.ensure_one()
        calendar, _leaves = self._sla_clean()
        version = calendar._sla_version()

        def expand(start, stop):
            return calendar._sla_open_hours(version, start, stop)

        return work_clock.BusinessHours(expand)

    def _sla_open_and_holidays(self, start, stop):
        """Return the open time and what holidays take of it, for an explanation.

        :param start, stop: naive UTC datetimes
        :return: ``(start, stop)`` pairs and ``(start, stop, holiday name)`` triples
        """
        calendar, leaves = self._sla_clean()
        bounds = pytz.utc.localize(start), pytz.utc.localize(stop)
        hours = calendar._attendance_intervals_batch(*bounds)[False]
        off = calendar._leave_intervals_batch(*bounds, domain=leaves)[False]
        holidays = [(a, b, leave[:1].name or "") for a, b, leave in _naive(off & hours)]
        return [pair[:2] for pair in _naive(hours - off)], holidays

    def _sla_clean(self):
        """Return this calendar for a superuser and the domain of its leaves.

        In a clean context: the answer must not depend on who asks.
        """
        calendar = self.with_env(self.env(su=True, context={}))
        leaves = Domain("time_type", "=", "leave") & (
            Domain("calendar_id", "=", calendar.id)
            | Domain("company_id", "in", [False, calendar.company_id.id])
        )
        return calendar, list(leaves)

    def _sla_version(self):
        """Return a hash of all that the open hours of this calendar hang on."""
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
                         OR company_id IS NULL OR company_id = %(company)s))
            ))
            """,
            calendar=self.id,
            company=self.company_id.id or None,
        )
        return self.env.execute_query(query)[0][0]

    # The hash in the key leaves nothing to invalidate.
    @ormcache("self.id", "version", "start", "stop")
    def _sla_open_hours(self, version, start, stop):
        """Return the open ``(start, stop)`` pairs between two naive UTC datetimes.

        :param version: what :meth:`_sla_version` returned
        """
        calendar, leaves = self._sla_clean()
        intervals = calendar._work_intervals_batch(
            pytz.utc.localize(start), pytz.utc.localize(stop), domain=leaves
        )[False]
        return [pair[:2] for pair in _naive(intervals)]

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
