# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

import pytz

from odoo import fields, models
from odoo.fields import Domain

from ...tools.clock.local_day import midnight
from ...tools.session_slots import free_starts
from ..common.resource_calendar import DAY, naive_utc
from .bacg_sla_session import SESSION_MEDIA, SESSION_TAKES

STEP = timedelta(minutes=30)


class ResUsers(models.Model):
    """When an agent is free for a session (SLA 1.17)."""

    _inherit = "res.users"

    session_medium = fields.Selection(
        selection=SESSION_MEDIA,
        string="Medium of my sessions",
        help="The medium of your own meeting room.",
    )
    session_link = fields.Char(
        string="My meeting room",
        help="The link of sessions that a customer proposes in this medium and you "
        "confirm with one click. Use a room with a waiting room: each of your "
        "customers knows it.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ["session_medium", "session_link"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ["session_medium", "session_link"]

    def _session_free_starts(self, length, bounds, calendar, without=()):
        """Return when a session with this agent can begin: naive UTC, sorted.

        :param length: timedelta
        :param bounds: the earliest start and the latest end, naive UTC
        :param calendar: working hours of an agent who has none of their own
        :param without: sessions to ignore, such as the one being moved
        """
        # sudo: customers learn when agents are free, not what they have to do
        agent = self.sudo()
        calendar, resource = agent._session_schedule(calendar)
        zone = pytz.timezone(agent.tz or resource.tz or calendar.tz or "UTC")
        around = bounds[0] - DAY, bounds[1] + DAY
        return free_starts(
            agent._session_working_hours(calendar, resource, *around),
            agent._session_taken(*around, zone, without),
            length,
            STEP,
            bounds,
            lambda moment: zone.fromutc(moment).utcoffset(),
        )

    def _session_is_free(self, start, stop, without=()):
        """Return whether this agent is free between two moments."""
        agent = self.sudo()
        zone = pytz.timezone(agent.tz or "UTC")
        taken = agent._session_taken(start - DAY, stop + DAY, zone, without)
        return not any(begin < stop and start < end for begin, end in taken)

    def _session_schedule(self, calendar):
        """Return the agent's calendar, else the given one, and their resource."""
        resource = self.resource_ids.filtered(
            lambda row: not row.company_id or row.company_id == self.company_id
        )[:1]
        own = resource.calendar_id
        if own and not (own.flexible_hours or own.duration_based):
            calendar = own
        return calendar, resource

    def _session_working_hours(self, calendar, resource, start, stop):
        """Return the agent's working hours less their leaves and the holidays."""
        calendar, domain = calendar._sla_clean(self.company_id)
        resource = resource.with_env(calendar.env)
        bounds = [pytz.utc.localize(moment) for moment in (start, stop)]
        own = Domain(domain) | Domain("resource_id", "in", resource.ids)
        hours = calendar._attendance_intervals_batch(*bounds, resources=resource)
        leaves = calendar._leave_intervals_batch(
            *bounds, resources=resource, domain=list(own)
        )
        work = hours[resource.id] - leaves[resource.id]
        return [(naive_utc(begin), naive_utc(end)) for begin, end, _rows in work]

    def _session_taken(self, start, stop, zone, without=()):
        """Return the agent's appointments and open sessions as (start, stop) pairs."""
        sessions = self.env["bacg.sla.session"].concat(*without)
        events = self.env["calendar.event"].search(
            Domain("partner_ids", "in", self.partner_id.ids)
            & Domain("show_as", "=", "busy")
            & Domain("start", "<", stop)
            & Domain("stop", ">", start)
            & Domain("id", "not in", sessions.event_id.ids)
        )
        declined = events.attendee_ids.filtered(
            lambda row: row.state == "declined" and row.partner_id == self.partner_id
        )
        open_sessions = self.env["bacg.sla.session"].search(
            Domain("user_id", "=", self.id)
            & Domain("state", "in", SESSION_TAKES)
            & Domain("start", "<", stop)
            & Domain("stop", ">", start)
            & Domain("id", "not in", sessions.ids)
        )
        pairs = [_event_pair(event, zone) for event in events - declined.event_id]
        return pairs + [(session.start, session.stop) for session in open_sessions]


def _event_pair(event, zone):
    """Return an event's start and stop; an all-day event takes whole days.

    Core stores such events from 8 to 18 o'clock, in no zone.
    """
    if not event.allday:
        return event.start, event.stop
    days = (event.start_date, event.stop_date + DAY)
    return tuple(midnight(day, zone.zone) for day in days)
