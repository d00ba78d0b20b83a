# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import pytz
from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from ..common.zones import zone_name


class HelpdeskTicket(models.Model):
    """Recipients, languages and time zones of what is sent about a case."""

    _inherit = "helpdesk.ticket"

    def _in_staff_language(self):
        lang = self.company_id[:1].partner_id.lang or self.env.lang
        return self.with_context(lang=lang)

    def _in_customer_language(self):
        return self.with_context(lang=self.partner_id.lang or self.env.lang)

    def _get_business_calendar(self):
        """Return the business hours of a case; contracts may define others."""
        return self.company_id.resource_calendar_id

    def _get_staff_zone(self):
        return (
            self._get_responsible_user().tz or self._get_business_calendar().tz or "UTC"
        )

    def _get_responsible_user(self):
        """Return the person responsible: assignee, team leader, else a manager."""
        self.ensure_one()
        return self.user_id or self.team_id.user_id or self._get_helpdesk_managers()[:1]

    def _get_helpdesk_managers(self):
        return (self.company_id[:1] or self.env.company)._get_helpdesk_managers()

    def _schedule_activity_for_staff(self, type_xmlid, notes, managers=False):
        """Schedule one activity a case, in batch.

        :param notes: dict from ticket id to the text
        :param managers: for the managers instead of the person responsible
        """
        self._schedule_activities(
            {
                (ticket, type_xmlid, user, None): [notes[ticket.id]]
                for ticket in self
                for user in (
                    ticket._get_helpdesk_managers()
                    if managers
                    else ticket._get_responsible_user()
                )
            }
        )

    @api.model
    def _log_notes(self, sentences):
        """Log one note on each case.

        :param sentences: dict from case to the sentences of its note
        """
        tickets = self.browse(ticket.id for ticket in sentences)
        bodies = {ticket.id: in_lines(lines) for ticket, lines in sentences.items()}
        tickets._message_log_batch(bodies)

    @api.model
    def _schedule_activities(self, sentences, dates=None):
        """Schedule activities in one go.

        :param sentences: dict from (case, activity type's XML id, user, cause) to
            sentences; the cause is a record to which the activity belongs, or None
        :param dates: dict from cause to the day on which it is to be done, else today
        """
        model_id = self.env["ir.model"]._get_id(self._name)
        xmlids = {type_xmlid for _ticket, type_xmlid, *_rest in sentences}
        types = {xmlid: self.env.ref(xmlid) for xmlid in xmlids}
        values_list = []
        for (ticket, type_xmlid, user, cause), lines in sentences.items():
            env = ticket._in_staff_language().env
            activity_type = types[type_xmlid].with_env(env)
            values_list.append(
                {
                    "activity_type_id": activity_type.id,
                    "summary": activity_type.summary or activity_type.name,
                    "note": in_lines(lines),
                    "res_model_id": model_id,
                    "res_id": ticket.id,
                    "user_id": user.id,
                    "date_deadline": (dates or {}).get(cause)
                    or fields.Date.context_today(ticket),
                    **self._prepare_activity_cause(cause),
                }
            )
        # Quick: eleven milliseconds each with mails to the assignees, one without.
        activities = self.env["mail.activity"].sudo()
        activities.with_context(mail_activity_quick_update=True).create(values_list)

    @api.model
    def _prepare_activity_cause(self, cause):
        """Return the values by which an activity belongs to its cause, if it does."""
        return {}

    def _get_customer_zone(self):
        """Return the time zone in which this case's customer reads times."""
        self.ensure_one()
        ticket = self.sudo()  # sudo: calendars are not the customer's to read
        return (
            self.partner_id.tz
            or ticket._get_business_calendar().tz
            or ticket.company_id.resource_calendar_id.tz
            or "UTC"
        )

    def _format_customer_time(self, moment):
        """Return a naive UTC ``moment`` as the customer reads it, zone included."""
        if not moment:
            return ""
        text = self._format_customer_short_time(moment)
        return f"{text} ({self._get_customer_zone_name()})"

    def _format_customer_short_time(self, moment):
        """Return a naive UTC ``moment`` in the customer's zone, without naming it.

        In the language of what is written around it, whoever reads that.
        """
        return format_datetime(
            self.env,
            moment,
            tz=self._get_customer_zone(),
            dt_format="EEE d MMM y, HH:mm",
        )

    def _format_customer_day(self, moment):
        """Return a naive UTC ``moment`` as one says it today: “tomorrow at 09:00”."""
        now, local = map(self._localize_for_customer, (fields.Datetime.now(), moment))
        days = (local.date() - now.date()).days
        if days == 0:
            return self.env._("today at %(hour)s", hour=f"{local:%H:%M}")
        if days == 1:
            return self.env._("tomorrow at %(hour)s", hour=f"{local:%H:%M}")
        return self._format_customer_date(moment)

    def _format_customer_date(self, moment):
        """Return a naive UTC ``moment`` within a sentence: “on Tue 3 Mar at 09:00”."""
        now, local = map(self._localize_for_customer, (fields.Datetime.now(), moment))
        pattern = "EEE d MMM" if local.year == now.year else "EEE d MMM y"
        return self.env._(
            "on %(day)s at %(hour)s",
            day=format_date(self.env, local.date(), date_format=pattern),
            hour=f"{local:%H:%M}",
        )

    def _format_customer_date_and_zone(self, moment):
        """Return the same with the zone, as a mail is read anywhere at any time."""
        return (
            f"{self._format_customer_date(moment)} ({self._get_customer_zone_name()})"
        )

    def _localize_for_customer(self, moment):
        zone = pytz.timezone(self._get_customer_zone())
        return pytz.utc.localize(moment).astimezone(zone)

    def _get_customer_zone_name(self):
        """Return the customer's time zone as people call it: “Guatemala time”."""
        return zone_name(self.env, self._get_customer_zone())


def in_lines(sentences):
    """Return each sentence once, in lines; text is escaped."""
    return Markup("<br/>").join(dict.fromkeys(sentences))
