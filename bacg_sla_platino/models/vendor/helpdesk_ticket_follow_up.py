# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...tools.clock import follow_up, work_clock
from ...tools.clock.local_day import local_date

DAY = 24 * 60  # minutes


class HelpdeskTicket(models.Model):
    """The weekly word while a case waits: its draft, and the automatic one."""

    _inherit = "helpdesk.ticket"

    # -------------------------------------------------------------------------
    # When it is due
    # -------------------------------------------------------------------------

    def _sla_measure_word(self, target, start, end, hours):
        """Return the values of a week in which the customer is owed a word.

        :param start: of the week, naive UTC
        :param end: when it was given or the wait was over, None while it runs
        :param hours: dict that keeps the open hours of calendars
        """
        due = self._sla_word_due(target, start, hours)
        clock = self._sla_hours(target, hours)
        minutes = work_clock.elapsed(clock, start, due.at)
        values = self._sla_measure(target, clock, start, end, [], minutes)
        return dict(values, draft_at=due.draft_at)

    def _sla_word_due(self, target, start, hours):
        """Return the ``follow_up.Due`` of the word after ``start`` (SLA 1.22).

        The agreement's weeks end on a working day. A target in business hours, of an
        agreement of one's own, ends when they have passed.
        """
        days = self.company_id.sla_follow_up_days
        if target.basis == "business":
            clock = self._sla_hours(target, hours)
            minutes = min(target.minutes, days * DAY)
            return follow_up.Due(work_clock.deadline(clock, start, minutes), start)
        longest = max(int(target.minutes // DAY), 1)
        open_hours, zone = self._sla_word_hours(hours)
        return follow_up.due(start, min(days, longest), longest, open_hours, zone)

    def _sla_word_hours(self, hours):
        """Return the open hours that decide on working days, and their zone.

        Where the calendar has no fixed hours all time is: the word is due all the same.
        """
        calendar = self._sla_calendar()
        key = ("word", calendar)
        if key not in hours:
            try:
                calendar._sla_check_usable()
                hours[calendar] = hours.get(calendar) or calendar._sla_hours()
                hours[key] = hours[calendar]
            except UserError:
                hours[key] = work_clock.ClockHours()
        return hours[key], calendar.tz or "UTC"

    def _sla_promised_minutes(self, target, values, hours):
        """Return the minutes that a clock has; a week has those until its due day.

        :param values: of the clock: ``started_at`` and ``deadline``
        :param hours: dict that keeps the open hours of calendars
        """
        if target.metric != "follow_up" or not values["deadline"]:
            return target.minutes
        clock = self._sla_hours(target, hours)
        return work_clock.elapsed(clock, values["started_at"], values["deadline"])

    # -------------------------------------------------------------------------
    # The automatic word
    # -------------------------------------------------------------------------

    @api.model
    def _cron_weekly_followup(self):
        """Tell customers whose week without a word is over that we still wait."""
        self.env["bacg.sla.status"]._cron_words()

    def _sla_send_word(self):
        """Send the automatic word of SLA 1.22, log it and open the next cycle.

        Who has no mail address reads it on the page of his case.
        """
        template = self.env.ref("bacg_sla_platino.mail_template_weekly_word")
        mailed = set(self._sla_send_mail(template).mapped("res_id"))
        silent = self.env._("The customer has no mail address: on his page only.")
        self._sla_log(
            [
                ticket._sla_event(
                    "automatic_word",
                    reason=False if ticket.id in mailed else silent,
                )
                for ticket in self
            ]
        )
        self._sla_sync()

    # -------------------------------------------------------------------------
    # The agent's draft
    # -------------------------------------------------------------------------

    def _sla_give_drafts(self, weeks):
        """Schedule the activity to complete the report, for who is there to write it.

        :param weeks: the status rows of these cases' weeks
        """
        writers = self._sla_word_writers()
        xmlid = "bacg_sla_platino.mail_activity_type_weekly_word"
        self._sla_activities_batch(
            {
                (week.ticket_id, xmlid, user, week): week.ticket_id._sla_draft_lines(
                    week
                )
                for week in weeks
                for user in writers[week.ticket_id]
            },
            dates={
                week: week.ticket_id._sla_local_day(week.deadline) for week in weeks
            },
        )

    def _sla_draft_lines(self, week):
        """Return the sentences of a draft, in the staff's language."""
        env = self._sla_in_staff_language().env
        since = self._sla_waiting_since()
        return [
            env._(
                "The customer's weekly report is due on %(day)s; if nobody writes it, "
                "he gets an automatic word.",
                day=format_date(env, self._sla_local_day(week.deadline)),
            ),
            env._(
                "Waits for %(whom)s since %(day)s (%(days)s days).",
                whom=self.with_env(env)._sla_waiting_for(),
                day=format_date(env, self._sla_local_day(since or week.started_at)),
                days=(fields.Datetime.now() - (since or week.started_at)).days,
            ),
            env._("Progress or no progress: …"),
            env._("Next step: %s", self._sla_last_next_step() or "…"),
        ]

    def _sla_last_next_step(self):
        """Return what the last report said would come next, if it said so."""
        # sudo: the ledger of a case that the user sees
        reports = self.sudo().sla_event_ids.filtered(
            lambda event: event.kind in ("answered", "word") and event.new_value
        )
        return reports[-1:].reason or ""

    def _sla_local_day(self, moment):
        """Return the date of a naive UTC moment by the calendar of the case."""
        return local_date(moment, self._sla_calendar().tz or "UTC")

    def _sla_word_writers(self):
        """Return who writes the report of each case: the first who is not on leave.

        :return: dict from case to a user; to none if nobody answers for it
        """
        managers = {company: company._sla_managers() for company in self.company_id}
        chains = {
            ticket: ticket.user_id
            | ticket.team_id.user_id
            | managers.get(ticket.company_id, self.env["res.users"])
            for ticket in self
        }
        users = self.env["res.users"].union(*chains.values())
        away = self._sla_away(users)
        return {
            ticket: next((user for user in chain if user not in away), chain[:1])
            for ticket, chain in chains.items()
        }

    @api.model
    def _sla_away(self, users):
        """Return those of these users who are on leave now."""
        now = fields.Datetime.now()
        # sudo: the system looks who is there
        leaves = self.env["resource.calendar.leaves"].sudo()
        found = leaves.search(
            [
                ("resource_id.user_id", "in", users.ids),
                ("time_type", "=", "leave"),
                ("date_from", "<=", now),
                ("date_to", ">", now),
            ]
        )
        return found.resource_id.user_id
