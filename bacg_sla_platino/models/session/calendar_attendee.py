# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class CalendarAttendee(models.Model):
    """Invitations to sessions: the attendee's zone, and refusals on the case."""

    _inherit = "calendar.attendee"

    def _compute_mail_tz(self):
        result = super()._compute_mail_tz()
        for attendee in self.filtered(lambda attendee: not attendee.mail_tz):
            ticket = attendee.event_id._session_get_ticket()
            if ticket:
                attendee.mail_tz = ticket._get_customer_zone()
        return result

    def do_decline(self):
        result = super().do_decline()
        for attendee in self:
            ticket = attendee.event_id._session_get_ticket()
            if ticket:
                staff = ticket._in_staff_language()
                note = staff.env._(
                    "%s declined the invitation to the session.", attendee.common_name
                )
                ticket._log_notes({ticket: [note]})
        return result
