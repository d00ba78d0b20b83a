# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.tools import email_normalize, email_normalize_all

from ...tools.mail.mail_address import mail_domain

# Messages written by people; templates, mass mails and notes have other types.
HUMAN_TYPES = ("comment", "email")


class HelpdeskTicket(models.Model):
    """Messages to and from the customer; the first to them is the first response."""

    _inherit = "helpdesk.ticket"

    first_response_at = fields.Datetime(readonly=True, sla_fact=True, copy=False)
    first_response_message_id = fields.Many2one(
        comodel_name="mail.message",
        readonly=True,
        sla_fact=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def _get_notify_valid_parameters(self):
        return super()._get_notify_valid_parameters() | {"follow_up"}

    def _notify_thread(self, message, msg_vals=False, *, follow_up=None, **kwargs):
        """Update the clocks when people write.

        :param follow_up: for a weekly report (SLA 1.22), a pair of ``progress`` or
            ``no_progress``, and the next step as text
        """
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        if self and message.message_type in HUMAN_TYPES:
            self._sla_message_posted(message, recipients, follow_up)
        return recipients

    def _sla_answered_at_birth(self):
        """Mark cases that an agent opens for a caller as answered from the start."""
        # env.ref would query each time whether the record still exists.
        phone_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "helpdesk_mgmt.helpdesk_ticket_channel_phone"
        )
        if self.env.user.share or not phone_id:
            return
        called = self.filtered(lambda ticket: ticket.channel_id.id == phone_id)
        if not called:
            return
        for ticket in called:
            ticket._sla_put(first_response_at=ticket.reported_at)
        called._sla_log(
            [ticket._sla_event("answered", at=ticket.reported_at) for ticket in called]
        )

    def _sla_answered_by_closing(self, moment):
        """Mark resolved cases as answered: a first response is no longer owed."""
        silent = self.filtered(lambda ticket: not ticket.first_response_at)
        silent._sla_put(first_response_at=moment)
        silent._sla_log([ticket._sla_event("answered") for ticket in silent])

    def _sla_message_posted(self, message, recipients, follow_up):
        """Update the clocks after a message by an agent or the customer.

        :param recipients: as ``_notify_thread`` returns them
        :param follow_up: as in ``_notify_thread``
        """
        if not message.subtype_id or message.subtype_id.internal:
            return
        # The author, not env.user: the gateway posts for everybody.
        users = message.author_id.sudo().with_context(active_test=False).user_ids
        if users.filtered(lambda user: not user.share):
            if self._sla_reaches_customer(message, recipients):
                self._sla_register_response(message, follow_up=follow_up)
        elif self._sla_is_of_customer(message) and not self._sla_is_automatic(message):
            self._sla_customer_replied(message)

    def _sla_is_of_customer(self, message):
        """Return whether a message comes from the customer's side.

        Their contacts, the contact points of their contract, and senders with one of
        their addresses or domains belong to it.
        """
        # sudo: the gateway runs this for any sender
        ticket = self.sudo()
        customer, contract = ticket.commercial_partner_id, ticket.contract_id
        author = message.author_id.sudo()
        if not customer:
            return True
        if author.commercial_partner_id == customer or author & contract.contact_ids:
            return True
        address = email_normalize(message.email_from or "", strict=False)
        addresses = {ticket.partner_id.email_normalized} | set(
            email_normalize_all(ticket.partner_email or "")
        )
        domain = address and mail_domain(address)
        return bool(address) and (
            address in addresses or domain in contract.domain_ids.mapped("name")
        )

    def _sla_is_automatic(self, message):
        """Return whether a customer's message is an automatic reply; a hook."""
        return False

    def _sla_reaches_customer(self, message, recipients):
        partner_ids = [data["id"] for data in recipients if data["id"]]
        partners = self.env["res.partner"].sudo().browse(partner_ids)
        customer = self.commercial_partner_id
        if customer and customer in partners.commercial_partner_id:
            return True
        # An agent's reply from their own mail program names them in To and Cc.
        mailed = email_normalize_all(
            f"{message.incoming_email_to or ''},{message.incoming_email_cc or ''}"
        )
        addresses = {self.partner_id.email_normalized} | set(
            email_normalize_all(self.partner_email or "")
        )
        return bool(addresses - {False} & set(mailed))

    def _sla_register_response(
        self, message=None, at=None, *, follow_up=None, is_report=True
    ):
        """Register the first response, or a later message to the customer.

        :param message: the message that reached them; None for a call, a session …
        :param at: when (naive UTC), now if not given
        :param follow_up: as in ``_notify_thread``
        :param is_report: it also counts as a weekly report, if one is owed (SLA 1.22)
        """
        # sudo: answering a case updates its clocks, whoever answers
        ticket = self.sudo()
        first = not ticket.first_response_at
        progress, next_step = follow_up or (False, None)
        author = message.author_id if message else self.env.user.partner_id
        event = ticket._sla_event(
            "answered" if first else "follow_up",
            new=progress,
            reason=next_step,
            at=at or self._sla_now(),
            author_id=author.id,
            message_id=message.id if message else False,
            no_report=not is_report,
        )
        if first:
            ticket._sla_put(
                first_response_at=max(event["at"], ticket.reported_at),
                first_response_message_id=message or False,
            )
        ticket._sla_log([event])
        ticket._sla_sync()

    def _sla_customer_replied(self, message):
        """Log a customer's answer; it ends a wait for them or reopens the case."""
        # sudo: an answer updates the case, customers cannot write its fields
        ticket = self.sudo()
        ticket._sla_log(
            [
                ticket._sla_event(
                    "customer_reply",
                    message_id=message.id,
                    author_id=message.author_id.id,
                )
            ]
        )
        if not ticket._sla_may_reopen():
            ticket._sla_resume()
        elif ticket._sla_is_reopened_by(message):
            ticket.stage_id = ticket._sla_stage("run")

    def _sla_is_reopened_by(self, message):
        """Return whether a customer's message reopens this closed case; a hook."""
        return True

    def _sla_may_reopen(self):
        """Return whether the customer may still open this resolved case again."""
        resolved = self.stage_id.sla_mode == "stop" and self.closed_date
        return bool(resolved) and not self._sla_is_closed_for_good()

    def _sla_is_closed_for_good(self):
        """Return whether the agreement's days for opening this case again are over."""
        days = self.agreement_id.reopen_days if self.agreement_id else 7
        closed = self.closed_date
        return bool(closed) and self._sla_now() > closed + timedelta(days=days)

    def _sla_contact_made(self):
        """Register that the agent reached the customer by telephone or in person."""
        self._check_agent_access()
        for ticket in self:
            ticket._sla_register_response(is_report=False)
        self._message_log_batch(
            {
                ticket.id: self.env._("The customer was reached without a message.")
                for ticket in self
            }
        )
