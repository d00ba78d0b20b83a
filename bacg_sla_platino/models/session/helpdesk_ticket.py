# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

# How far ahead a customer can choose a time.
HORIZON = timedelta(days=14)


class HelpdeskTicket(models.Model):
    """Sessions of a case: when they can be held, and how they count (SLA 1.17)."""

    _inherit = "helpdesk.ticket"

    session_ids = fields.One2many(
        comodel_name="bacg.sla.session",
        inverse_name="ticket_id",
        string="Sessions",
        readonly=True,
        sla_fact=True,
        copy=False,
    )

    def _session_get_notice(self):
        """Return how many minutes ahead a session is requested (SLA 7.03)."""
        return self.sudo().category_id.minimum_notice_minutes

    def _session_earliest(self):
        """Return the earliest start of a session requested now (SLA 7.03).

        The notice of the case's kind runs around the clock.
        """
        notice = self._session_get_notice()
        return fields.Datetime.now() + timedelta(minutes=notice)

    def _session_agent(self):
        return self.sudo()._get_responsible_user()

    def _session_starts(self, length, without=()):
        """Return the possible starts of a session: naive UTC, sorted.

        :param length: timedelta
        :param without: sessions whose time counts as free
        """
        ticket = self.sudo()
        earliest = ticket._session_earliest()
        agent = ticket._session_agent()
        calendar = (
            ticket.agreement_id.resource_calendar_id
            or ticket.company_id.resource_calendar_id
        )
        if not agent or not calendar:
            return []
        bounds = (earliest, earliest + HORIZON)
        return agent._session_free_starts(length, bounds, calendar, without)

    def _session_customers(self):
        """Return the customer's attendees that sessions invite by default."""
        return self.partner_id

    def _session_withdraw(self, reason, keep=()):
        """Withdraw the proposed sessions of this case, except those to keep."""
        waiting = self.session_ids.filtered(
            lambda row: row.state == "proposed" and row not in keep
        )
        waiting._end("declined", reason)

    def _session_met(self, began_at, is_report=True):
        """Count a session or call as a response to the customer when it began.

        It is the first response even if a later one was noted before.

        :param began_at: naive UTC, between the report and now
        :param is_report: the customer got their weekly report in it (SLA 1.22)
        """
        # sudo: whoever may hold a session may change the clocks by it
        ticket = self.sudo()
        first = ticket.first_response_at
        if not first or first <= began_at:
            ticket._sla_register_response(at=began_at, is_report=is_report)
            return
        ticket._sla_put(first_response_at=began_at, first_response_message_id=False)
        ticket._sla_log(
            [ticket._sla_event("answered", at=began_at, no_report=not is_report)]
        )
        ticket._sla_sync()

    def _case_take_over(self, sources):
        result = super()._case_take_over(sources)
        # sudo: whoever may merge cases also moves what was agreed on them
        sources.sudo().session_ids.ticket_id = self
        return result

    @api.model
    def _intake_get_routes(self, message_dict, routes):
        """Route answers to an invitation to the case."""
        return super()._intake_get_routes(
            message_dict, [self._session_route(*route) for route in routes]
        )

    @api.model
    def _session_route(self, model, res_id, *rest):
        if model == "calendar.event" and res_id:
            # sudo: the mail gateway searches, whoever wrote
            event = self.env[model].sudo().browse(res_id).exists()
            ticket = event.sla_session_ids.ticket_id[:1]
            if ticket:
                return (self._name, ticket.id, *rest)
        return (model, res_id, *rest)

    def _sla_portal_facts(self):
        facts = super()._sla_portal_facts()
        now = fields.Datetime.now()
        # sudo: the controller checked the access to the case; its sessions are its own
        coming = self.sudo().session_ids.filtered(
            lambda session: session.state == "planned" and session.stop > now
        )
        for session in coming.sorted("start")[:1]:
            when = self._format_customer_day(session.start)
            facts.insert(1, (self.env._("Next session"), when))
        return facts
