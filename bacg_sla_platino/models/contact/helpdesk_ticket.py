# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import uuid

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, consteq

from ...tools.mail.link_keys import without_keys


class HelpdeskTicket(models.Model):
    """Who sees a case in the portal, and who no longer does as a former contact."""

    _inherit = "helpdesk.ticket"

    # Whoever has it answers in the customer's name: no user reads it, ours neither.
    access_token = fields.Char(groups=fields.NO_ACCESS)
    # A person's name: OCA's Spanish calls it the company's.
    partner_name = fields.Char(string="Name of who wrote")
    sla_portal_access = fields.Selection(related="partner_id.sla_portal_access")
    # His own, those he follows and those shared with him. The portal's rule asks by
    # it: OCA's list of cases adds the rule to its own search, so that a customer must
    # be able to search by whatever the rule names.
    sla_shared_with_user = fields.Boolean(
        compute="_compute_sla_shared_with_user",
        search="_search_sla_shared_with_user",
        compute_sudo=True,
        string="Shared with the user",
    )

    @api.depends_context("uid")
    @api.depends(
        "partner_id",
        "message_follower_ids",
        "commercial_partner_id.sla_contract_ids.contact_ids",
        "commercial_partner_id.sla_contract_ids.share_cases",
    )
    def _compute_sla_shared_with_user(self):
        customer = self._contact_get_sharing_customer()
        partner = self.env.user.partner_id
        own = partner | self._contact_get_own_company()
        for ticket in self:
            ticket.sla_shared_with_user = (
                ticket.partner_id in own
                or partner in ticket.message_partner_ids
                or ticket.commercial_partner_id in customer
            )

    def _search_sla_shared_with_user(self, operator, value):
        if operator != "in":
            return NotImplemented
        partner = self.env.user.partner_id
        of_company = Domain(
            "commercial_partner_id", "=", partner.commercial_partner_id.id
        )
        if not self._contact_get_sharing_customer():
            own = partner | self._contact_get_own_company()
            of_company &= Domain("partner_id", "in", own.ids)
        # sudo: the rule of the portal asks this
        sudo = self.sudo().with_context(active_test=False)
        cases = sudo._search(of_company)
        followed = sudo.env["mail.followers"]._search(
            [("res_model", "=", self._name), ("partner_id", "=", partner.id)]
        )
        # Each half by its index, then the cases by theirs: an “or”, or “in”, of halves
        # whose size is guessed reads all cases of all customers.
        found = SQL(
            "ARRAY(%s UNION %s)",
            cases.subselect(SQL.identifier(self._table, "id")),
            followed.subselect("res_id"),
        )
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s = ANY(%s)", SQL.identifier(alias, "id"), found
            )
        )

    @api.model
    def _contact_get_own_company(self):
        """Return the user's company: a case that names it, as our monitor's, and no
        person of it is for all its people, or nobody would see it.

        A company that has or awaits a user of its own, as a mailbox of the
        management, reads its cases itself.
        """
        # sudo: whose contact a user is, he may know
        company = self.env.user.partner_id.sudo().commercial_partner_id
        return company.filtered(
            lambda company: company.is_company and company.sla_portal_access == "none"
        )

    @api.model
    def _contact_get_sharing_customer(self):
        """Return the user's company if a contract shows him all of its cases."""
        partner = self.env.user.partner_id
        # sudo: the portal has no access to contracts
        contracts = self.env["bacg.sla.contract"].sudo()
        return contracts.search(
            Domain("partner_id", "=", partner.commercial_partner_id.id)
            & (
                Domain("share_cases", "=", True)
                | Domain("contact_ids", "in", partner.ids)
            )
        ).partner_id

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

    def _portal_ensure_token(self):
        # sudo: code that builds a link may have the token, a user reads it nowhere
        return super(HelpdeskTicket, self.sudo())._portal_ensure_token()

    def _sign_token(self, pid):
        # sudo: as above
        return super(HelpdeskTicket, self.sudo())._sign_token(pid)

    @api.model
    def _get_thread_with_access(self, thread_id, *, token=None, **kwargs):
        thread = super()._get_thread_with_access(thread_id, token=token, **kwargs)
        # sudo: core gives it to a stranger with the token, and compares it once more
        thread_sudo = thread.sudo()
        known = thread_sudo.access_token
        return thread_sudo if token and known and consteq(known, token) else thread

    def get_portal_url(self, *args, **kwargs):
        """Put the token in links of the system alone: anybody may call this."""
        url = super().get_portal_url(*args, **kwargs)
        return url if self.env.su else without_keys(url)

    def _get_share_url(self, *args, **kwargs):
        """Put the token in mails of the system alone: agents render templates, too."""
        url = super(HelpdeskTicket, self.sudo())._get_share_url(*args, **kwargs)
        return url if self.env.su else without_keys(url)

    def _contact_get_portal_files(self):
        """Return the case's files that the customer reads: none of internal notes."""
        # sudo: the controller checked the access to the case
        ticket = self.sudo()
        hidden = ticket.message_ids.filtered(
            lambda message: message.is_internal or message.subtype_id.internal
        )
        return ticket.attachment_ids - hidden.attachment_ids

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
