# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import email_normalize
from odoo.tools.mail import email_split_and_format

from ...tools.mail import mail_html
from ...tools.mail.incoming import NO_MAIL, Incoming
from ...tools.mail.link_keys import without_keys
from ...tools.mail.quotation import own_lines
from ...tools.mail.urgent_subject import is_bare

TITLE_LIMIT = 200
CHANNEL = "helpdesk_mgmt.helpdesk_ticket_channel_email"


class HelpdeskTicket(models.Model):
    """Making a case of a mail (SLA 1.01 to 1.04, 2.02)."""

    _inherit = "helpdesk.ticket"

    @api.model
    def _sla_now(self):
        """Return when the mail being processed was received, else now."""
        return self._get_incoming().received_at or super()._sla_now()

    def _is_customer_session(self):
        # The gateway writes in the name of the sender, but what it writes is ours.
        return super()._is_customer_session() and self._get_incoming() is NO_MAIL

    def _sla_get_reporter(self):
        reporter = super()._sla_get_reporter()
        if self._get_incoming() is NO_MAIL:
            return reporter
        return self.partner_id or reporter

    def _sla_is_automatic(self, message):
        return self._get_incoming().is_answer_of_machine

    @api.private
    @api.model
    def message_new(self, msg_dict, custom_values=None):
        # OCA would assign a mailed case to the gateway's own user.
        values = {"user_id": False, **(custom_values or {})}
        if self.env.context.get("fetchmail_cron_running"):
            # OCA would ask the database each time whether its channel still exists.
            channel_id = self.env["ir.model.data"]._xmlid_to_res_id(CHANNEL)
            values.setdefault("channel_id", channel_id)
        company = self._intake_get_company(values)
        partner = self._intake_get_partner(msg_dict, company)
        if partner:
            # The message that is posted next has the same author.
            msg_dict["author_id"] = partner.id
            values.update(self._intake_prepare_sender_values(msg_dict, partner))
        values.update(
            self._intake_prepare_claim_values(msg_dict.get("subject"), company)
        )
        values["name"] = self._intake_get_title(msg_dict, company)
        values["reported_at"] = self._intake_get_reported_at(msg_dict)
        # OCA would subscribe every known address in To and Cc, customers of others
        # included: it gets no addresses, we subscribe the customer's own people.
        incoming = self._get_incoming()
        gateway = self.with_context(
            bacg_incoming=Incoming() if incoming is NO_MAIL else incoming
        )
        ticket = super(HelpdeskTicket, gateway).message_new(
            dict(msg_dict, to="", cc="", body=without_keys(msg_dict.get("body") or "")),
            custom_values=values,
        )
        ticket = ticket.with_env(self.env)
        ticket._intake_subscribe_copied(msg_dict)
        ticket.message_subscribe(ticket.behalf_user_id.partner_id.ids)
        ticket._case_notify_predecessor()
        if incoming.is_forged:
            ticket._intake_log_unconfirmed()
        incoming.add_result(ticket.id, "case")
        return ticket

    @api.private
    def message_update(self, msg_dict, update_vals=None):
        if not msg_dict.get("is_internal"):
            for ticket in self:
                ticket.message_subscribe(ticket.partner_id.ids)
            self._intake_subscribe_copied(msg_dict)
        elif not msg_dict.get("author_id"):
            self._intake_log_unconfirmed()
        incoming = self._get_incoming()
        state = "auto" if incoming.is_answer_of_machine else "reply"
        incoming.add_result(self.id, state)
        return super().message_update(
            dict(msg_dict, to="", cc=""), update_vals=update_vals
        )

    def _message_post_after_hook(self, message, msg_values):
        # OCA copied the body before the pictures in it had an address.
        created = message.subtype_id == self._creation_subtype()
        if created and message.attachment_ids and "cid:" in (self.description or ""):
            self.description = message.body
        return super()._message_post_after_hook(message, msg_values)

    @api.model
    def _intake_get_company(self, values):
        team = self.env["helpdesk.ticket.team"].sudo().browse(values.get("team_id"))
        return team.company_id or self.env.company

    @api.model
    def _intake_get_title(self, msg_dict, company):
        """Return the title of a case: the subject, else the sender's first words."""
        title = " ".join((msg_dict.get("subject") or "").split())
        if is_bare(title):
            body = mail_html.without_quotes(msg_dict.get("body") or "")
            title = next(iter(own_lines(mail_html.plain(body))), title)
        if not title:
            lang = company.partner_id.lang or self.env.lang
            return self.with_context(lang=lang).env._("No subject")
        return title if len(title) <= TITLE_LIMIT else title[:TITLE_LIMIT] + "…"

    @api.model
    def _intake_get_partner(self, msg_dict, company):
        """Return the sender's contact, made together with a user if unknown."""
        incoming = self._get_incoming()
        if incoming.is_forged:
            return self.env["res.partner"]
        # sudo: the mail of an unknown sender makes their contact (SLA 1.03)
        partners = self.env["res.partner"].sudo()
        # Of several contacts with one address core would take another.
        partner = partners._contact_find_or_create(msg_dict.get("email_from"), company)
        if partner and not incoming.kind:
            partner._contact_invite(company)
        return partner

    @api.model
    def _intake_prepare_sender_values(self, msg_dict, partner):
        if not partner.partner_share:
            return self._intake_prepare_behalf_values(msg_dict, partner)
        return {
            "partner_id": partner.id,
            "partner_name": partner.name,
            "partner_email": partner.email,
        }

    @api.model
    def _intake_get_reported_at(self, msg_dict):
        """Return when the report reached us (naive UTC).

        That is the Date header if it is plausible, else when our server received it.
        """
        received = self._sla_now()
        company = self.env.company.sudo()
        sent = fields.Datetime.to_datetime(msg_dict.get("date"))
        hours = timedelta(hours=company.sla_date_header_hours)
        if sent and received - hours <= sent.replace(tzinfo=None) <= received:
            return sent.replace(tzinfo=None)
        return received

    def _intake_subscribe_copied(self, msg_dict):
        """Subscribe the customer's own people among those copied.

        Other known contacts follow as well if the company's setting says so.
        """
        written = email_split_and_format(
            f"{msg_dict.get('to') or ''},{msg_dict.get('cc') or ''}"
        )
        for ticket in self:
            # Most mail goes to our mailbox alone.
            known = {ticket.team_id.alias_email, ticket.partner_id.email_normalized}
            addresses = [
                address for address in written if email_normalize(address) not in known
            ]
            if not addresses:
                continue
            copied = ticket._partner_find_from_emails_single(addresses, no_create=True)
            if not ticket.company_id.sudo().sla_follow_copied:
                copied &= copied.search(
                    [
                        ("id", "in", copied.ids),
                        ("commercial_partner_id", "=", ticket.commercial_partner_id.id),
                    ]
                )
            ticket.message_subscribe(copied.ids)
