# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import format_date

from ...tools.clock.local_day import local_date


class HelpdeskTicket(models.Model):
    """Weekly follow-ups of waiting cases: the agent's draft, or an automatic one."""

    _inherit = "helpdesk.ticket"

    # -------------------------------------------------------------------------
    # The automatic follow-up
    # -------------------------------------------------------------------------

    @api.model
    def _cron_weekly_followup(self):
        """Follow up with customers who were not informed for a week."""
        self.env["bacg.sla.status"]._cron_follow_ups()

    def _vendor_send_follow_up(self):
        """Send the automatic follow-up of SLA 1.22, log it and start the next cycle.

        Customers without a mail address can read it on the page of their case.
        """
        template = self.env.ref("bacg_sla_platino.mail_template_weekly_word")
        mailed = set(self._send_automatic_mail(template).mapped("res_id"))
        silent = self.env._("The customer has no mail address: only in the portal.")
        self._sla_log(
            [
                ticket._sla_event(
                    "automatic_follow_up",
                    reason=False if ticket.id in mailed else silent,
                )
                for ticket in self
            ]
        )
        self._sla_sync()

    # -------------------------------------------------------------------------
    # The agent's draft
    # -------------------------------------------------------------------------

    def _vendor_schedule_drafts(self, weeks):
        """Schedule the activity to complete the report, for an available author.

        :param weeks: the status rows of these cases' weeks
        """
        writers = self._vendor_get_writers()
        xmlid = "bacg_sla_platino.mail_activity_type_weekly_word"
        self._schedule_activities(
            {
                (
                    week.ticket_id,
                    xmlid,
                    user,
                    week,
                ): week.ticket_id._vendor_get_draft_lines(week)
                for week in weeks
                for user in writers[week.ticket_id]
            },
            dates={
                week: week.ticket_id._vendor_get_local_day(week.deadline)
                for week in weeks
            },
        )

    def _vendor_get_draft_lines(self, week):
        """Return the lines of a draft, in the language of the staff."""
        env = self._in_staff_language().env
        since = self._sla_waiting_since()
        return [
            env._(
                "The customer's weekly report is due on %(day)s; if nobody writes it, "
                "an automatic one is sent.",
                day=format_date(env, self._vendor_get_local_day(week.deadline)),
            ),
            env._(
                "Waiting for %(whom)s since %(day)s (%(days)s days).",
                whom=self.with_env(env)._sla_waiting_for(),
                day=format_date(
                    env, self._vendor_get_local_day(since or week.started_at)
                ),
                days=(fields.Datetime.now() - (since or week.started_at)).days,
            ),
            env._("Progress or no progress: …"),
            env._("Next step: %s", self._vendor_get_next_step() or "…"),
        ]

    def _vendor_get_next_step(self):
        """Return the next step that the last report announced, if any."""
        # sudo: users who see the case may read its ledger
        reports = self.sudo().sla_event_ids.filtered(
            lambda event: event.kind in ("answered", "follow_up") and event.new_value
        )
        return reports[-1:].reason or ""

    def _vendor_get_local_day(self, moment):
        """Return the date of a naive UTC moment in the zone of the case's calendar."""
        return local_date(moment, self._get_business_calendar().tz or "UTC")

    def _vendor_get_writers(self):
        """Return the author of each case's report: the first who is not on leave.

        :return: dict from case to a user, empty if nobody is responsible for it
        """
        managers = {
            company: company._get_helpdesk_managers() for company in self.company_id
        }
        chains = {
            ticket: ticket.user_id
            | ticket.team_id.user_id
            | managers.get(ticket.company_id, self.env["res.users"])
            for ticket in self
        }
        users = self.env["res.users"].union(*chains.values())
        away = self._vendor_is_away(users)
        return {
            ticket: next((user for user in chain if user not in away), chain[:1])
            for ticket, chain in chains.items()
        }

    @api.model
    def _vendor_is_away(self, users):
        """Return which of these users are on leave now."""
        now = fields.Datetime.now()
        # sudo: the system looks up who is available
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
