# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import pytz

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..tools import work_clock


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
        # A clean superuser context: the answer must not depend on who asks.
        calendar = self.with_env(self.env(su=True, context={}))
        version = calendar._sla_version()

        def expand(start, stop):
            return calendar._sla_open_hours(version, start, stop)

        return work_clock.BusinessHours(expand)

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
        leaves = Domain("time_type", "=", "leave") & (
            Domain("calendar_id", "=", self.id)
            | Domain("company_id", "in", [False, self.company_id.id])
        )
        intervals = self._work_intervals_batch(
            pytz.utc.localize(start), pytz.utc.localize(stop), domain=list(leaves)
        )[False]
        return [
            (
                opened.astimezone(pytz.utc).replace(tzinfo=None),
                closed.astimezone(pytz.utc).replace(tzinfo=None),
            )
            for opened, closed, _attendance in intervals
        ]

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
