# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models

# The whole property, with the lines that continue it.
ICS_UID = re.compile(rb"UID:[^\r\n]*(\r?\n[ \t][^\r\n]*)*")
TAKING_PLACE = ("planned", "held")
MOVED_FIELDS = ("start", "stop", "start_date", "stop_date", "duration", "active")


class CalendarEvent(models.Model):
    """Appointments of sessions: their mails, and changes made in the calendar."""

    _inherit = "calendar.event"

    sla_session_ids = fields.One2many(
        comodel_name="bacg.sla.session",
        inverse_name="event_id",
        string="Sessions",
        groups="helpdesk_mgmt.group_helpdesk_user_own",
    )
    sla_ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Case",
        compute="_compute_sla_ticket_id",
        groups="helpdesk_mgmt.group_helpdesk_user_own",
    )

    @api.depends("sla_session_ids")
    def _compute_sla_ticket_id(self):
        for event in self:
            event.sla_ticket_id = event.sla_session_ids.ticket_id[:1]

    def write(self, vals):
        result = super().write(vals)
        if set(MOVED_FIELDS) & set(vals):
            self._session_get_planned()._follow_event()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_sla_sessions(self):
        for session in self._session_get_planned():
            session._end_by_calendar()

    def _session_get_planned(self):
        # sudo: only their own actions write sessions
        return (
            self.env["bacg.sla.session"]
            .sudo()
            .search([("event_id", "in", self.ids), ("state", "=", "planned")])
        )

    def _session_get_ticket(self):
        """Return the case of this event, if it is a session's."""
        # sudo: mails and answers need it, whoever causes them
        return self.sudo().sla_session_ids.ticket_id[:1]

    def _session_notify_called_off(self):
        """Notify the attendees, each in their language and zone."""
        template = self.env.ref("bacg_sla_platino.mail_template_session_called_off")
        self.attendee_ids._notify_attendees(template, force_send=True)

    def get_display_time_tz(self, tz=False):
        ticket = self._session_get_ticket()
        return super().get_display_time_tz(
            tz=tz or (ticket and ticket._get_customer_zone())
        )

    def _notify_get_reply_to(self, default=None, author_id=False):
        """Send answers to an invitation to the case's mailbox."""
        result = super()._notify_get_reply_to(default=default, author_id=author_id)
        for event in self:
            ticket = event._session_get_ticket()
            if ticket:
                result.update(
                    {
                        event.id: ticket._notify_get_reply_to(default, author_id)[
                            ticket.id
                        ]
                    }
                )
        return result

    def _get_ics_file(self):
        """Give a session the same UID in each of its files, so that a move replaces it.

        Core generates a new one each time: a moved session would appear twice.
        """
        files = super()._get_ics_file()
        for event in self:
            sessions = event.sudo().sla_session_ids
            if sessions and event.id in files:
                lines = event._session_get_ics_lines(sessions)
                files[event.id] = ICS_UID.sub(
                    "\r\n".join(lines).encode(), files[event.id], count=1
                )
        return files

    def _session_get_ics_lines(self, sessions):
        # sudo: the database's UUID is no secret
        config = self.env["ir.config_parameter"].sudo()
        called_off = not sessions.filtered(lambda row: row.state in TAKING_PLACE)
        lines = [
            f"UID:sla-session-{self.id}@{config.get_param('database.uuid')}",
            f"SEQUENCE:{len(sessions) - 1 + called_off}",
        ]
        return lines + ["STATUS:CANCELLED"] * called_off
