# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import email_normalize
from odoo.tools.mail import email_split_and_format, formataddr, html2plaintext

from ...tools.clock.change import NO_CHANGE
from ...tools.mail import forwarded, mail_headers
from ...tools.mail.mail_headers import header_of


class HelpdeskTicket(models.Model):
    """A mail that one of our people sent in for a customer, whom an agent names."""

    _inherit = "helpdesk.ticket"

    behalf_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Sent in by",
        readonly=True,
        sla_fact=True,
        copy=False,
        help="One of our people, who opened the case by mail for a customer.",
    )

    def _get_agents_fields(self):
        return super()._get_agents_fields() | {"behalf_user_id"}

    def _sla_follow_changes(self, before, change=NO_CHANGE):
        """Welcome the customer of a case that one of ours sent in."""
        result = super()._sla_follow_changes(before, change)
        for ticket in self.filtered(lambda t: t.behalf_user_id and t.partner_id):
            customer, *_rest = before[ticket.id]["customer"]
            if not customer:
                ticket._intake_welcome_customer()
        return result

    def _intake_welcome_customer(self):
        """Give the customer what their own mail would have given them."""
        partner = self.partner_id
        # sudo: agents need not edit contacts nor users
        partner.sudo()._contact_invite(self.company_id.sudo())
        self._intake_acknowledge()

    def action_take_proposed_sender(self):
        """Make the proposed sender the customer of the case."""
        self._check_agent_access()
        self._case_identify_customers()

    def _case_identify_customers(self):
        result = super()._case_identify_customers()
        for ticket in self.filtered(lambda t: t.proposed_sender and not t.partner_id):
            # sudo: agents need not edit contacts
            partners = self.env["res.partner"].sudo()
            ticket.partner_id = partners._contact_find_or_create(
                ticket.proposed_sender, ticket.company_id.sudo()
            ).with_env(self.env)
        return result

    @api.model
    def _intake_prepare_behalf_values(self, msg_dict, partner):
        """Return the values of a case sent in by one of our people, without a customer.

        :param partner: the contact of that user
        """
        user = partner.user_ids.filtered(lambda user: not user.share)[:1]
        return {
            "behalf_user_id": user.id,
            "partner_id": False,
            "partner_name": False,
            "partner_email": False,
            "proposed_sender": self._intake_get_proposed_sender(msg_dict),
        }

    @api.model
    def _intake_get_proposed_sender(self, msg_dict):
        """Return the first outsider who is quoted in the message or in copy."""
        text = html2plaintext(msg_dict.get("body") or "", include_references=False)
        quoted = [formataddr(sender) for sender in forwarded.senders(text)]
        attached = [
            formataddr(sender)
            for name, content, *_rest in msg_dict.get("attachments") or ()
            if name.endswith(".eml") and isinstance(content, bytes)
            for sender in mail_headers.mailboxes(header_of(content), "From")
        ]
        copied = email_split_and_format(f"{msg_dict.get('to')},{msg_dict.get('cc')}")
        found = {
            address: sender
            for sender in reversed([*attached, *quoted, *copied])
            if (address := email_normalize(sender, strict=False))
        }
        ours = self._intake_get_own_addresses(list(found))
        return next(
            (found[address] for address in reversed(found) if address not in ours),
            False,
        )

    @api.model
    def _intake_get_own_addresses(self, addresses):
        """Return which of these addresses are of our mailboxes or our people."""
        # sudo: the gateway asks, or an agent, who need not see users
        users = self.env["res.users"].sudo()
        ours = users.search(
            [("share", "=", False), ("partner_id.email_normalized", "in", addresses)]
        )
        aliases = self.env["mail.alias.domain"].sudo()._find_aliases(addresses)
        return {*ours.partner_id.mapped("email_normalized"), *aliases}
