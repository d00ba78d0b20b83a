# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, email_normalize
from odoo.tools.mail import email_split_tuples


class ResPartner(models.Model):
    _inherit = "res.partner"

    sla_contract_ids = fields.One2many(
        comodel_name="bacg.sla.contract",
        inverse_name="partner_id",
        # The portal's rule asks by it; the portal has no access to contracts.
        bypass_search_access=True,
    )
    sla_invited_at = fields.Datetime(
        string="Invited to the portal",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    sla_user_pending = fields.Boolean(
        string="Portal user waits for approval", readonly=True, copy=False
    )

    @api.model
    def _sla_find_or_create(self, email_from, company):
        """Return the contact of an address, made under the company of its domain.

        :param email_from: as in the From header
        :return: empty if there is no address in it
        """
        normalized = email_normalize(email_from, strict=False)
        if not normalized:
            return self.browse()
        # Two first mails of one person at the same moment wait for each other.
        self.env.execute_query(
            SQL("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", normalized)
        )
        partner = self.search(
            [("email_normalized", "=", normalized)], limit=1, order="user_id, id"
        )
        return partner or self.create(
            self._sla_contact_values(email_from, normalized, company)
        )

    @api.model
    def _sla_contact_values(self, email_from, normalized, company):
        name = next((name for name, _address in email_split_tuples(email_from)), "")
        customer = self.env["bacg.sla.contract.domain"]._find_customer(
            normalized, company
        )
        return {
            "name": name or normalized.partition("@")[0],
            "email": normalized,
            "parent_id": customer.id,
            "lang": customer.lang or company.partner_id.lang or self.env.lang,
            "tz": customer.tz or company.partner_id.tz,
        }

    def _sla_invite(self, company):
        """Make the portal user of a sender and invite him (SLA 1.03).

        By the setting of ``company``: always, for known customers, or never; over the
        hourly limit the user waits for an agent's click.
        """
        self.ensure_one()
        if self.with_context(active_test=False).user_ids or not self.email_normalized:
            return
        mode = company.sla_portal_user_creation
        known = self.commercial_partner_id.sla_contract_ids
        if mode == "never" or (mode == "known" and not known):
            return
        if self._sla_invitations_of_hour() >= company.sla_portal_user_limit:
            self.sla_user_pending = True
            return
        self._sla_create_user(company)

    def _sla_invitations_of_hour(self):
        mail_domain = self.email_normalized.rpartition("@")[2]
        return self.search_count(
            [
                ("sla_invited_at", ">", fields.Datetime.now() - timedelta(hours=1)),
                ("email_normalized", "=like", f"%@{mail_domain}"),
            ]
        )

    def _sla_create_user(self, company):
        """Make the portal user and queue the invitation, a mail of its own."""
        # sudo: only the gateway and agents reach this, for a customer's contact
        users = self.env["res.users"].sudo().with_context(no_reset_password=True)
        user = users.search(
            [("login", "=", self.email_normalized)], limit=1
        ) or users._create_user_from_template(
            {
                "login": self.email_normalized,
                "email": self.email_normalized,
                "partner_id": self.id,
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
            }
        )
        if user.partner_id == self:
            # sudo: a helpdesk manager need not edit contacts
            self.sudo().write(
                {"sla_invited_at": fields.Datetime.now(), "sla_user_pending": False}
            )
            self._sla_send_invitation()

    def _sla_send_invitation(self):
        self.sudo().signup_prepare()
        template = self.env.ref("bacg_sla_platino.mail_template_invitation").sudo()
        template.send_mail_batch(
            self.ids,
            email_values={
                "headers": repr({"Auto-Submitted": "auto-generated"}),
                "message_type": "email_outgoing",
            },
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _sla_invitation_sender(self):
        """Return the support mailbox: who answers the invitation reaches people."""
        company = self.company_id or self.env.company
        # sudo: the address is public
        teams = self.env["helpdesk.ticket.team"].sudo()
        team = teams.search(
            [("company_id", "in", [False, company.id]), ("alias_name", "!=", False)],
            limit=1,
        )
        return team.alias_email or company.email_formatted

    def _sla_invitation_url(self):
        """Return the signed link by which the contact chooses his password, once."""
        self.ensure_one()
        # sudo: the token is made for this contact's own mail
        urls = self.sudo()._get_signup_url_for_action(url="/my/tickets")
        return urls[self.id]

    def action_sla_approve_user(self):
        """Make the portal users that wait for approval."""
        self._sla_check_inviter("helpdesk_mgmt.group_helpdesk_manager")
        for partner in self.filtered("sla_user_pending"):
            partner._sla_create_user(partner.company_id or self.env.company)

    def action_sla_invite_again(self):
        """Send the invitation again to contacts who have a portal user."""
        self._sla_check_inviter("helpdesk_mgmt.group_helpdesk_user")
        for partner in self.filtered(lambda p: p.user_ids and p.email):
            partner._sla_send_invitation()

    def _sla_check_inviter(self, group):
        if not self.env.user.has_group(group):
            raise AccessError(
                self.env._("Only BACG's helpdesk invites people to the portal.")
            )
