# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.mail import email_split_and_format

from ..tools.urgent_subject import has_prefix


class HelpdeskTicket(models.Model):
    """From a mail to a case (SLA 1.01 to 1.04, 2.02)."""

    _inherit = "helpdesk.ticket"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        # OCA would assign a mailed case to the gateway's own user.
        values = {"user_id": False, **(custom_values or {})}
        company = self._sla_intake_company(values)
        partner = self._sla_intake_partner(msg_dict, company)
        if partner:
            # The message that is posted next is his, too.
            msg_dict["author_id"] = partner.id
            values.update(self._sla_sender_values(msg_dict, partner))
        values.update(self._sla_claim_values(msg_dict.get("subject"), company))
        values["reported_at"] = self._sla_reported_at(msg_dict)
        # OCA would subscribe every known address in To and Cc, customers of others
        # included: it gets no addresses, we subscribe the customer's own people.
        ticket = super(HelpdeskTicket, self.with_context(sla_intake=True)).message_new(
            dict(msg_dict, to="", cc=""), custom_values=values
        )
        ticket = ticket.with_context(sla_intake=False)
        ticket._sla_subscribe_customer(msg_dict)
        ticket.message_subscribe(ticket.behalf_user_id.partner_id.ids)
        self.env["bacg.mail.inbound"]._current()._set_case(ticket, "case")
        return ticket

    def message_update(self, msg_dict, update_vals=None):
        self._sla_subscribe_customer(msg_dict)
        automatic = self.env.context.get("sla_automatic_mail") == "reply"
        self.env["bacg.mail.inbound"]._current()._set_case(
            self, "auto" if automatic else "reply"
        )
        return super().message_update(
            dict(msg_dict, to="", cc=""), update_vals=update_vals
        )

    @api.model
    def _sla_intake_company(self, values):
        team = self.env["helpdesk.ticket.team"].sudo().browse(values.get("team_id"))
        return team.company_id or self.env.company

    @api.model
    def _sla_intake_partner(self, msg_dict, company):
        """Return the sender's contact, made together with his user if unknown."""
        # sudo: a stranger's mail makes his contact (SLA 1.03)
        partners = self.env["res.partner"].sudo()
        # Not core's choice: of several contacts with one address it takes another.
        partner = partners._sla_find_or_create(msg_dict.get("email_from"), company)
        if partner and not self.env.context.get("sla_automatic_mail"):
            partner._sla_invite(company)
        return partner

    @api.model
    def _sla_sender_values(self, msg_dict, partner):
        if not partner.partner_share:
            return self._sla_behalf_values(msg_dict, partner)
        return {
            "partner_id": partner.id,
            "partner_name": partner.name,
            "partner_email": partner.email,
        }

    @api.model
    def _sla_claim_values(self, subject, company):
        """Return the values of an outage claim if the subject makes one (SLA 2.02)."""
        prefixes = (company.sudo().sla_urgent_prefixes or "").split(",")
        if has_prefix(subject, prefixes):
            return {"priority": "3", "outage_scope": "claimed"}
        return {}

    @api.model
    def _sla_reported_at(self, msg_dict):
        """Return when the report reached us (naive UTC).

        The Date header if it is plausible, else the moment our server received it:
        the customer's clock may be wrong, but not by his favour alone.
        """
        received = self._sla_now()
        company = self.env.company.sudo()
        sent = fields.Datetime.to_datetime(msg_dict.get("date"))
        hours = timedelta(hours=company.sla_date_header_hours)
        if sent and received - hours <= sent.replace(tzinfo=None) <= received:
            return sent.replace(tzinfo=None)
        return received

    def _sla_subscribe_customer(self, msg_dict):
        """Subscribe the contact, and of those copied only the customer's own people."""
        addresses = email_split_and_format(
            f"{msg_dict.get('to') or ''},{msg_dict.get('cc') or ''}"
        )
        for ticket in self:
            copied = ticket._partner_find_from_emails_single(addresses, no_create=True)
            customer = ticket.commercial_partner_id
            ours = copied.filtered(
                lambda partner, customer=customer: (
                    partner.commercial_partner_id == customer
                )
            )
            ticket.message_subscribe((ticket.partner_id | ours).ids)
