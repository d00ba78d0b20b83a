# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

BATCH = 200


class HelpdeskTicket(models.Model):
    """Waiting for the customer: a reminder, then a polite closing, in working days.

    OCA's helpdesk_ticket_close_inactive counts calendar days and skips whom it misses
    on the day itself; where a team has it on, it does so alone.
    """

    _inherit = "helpdesk.ticket"

    customer_due_at = fields.Datetime(
        string="Next step to the customer",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When the customer is reminded that we wait for him, or the case closed.",
    )
    customer_reminded_at = fields.Datetime(
        string="Reminded on",
        readonly=True,
        copy=False,
    )

    def _sla_mode_changed(self, old, new, change):
        result = super()._sla_mode_changed(old, new, change)
        if "wait_customer" in (old, new):
            self._case_schedule_reminder(new == "wait_customer")
        return result

    def _sla_register_response(self, message=None, at=None, **kwargs):
        result = super()._sla_register_response(message, at, **kwargs)
        # What we asked last is what he has to answer.
        waiting = self.filtered(lambda t: t.stage_id.sla_mode == "wait_customer")
        waiting._case_schedule_reminder(True, at)
        return result

    def _sla_customer_step(self, format_time):
        if not (self.customer_reminded_at and self.customer_due_at):
            return super()._sla_customer_step(format_time)
        return self.env._(
            "We wait for your answer; without it we close the case %(when)s.",
            when=format_time(self.customer_due_at),
        )

    def _case_schedule_reminder(self, waits, since=None):
        """Set when the customer is reminded, or forget it when we no longer wait.

        :param since: when we asked (naive UTC), now if not given
        """
        since = since or self._sla_now()
        # sudo: what the company's settings say, whoever waits
        for (calendar, company), tickets in (
            self.sudo()
            .grouped(
                lambda ticket: (ticket._get_business_calendar(), ticket.company_id)
            )
            .items()
        ):
            days = company.sla_reminder_days if waits else 0
            tickets._sla_put(
                customer_due_at=tickets._case_get_days_later(calendar, days, since),
                customer_reminded_at=False,
            )

    def _case_get_days_later(self, calendar, days, since):
        """Return when so many working days are over (naive UTC), or False."""
        if not (calendar and days):
            return False
        minutes = days * 60 * (calendar.hours_per_day or 8)
        return calendar._sla_deadline(since, minutes)

    @api.model
    def _cron_customer_waits(self):
        """Remind customers for whose answer we wait, and close what stays silent."""
        due = Domain("customer_due_at", "<=", fields.Datetime.now()) & Domain(
            "stage_id.sla_mode", "=", "wait_customer"
        )
        if "close_inactive_tickets" in self.env["helpdesk.ticket.team"]._fields:
            due &= Domain("team_id.close_inactive_tickets", "!=", True)
        while tickets := self.search(due, limit=BATCH, order="customer_due_at, id"):
            tickets = tickets.try_lock_for_update(allow_referencing=True)
            silent = tickets.filtered("customer_reminded_at")
            (tickets - silent)._case_remind_customer()
            silent._case_close_silent()
            left = self.search_count(due)
            going = self.env["ir.cron"]._commit_progress(len(tickets), remaining=left)
            # Rows that another transaction holds are left for the next run.
            if not (tickets and going):
                break

    def _case_remind_customer(self):
        """Mail the reminder; the closing follows after as many days as it names."""
        now = self._sla_now()
        for (calendar, company), tickets in self.grouped(
            lambda ticket: (ticket._get_business_calendar(), ticket.company_id)
        ).items():
            closing = tickets._case_get_days_later(
                calendar, company.sla_silent_days, now
            )
            tickets._sla_put(customer_reminded_at=now, customer_due_at=closing)
        template = self.env.ref("bacg_sla_platino.mail_template_customer_reminder")
        self._send_automatic_mail(template)
        self._sla_log([ticket._sla_event("reminder") for ticket in self])

    def _case_close_silent(self):
        """Close cases whose customer did not answer the reminder either."""
        for (_team, language), tickets in self.grouped(
            lambda ticket: (ticket.team_id, ticket.partner_id.lang)
        ).items():
            stage = tickets[0]._sla_stage("stop")
            words = tickets.with_context(lang=language or self.env.lang).env._(
                "We closed the case because we had no answer from you. Write to us "
                "whenever you want to go on."
            )
            tickets._sla_with(reason=words).write(
                {"stage_id": stage.id, "solution": words}
            )
