# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import plaintext2html
from odoo.tools.misc import clean_context


class BacgSlaSession(models.Model):
    """The appointment of a session in Odoo's calendar, which invites the attendees."""

    _inherit = "bacg.sla.session"

    def _for_writing(self, events):
        """Return events to write, without the default values of the context."""
        context = {
            **clean_context(self.env.context),
            "skip_contact_description": True,
        }
        return events.with_env(events.env(context=context))

    def _invite(self):
        """Create the appointment; core invites attendees, each in their language."""
        events = self._for_writing(self.env["calendar.event"])
        quiet = events.with_context(no_mail_to_attendees=True)
        self.event_id = quiet.create(self._event_values())
        # Only now do its mails find the case.
        self._for_writing(self.event_id).attendee_ids._send_invitation_emails()

    def _take_event(self):
        """Take over the previous session's appointment; core notifies its attendees."""
        self.event_id = self.previous_id.event_id
        if self.event_id:
            self._for_writing(self.event_id).write(self._event_values())
        else:
            self._invite()

    def _event_values(self):
        """Return the event's values in the language of the case's customer."""
        ticket = self.ticket_id._in_customer_language()
        session = self.with_env(ticket.env)
        people = session.customer_ids | (session.user_id | session.staff_ids).partner_id
        lines = [session.agenda or "", session._medium_label()]
        return {
            "name": f"[{ticket.number}] {ticket.name}",
            "description": plaintext2html("\n\n".join(filter(None, lines))),
            "start": session.start,
            "stop": session.stop,
            "user_id": session.user_id.id,
            "partner_ids": [(6, 0, people.ids)],
            "location": session.place or False,
            "videocall_location": session.link or False,
            # Whoever may not see the case must not read it in the calendar.
            "privacy": "private",
        }

    def _copy_to(self, start, **values):
        """Return a planned session that replaces this one."""
        return self.copy(
            {
                "state": "planned",
                "start": start,
                "previous_id": self.id,
                "reason": False,
                **values,
            }
        )

    def _call_off(self):
        """Remove the appointments that have not begun from everybody's calendar."""
        now = fields.Datetime.now()
        events = self.event_id.filtered(lambda event: event.start > now)
        for event in events:
            event._session_notify_called_off()
        self._for_writing(events).active = False

    def _follow_event(self):
        """Apply what was changed in the calendar itself."""
        for session in self:
            event = session.event_id
            if not event.active:
                session._end_by_calendar()
            elif (event.start, event.stop) != (session.start, session.stop):
                session._moved_by_calendar(event)

    def _moved_by_calendar(self, event):
        minutes = round((event.stop - event.start).total_seconds() / 60)
        before = self._when()
        new = self._copy_to(event.start, minutes=minutes)
        self.write({"state": "moved", "reason": self.env._("Moved in the calendar.")})
        new._log_on_case(
            self.env._(
                "Session moved in the calendar: %(session)s; before: %(before)s.",
                session=new._sentence(),
                before=before,
            )
        )

    def _end_by_calendar(self):
        reason = self.env._("Its appointment was removed from the calendar.")
        self.write({"state": "not_held", "reason": reason})
        self._log_on_case(
            self.env._(
                "Session not held: %(session)s. %(reason)s",
                session=self._sentence(),
                reason=reason,
            )
        )
