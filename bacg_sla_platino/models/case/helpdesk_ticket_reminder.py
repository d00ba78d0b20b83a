# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

BATCH = 200


class HelpdeskTicket(models.Model):
    """Waiting for the customer: a reminder, then a polite closing, in working days.

    OCA's helpdesk_ticket_close_inactive counts calendar days and skips cases that it
    misses on the day itself; teams that enable it use it alone.
    """

    _inherit = "helpdesk.ticket"

    customer_due_at = fields.Datetime(
        string="Next step to the customer",
        readonly=True,
        sla_fact=True,
        copy=False,
        index="btree_not_null",
        help="When the customer is reminded to answer, or the case is closed.",
    )
    customer_reminded_at = fields.Datetime(
        string="Reminded on",
        readonly=True,
        sla_fact=True,
        copy=False,
    )

    def _sla_mode_changed(self, old, new, change):
        result = super()._sla_mode_changed(old, new, change)
        if "wait_customer" in (old, new):
            self._case_schedule_reminder(new == "wait_customer")
        return result

    def _sla_register_response(self, message=None, at=None, **kwargs):
        result = super()._sla_register_response(message, at, **kwargs)
        # The customer has to answer the last message.
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
        """Schedule the reminder of the customer, or cancel it without a wait.

        :param waits: whether the case waits for the customer
        :param since: when the customer was asked (naive UTC), now if not given
        """
        since = since or self._sla_now()
        # sudo: to read the company's settings for any user
        for (calendar, company), tickets in (
            self.sudo()
            .grouped(
                lambda ticket: (ticket._get_business_calendar(), ticket.company_id)
            )
            .items()
        ):
            days = company.sla_reminder_days if waits else 0
            tickets._sla_put(
                customer_due_at=tickets._case_get_days_later(
                    calendar, company, days, since
                ),
                customer_reminded_at=False,
            )

    def _case_get_days_later(self, calendar, company, days, since):
        """Return when so many working days have passed (naive UTC), or False."""
        if not (calendar and days):
            return False
        minutes = days * 60 * (calendar.hours_per_day or 8)
        return calendar._sla_deadline(since, minutes, company=company)

    @api.model
    def _cron_customer_waits(self):
        """Remind customers who owe an answer, and close cases without one."""
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
            # Rows locked by another transaction are left for the next run.
            if not (tickets and going):
                break

    def _case_remind_customer(self):
        """Mail the reminder, and schedule the closing that it announces."""
        now = self._sla_now()
        for (calendar, company), tickets in self.grouped(
            lambda ticket: (ticket._get_business_calendar(), ticket.company_id)
        ).items():
            closing = tickets._case_get_days_later(
                calendar, company, company.sla_silent_days, now
            )
            tickets._sla_put(customer_reminded_at=now, customer_due_at=closing)
        template = self.env.ref("bacg_sla_platino.mail_template_customer_reminder")
        self._send_automatic_mail(template)
        self._sla_log([ticket._sla_event("reminder") for ticket in self])

    def _case_close_silent(self):
        """Close cases whose customer did not answer the reminder."""
        for (_team, language), tickets in self.grouped(
            lambda ticket: (ticket.team_id, ticket.partner_id.lang)
        ).items():
            stage = tickets[0]._sla_stage("stop")
            words = tickets.with_context(lang=language or self.env.lang).env._(
                "We closed the case because we received no answer from you. Write to "
                "us whenever you want to continue."
            )
            tickets._sla_with(reason=words).write(
                {"stage_id": stage.id, "solution": words}
            )
