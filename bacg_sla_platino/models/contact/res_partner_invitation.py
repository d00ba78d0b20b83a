# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

from ...tools.mail.mail_address import mail_domain
from ..common.zones import zone_name

# Core's parameter for how long an invitation is good, and its default.
SIGNUP_HOURS = ("auth_signup.signup.validity.hours", 144)
INVITABLE = ("invited", "expired")
WITHOUT_USER = ("none", "pending", "refused", "archived")


class ResPartner(models.Model):
    """The invitation to the portal and its state."""

    _inherit = "res.partner"

    sla_invited_at = fields.Datetime(
        string="Invited to the portal",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    sla_portal_access = fields.Selection(
        selection=[
            ("none", "No user"),
            ("pending", "Waits for approval"),
            ("refused", "Refused"),
            ("invited", "Invited"),
            ("expired", "Invitation expired"),
            ("active", "Signs in"),
            ("archived", "User archived"),
            ("internal", "User of ours"),
        ],
        string="Portal access",
        compute="_compute_sla_portal_access",
        compute_sudo=True,
    )
    sla_mail_domain = fields.Char(
        string="Mail domain", compute="_compute_sla_mail_domain"
    )

    sla_last_ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Last case",
        compute="_compute_sla_last_ticket_id",
    )

    @api.depends("user_ids.active", "sla_user_request", "sla_invited_at")
    def _compute_sla_portal_access(self):
        hours = timedelta(hours=self._contact_get_signup_hours())
        expired = fields.Datetime.now() - hours
        for partner in self.with_context(active_test=False):
            users = partner.user_ids
            active = users.filtered("active")
            if any(not user.share for user in active):
                access = "internal"
            elif any(active.mapped("login_date")):
                access = "active"
            elif active:
                invited = partner.sla_invited_at
                access = "expired" if invited and invited < expired else "invited"
            else:
                access = partner.sla_user_request or ("archived" if users else "none")
            partner.sla_portal_access = access

    @api.depends("email_normalized")
    def _compute_sla_mail_domain(self):
        for partner in self:
            partner.sla_mail_domain = mail_domain(partner.email_normalized)

    def _compute_sla_last_ticket_id(self):
        last = dict(
            self.env["helpdesk.ticket"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["id:max"]
            )
        )
        for partner in self:
            partner.sla_last_ticket_id = last.get(partner)

    def action_sla_approve_user(self):
        """Make the portal users of these contacts and invite them."""
        self._contact_check_inviter("helpdesk_mgmt.group_helpdesk_manager")
        for partner in self:
            if partner.sla_portal_access in WITHOUT_USER:
                partner._contact_create_user(partner.company_id or self.env.company)

    def action_sla_refuse_user(self):
        """Make no portal user for these contacts, even when they write again."""
        self._contact_check_inviter("helpdesk_mgmt.group_helpdesk_manager")
        waiting = self.filtered(lambda partner: partner.sla_user_request == "pending")
        # sudo: a helpdesk manager need not edit contacts
        waiting.sudo().sla_user_request = "refused"

    def action_sla_invite_again(self):
        """Send the invitation again to contacts who never signed in."""
        self._contact_check_inviter("helpdesk_mgmt.group_helpdesk_user")
        invited = self.filtered(lambda partner: partner.sla_portal_access in INVITABLE)
        if not invited:
            raise UserError(
                self.env._(
                    "These contacts cannot be invited again: they have no portal user, "
                    "or have signed in already."
                )
            )
        invited._contact_send_invitation()

    def _contact_check_inviter(self, group):
        self.check_access("read")
        if not self.env.user.has_group(group):
            raise AccessError(
                self.env._("Only BACG's helpdesk invites people to the portal.")
            )

    def _contact_send_invitation(self):
        """Queue the invitation, a mail of its own, and wake the queue."""
        # The system's own mail: its author and its creator could read the link.
        invited = self.with_user(SUPERUSER_ID).with_company(self.env.company)
        invited.signup_prepare()
        invited.sla_invited_at = fields.Datetime.now()
        template = invited.env.ref("bacg_sla_platino.mail_template_invitation")
        # The link is personal: it is not shown in the chatter, nor kept.
        template._send_automatic(
            self.ids,
            message_type="email_outgoing",
            subtype_id=False,
            model=False,
            res_id=False,
            auto_delete=True,
        )

    def _contact_get_support_company(self):
        """Return the company to whose support portal the contact is invited."""
        return self.company_id or self.env.company

    def _contact_get_invitation_sender(self):
        """Return the support mailbox: answers to the invitation reach people."""
        return self._contact_get_support_company()._get_support_sender()

    def _contact_get_invitation_url(self):
        """Return the signed link by which the contact chooses a password, once.

        Whoever renders the template himself, as a composer does, gets no link in it.
        """
        self.ensure_one()
        if not self.env.su:
            return f"{self.get_base_url()}/web/login"
        return self._get_signup_url_for_action(url="/my/tickets")[self.id]

    def _get_signup_url(self):
        """As core, but only mails of the system contain the link."""
        url = super()._get_signup_url()
        return url if self.env.su else f"{self.get_base_url()}/web/login"

    def signup_get_auth_param(self):
        """As core, which gives any employee who calls it the token of a contact."""
        if self.env.su:
            return super().signup_get_auth_param()
        # sudo: only to know who has a user
        known = self.filtered(lambda partner: partner.sudo().user_ids)
        return super(ResPartner, known).signup_get_auth_param()

    def _contact_get_invitation_expiry(self):
        """Return until when the link works, as text in the contact's zone."""
        hours = timedelta(hours=self._contact_get_signup_hours())
        company = self._contact_get_support_company()
        zone = self.tz or company.resource_calendar_id.tz or "UTC"
        until = format_datetime(
            self.env,
            fields.Datetime.now() + hours,
            tz=zone,
            dt_format="EEE d MMM y, HH:mm",
            lang_code=self.lang or self.env.lang,
        )
        reader = self.with_context(lang=self.lang or self.env.lang)
        return f"{until} ({zone_name(reader.env, zone)})"

    @api.model
    def _contact_get_signup_hours(self):
        return int(self.env["ir.config_parameter"].sudo().get_param(*SIGNUP_HOURS))
