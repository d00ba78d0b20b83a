# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import uuid

from odoo import fields, models


class HelpdeskTicket(models.Model):
    """The case's contact: his access to the portal, and that of who was it wrongly."""

    _inherit = "helpdesk.ticket"

    sla_portal_access = fields.Selection(related="partner_id.sla_portal_access")
    former_contact_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="helpdesk_ticket_former_contact_rel",
        string="Former contacts",
        readonly=True,
        sla_fact=True,
        copy=False,
        groups="base.group_user",
        help="They have lost the case with their place as its contact: nobody "
        "proposes to write to them.",
    )

    def _get_agents_fields(self):
        return super()._get_agents_fields() | {"sla_portal_access"}

    def action_invite_again(self):
        """Send the contact the invitation to the portal again."""
        self.check_access("read")
        self.partner_id.action_sla_invite_again()

    def action_approve_user(self):
        """Make the contact's portal user, which waits for a manager."""
        self.check_access("read")
        self.partner_id.action_sla_approve_user()

    def _contact_renew_token(self):
        """Let the links to these cases that somebody was sent open nothing more."""
        # sudo: whoever ends the sharing need not write the case
        for ticket in self.sudo().filtered("access_token"):
            ticket._sla_put(access_token=str(uuid.uuid4()))

    def _sla_snapshot(self, kinds):
        return {**super()._sla_snapshot(kinds), "contact": self.partner_id}

    def _sla_prepare_values(self, vals, change):
        """Name and address of the sender go with the contact."""
        vals = super()._sla_prepare_values(vals, change)
        if "partner_id" in vals and any(
            ticket.partner_id.id != vals["partner_id"] for ticket in self
        ):
            # sudo: whoever corrects a contact need not see it
            partner = self.env["res.partner"].sudo().browse(vals["partner_id"])
            sender = {"partner_name": partner.name, "partner_email": partner.email}
            vals = {**sender, **vals}
        return vals

    def _sla_apply_changes(self, before, after, change):
        result = super()._sla_apply_changes(before, after, change)
        changed = self.filtered(lambda t: t.partner_id != before[t.id]["contact"])
        for ticket in changed.filtered(lambda t: before[t.id]["contact"]):
            ticket._contact_replaced(before[ticket.id])
        changed._subscribe_contacts()
        return result

    def _contact_replaced(self, old):
        """Let the former contact, and his people if he is of another customer, go.

        They follow this case no more, and no link that they were sent opens it.

        :param old: the snapshot with the former contact
        """
        # sudo: whoever corrects a contact need not edit followers
        ticket, customer = self.sudo(), old["customer"][0].sudo()
        gone = old["contact"].sudo()
        if ticket.commercial_partner_id != customer:
            gone |= ticket.message_partner_ids.filtered(
                lambda partner: partner.commercial_partner_id == customer
            )
        # A contact that was merged with another is no more.
        gone = gone.exists().filtered("partner_share") - ticket.partner_id
        ticket.message_unsubscribe(gone.ids)
        ticket._sla_put(
            former_contact_ids=(ticket.former_contact_ids | gone) - ticket.partner_id
        )
        ticket._contact_renew_token()

    def _message_get_suggested_recipients_batch(
        self,
        reply_discussion=False,
        reply_message=None,
        no_create=True,
        primary_email=False,
        additional_partners=None,
    ):
        """Propose to write to no former contact, though he wrote the last message."""
        suggested = super()._message_get_suggested_recipients_batch(
            reply_discussion=reply_discussion,
            reply_message=reply_message,
            no_create=no_create,
            primary_email=primary_email,
            additional_partners=additional_partners,
        )
        # sudo: customers do not read who was a contact
        for ticket in self.sudo().filtered("former_contact_ids"):
            former = ticket.former_contact_ids
            suggested[ticket.id] = [
                recipient
                for recipient in suggested[ticket.id]
                if recipient["partner_id"] not in former.ids
            ]
        return suggested
