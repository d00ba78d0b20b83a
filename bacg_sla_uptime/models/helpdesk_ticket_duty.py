# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime, groupby

from odoo.addons.bacg_sla_platino.tools.concurrency import isolated

from .bacg_uptime_call import DutyNotice

URGENT = "3"  # the SLA's priority 1
PATIENCE = timedelta(minutes=10)
ACTIVITY = "bacg_sla_platino.mail_activity_type_escalation"


class HelpdeskTicket(models.Model):
    """A priority 1 that nobody answers wakes somebody, until one says he has it."""

    _inherit = "helpdesk.ticket"

    duty_call_ids = fields.One2many(
        comodel_name="bacg.uptime.call",
        inverse_name="ticket_id",
        string="Calls",
        readonly=True,
        sla_fact=True,
        copy=False,
        groups="base.group_user",
    )
    duty_taken_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Has it",
        readonly=True,
        sla_fact=True,
        copy=False,
        tracking=True,
        groups="base.group_user",
    )
    duty_taken_at = fields.Datetime(
        string="Has it since",
        readonly=True,
        sla_fact=True,
        copy=False,
        groups="base.group_user",
    )
    duty_text = fields.Char(
        string="On duty", compute="_compute_duty_text", groups="base.group_user"
    )

    @api.depends("priority", "stage_id.closed", "company_id", "duty_call_ids")
    def _compute_duty_text(self):
        """Say whom to wake for an open case of priority 1, and by which telephone."""
        self.duty_text = False
        urgent = self.filtered(
            lambda one: one.priority == URGENT and not one.stage_id.closed
        )
        # sudo: whoever works on the case may know whom to call
        duties = self.env["bacg.uptime.duty"].sudo()._get_on_duty(urgent.company_id)
        for ticket in urgent:
            duty = duties.get(ticket.company_id)
            ticket.duty_text = (
                duty._get_text() if duty else self.env._("nobody this week")
            )

    def action_duty_take(self):
        """Say “I've got it”: nobody is called any more, the case names who has it."""
        self.check_access("write")
        # sudo: a fact of the case, written by this button only
        for ticket in self.sudo()._duty_incident():
            if ticket.duty_taken_by_id and ticket in self:
                raise UserError(
                    self.env._(
                        "%(number)s: %(user)s has it already.",
                        number=ticket.number,
                        user=ticket.duty_taken_by_id.name,
                    )
                )
            if not ticket.duty_taken_by_id:
                ticket._duty_take(self.env.user)

    def _duty_take(self, user):
        self.write({"duty_taken_by_id": user.id, "duty_taken_at": self._sla_now()})
        ticket = self._in_staff_language()
        self._log_notes({self: [ticket.env._("%s has it.", user.name)]})
        self.activity_feedback([ACTIVITY])

    def _duty_incident(self):
        """Return these cases and the other urgent ones of the same instances.

        Not those that have their answer: what comes after it is news.
        """
        instances = self.hosted_instance_id
        return self | self.search(
            [
                ("hosted_instance_id", "in", instances.ids),
                ("priority", "=", URGENT),
                ("stage_id.closed", "=", False),
                (
                    "sla_status_ids",
                    "any",
                    [("metric", "=", "first_response"), ("state", "=", "running")],
                ),
            ]
        )

    @api.model
    def _cron_duty(self):
        """Call for each incident of priority 1 that waits for somebody of ours."""
        now = fields.Datetime.now()
        incidents = self._duty_find_incidents(now)
        for done, tickets in enumerate(incidents, start=1):
            with isolated(tickets):
                tickets._duty_call(now)
            left = len(incidents) - done
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                break

    @api.model
    def _duty_find_incidents(self, now):
        """Return the cases to call for, those of one instance together.

        Only under a contract, whose first response runs: a stranger wakes nobody.
        """
        waiting = self.env["bacg.sla.status"].search(
            [
                ("metric", "=", "first_response"),
                ("state", "=", "running"),
                ("ticket_id.priority", "=", URGENT),
                ("ticket_id.reported_at", "<=", now - PATIENCE),
                ("ticket_id.duty_taken_at", "=", False),
                ("ticket_id.stage_id.closed", "=", False),
            ]
        )
        incidents = [
            self.browse(ticket.id for ticket in tickets)
            for _key, tickets in groupby(waiting.ticket_id, self._duty_key)
        ]
        return [one for one in incidents if one._duty_is_due(now)]

    @staticmethod
    def _duty_key(ticket):
        return ticket.hosted_instance_id or ticket

    def _duty_is_due(self, now):
        """Return whether nobody was called for this incident for ten minutes.

        Nor took it: who has one case of it has them all.
        """
        incident = self._duty_incident()
        if incident.filtered("duty_taken_at"):
            return False
        calls = incident.duty_call_ids.mapped("at")
        return not calls or max(calls) <= now - PATIENCE

    def _duty_call(self, now):
        """Call the person on duty and the managers for one incident."""
        first = self.sorted("reported_at")[:1]
        duty = self.env["bacg.uptime.duty"]._get_on_duty(first.company_id, now)
        duty = duty[first.company_id]
        number = len(set(self._duty_incident().duty_call_ids.mapped("at"))) + 1
        self.env["bacg.uptime.call"].create(
            [
                {
                    "ticket_id": ticket.id,
                    "at": now,
                    "number": number,
                    "user_id": duty.user_id.id,
                    "webhook_id": duty.webhook_id.id,
                }
                for ticket in self
            ]
        )
        first._duty_call_webhook(duty.webhook_id, number)
        first._duty_call_people(duty, number)

    def _duty_call_webhook(self, webhook, number):
        # sudo: only administrators read the address
        webhook = webhook.sudo().filtered("active")
        status = self.sla_status_ids.filtered(
            lambda one: one.metric == "first_response" and one.state == "running"
        )
        if webhook and status:
            delivery = self.env["bacg.sla.webhook.delivery"]
            notice = DutyNotice(status[:1], number)
            delivery._enqueue([delivery._prepare_alert(webhook, notice)])

    def _duty_call_people(self, duty, number):
        """Mail the managers and those on duty; the first time it is on their lists."""
        managers = self._get_helpdesk_managers()
        ticket = self._in_staff_language()
        if number == 1:
            note = {self.id: ticket._duty_sentence(number)}
            self._schedule_activity_for_staff(ACTIVITY, note, managers=True)
        people = managers | duty.user_id | duty.replacement_id
        self.env["mail.mail"].sudo().create(
            [
                ticket.with_context(lang=user.lang)._duty_prepare_mail(user, number)
                for user in people.filtered("email")
            ]
        )
        self.env["mail.mail"]._wake_queue()

    def _duty_prepare_mail(self, user, number):
        sentence = self._duty_sentence(number)
        body = self.env["ir.qweb"]._render(
            "bacg_sla_uptime.duty_call",
            {
                "ticket": self,
                "sentence": sentence,
                "duty": self.sudo().duty_text,
                "url": f"{self.get_base_url()}/odoo/helpdesk.ticket/{self.id}",
            },
        )
        return user._prepare_automatic_mail_values(
            f"[{self.number}] {sentence}", body, self.company_id
        )

    def _duty_sentence(self, number):
        """Return what a call says, in the language of the environment."""
        return self.env._(
            "Priority 1 without an answer since %(moment)s: %(customer)s (call "
            "%(number)s)",
            moment=format_datetime(
                self.env, self.reported_at, tz=self._get_staff_zone()
            ),
            customer=self.commercial_partner_id.name or self.partner_email or "",
            number=number,
        )
